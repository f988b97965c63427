"""Notes, tags and files on a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from crm_tui.base.messages import _
from crm_tui.domain.records import Done, Note, Record, Row
from crm_tui.services.attachments import SIZE_LIMIT
from crm_tui.tui.again import Again
from crm_tui.tui.commands.registry import BY_ID
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.files import AttachFile, SaveFile
from crm_tui.tui.dialogs.files_by_pipe import FetchFile, SendFile
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.dialogs.tags import TagEditor


def where(desk: Desk) -> tuple[str, int]:
    """Module and id of the record that a command is about."""
    subject: Row | Record | None = desk.subject()
    if subject is None or desk.module is None:
        raise LookupError("no record")
    return desk.module.api_name, subject.id


async def note(desk: Desk) -> None:
    """Write a note."""
    module, record_id = where(desk)
    await write_note(desk, _("Note"), lambda text: desk.ws.notes.add(module, record_id, text))


async def write_note(desk: Desk, title: str, save: Callable[[str], Done]) -> None:
    """Ask for the text of a note and save it."""
    done: list[Done] = []
    if await desk.ask(NoteEditor(title, save=lambda text: done.append(save(text)))) is not None:
        await desk.changed(done[-1])


async def tag(desk: Desk) -> None:
    """Add tags, take off one's own."""
    module, record_id = where(desk)
    tags = await desk.off_loop(lambda: desk.ws.tags.list(module, record_id))
    editor = TagEditor(_("Tags"), tags, suggest=lambda text: desk.ws.tags.suggestions(module, text))
    with desk.company.editing(module, record_id, editor):
        change = await desk.ask(editor)
    if change is None:
        return
    if change.add:
        await put_tags(desk, change.add)
        desk.again = Again(BY_ID["record.tag"], act=lambda there: put_tags(there, change.add))
    if change.remove:
        await desk.changed(await desk.off_loop(lambda: desk.ws.tags.remove(module, record_id, change.remove)))


async def put_tags(desk: Desk, names: Sequence[str]) -> None:
    """Put tags on the record under the cursor."""
    module, record_id = where(desk)
    await desk.changed(await desk.off_loop(lambda: desk.ws.tags.add(module, record_id, names)))


async def attach(desk: Desk) -> None:
    """Attach a file of this machine; through a door, where the files are others', say how it is sent."""
    module, record_id = where(desk)
    if not desk.entrance.files_here:
        await desk.ask(SendFile(desk.ws.organisation.slug, f"{module}/{record_id}"))
        return
    path = await desk.ask(AttachFile(_("Attach a file"), Path.cwd(), SIZE_LIMIT))
    if path is not None:
        await desk.changed(await desk.off_loop(lambda: desk.ws.attachments.add(module, record_id, path)))


async def on_note(desk: Desk, note_id: int) -> None:
    """A note was chosen: change it where one may, else say why not."""
    module, record_id = where(desk)
    notes = await desk.off_loop(lambda: desk.ws.notes.list(module, record_id))
    found: Note | None = next((each for each in notes if each.id == note_id), None)
    if found is None:
        await desk.changed()
        return
    done: list[Done] = []
    dialog = NoteEditor(_("Note"), found.text, save=lambda text: done.append(desk.ws.notes.edit(note_id, text)))
    if await desk.ask(dialog) is not None:
        await desk.changed(done[-1])


async def on_file(desk: Desk, attachment_id: int) -> None:
    """A file was chosen: save a copy."""
    attachment, _content = await desk.off_loop(lambda: desk.ws.attachments.read(attachment_id))
    if not desk.entrance.files_here:
        module, record_id = where(desk)
        await desk.ask(FetchFile(desk.ws.organisation.slug, f"{module}/{record_id}", attachment_id, attachment.name))
        return
    path = await desk.ask(SaveFile(_("Save a copy"), Path.cwd(), attachment.name))
    if path is not None:
        target = await desk.off_loop(lambda: desk.ws.attachments.save_to(attachment_id, path))
        await desk.changed(Done(_("Saved as {path}", path=target)))


async def delete_hanging(desk: Desk, key: str) -> None:
    """Remove the note or file under the cursor of the record pane, after a question."""
    kind, _sep, number = key.partition(":")
    title = _("Delete this note?") if kind == "note" else _("Remove this file?")
    if await desk.ask(Confirm(title, _("It can be undone with u."), yes=_("Delete"))):
        service = desk.ws.notes.delete if kind == "note" else desk.ws.attachments.delete
        await desk.changed(await desk.off_loop(lambda: service(int(number))))
