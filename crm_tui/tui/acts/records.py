"""Single records: open, new, edit, clone, delete, restore, owner, share."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.fields import Link, UserRef, Value
from crm_tui.domain.modules import Level
from crm_tui.domain.records import Done, Record
from crm_tui.domain.standing import By
from crm_tui.tui.acts import stream
from crm_tui.tui.acts.areas import note_opened
from crm_tui.tui.acts.forms import record_form
from crm_tui.tui.acts.hanging import delete_hanging, where
from crm_tui.tui.again import Again
from crm_tui.tui.commands.registry import BY_ID, Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.share import SharePicker
from crm_tui.tui.forms.sources import users
from crm_tui.tui.presenters.lines import Status

LEVELS = {Level.READ: "read", Level.EDIT: "edit", Level.FULL: "full"}


async def open_record(desk: Desk) -> None:
    """Open the record under the cursor."""
    _module, record_id = where(desk)
    await desk.go(desk.place.on(record_id))
    await note_opened(desk, record_id)


async def new(desk: Desk) -> None:
    """Make a record in the open module; in a related list it points to the record whose list that is."""
    if desk.module is None:
        return
    values: dict[str, Value] = {}
    if desk.place.related is not None:
        name, record_id = desk.place.related
        field = desk.module.field(name)
        if field is not None and field.target:
            values[name] = Link(record_id, field.target, display_text(desk.place.related_to))
    await make(desk, desk.module.api_name, values)


async def make(desk: Desk, module: str, values: dict[str, Value]) -> None:
    """Fill in a form and save it as a new record."""
    saved: list[Record] = []
    form = await record_form(desk, module, None, values, lambda raw, _v: saved.append(desk.ws.records.new(module, raw)))
    if await desk.ask(form) is None or not saved:
        return
    await desk.changed(await last_done(desk, _("Created {name}", name=saved[-1].name)))
    if desk.module is not None and desk.module.api_name == module:
        await desk.go(desk.place.on(saved[-1].id, "info"))


async def edit(desk: Desk) -> None:
    """Change the record; only the fields that were touched are sent, on the version that was read."""
    module, record_id = where(desk)
    record = await desk.off_loop(lambda: desk.ws.records.get(module, record_id))
    form = await record_form(
        desk,
        module,
        record,
        dict(record.values),
        lambda raw, version: desk.ws.records.edit(module, record_id, raw, version),
    )
    with desk.company.editing(module, record_id, form):
        sent = await desk.ask(form)
    if sent:
        await desk.changed(await last_done(desk, _("Saved")))
    elif sent is not None:
        desk.say(Status(_("Nothing was changed.")))


async def clone(desk: Desk) -> None:
    """A new record from this one: the same form, filled (R12)."""
    module, record_id = where(desk)
    values = await desk.off_loop(lambda: desk.ws.records.clone_values(module, record_id))
    saved: list[Record] = []
    form = await record_form(
        desk, module, None, values, lambda raw, _v: saved.append(desk.ws.records.clone(module, record_id, raw))
    )
    if await desk.ask(form) is not None and saved:
        await desk.changed(await last_done(desk, _("Created {name}", name=saved[-1].name)))
        await desk.go(desk.place.on(saved[-1].id, "info"))


async def delete(desk: Desk) -> None:
    """Move the record, or the marked ones, to the bin; undo brings them back.

    Where the cursor is on a note, a file or a logged contact, that is removed instead.
    """
    line = desk.record.pane.line if desk.context is Context.RECORD else None
    if line is not None and line.key.startswith(("note:", "file:")):
        await delete_hanging(desk, line.key)
        return
    if line is not None and line.key.startswith("interaction:"):
        await stream.delete(desk)
        return
    marked = sorted(desk.list.table.marks) if desk.context is Context.LIST else []
    if len(marked) > 1:
        await _delete_marked(desk, marked)
        return
    await to_bin(desk, _("Delete this record?"), _("Delete"), desk.ws.records.delete)


async def to_bin(desk: Desk, title: str, yes: str, act: Callable[[str, int], Done]) -> None:
    """Move the record to the bin by an act of the services; where it was open, its list has the keyboard then."""
    module, record_id = where(desk)
    if not await _may_go(desk, title, yes):
        return
    done = await desk.off_loop(lambda: act(module, record_id))
    if desk.context is Context.RECORD:
        await desk.go(desk.place.on(None), remember=False)
        desk.focus_pane("table")
    await desk.changed(done)


async def _may_go(desk: Desk, title: str, yes: str) -> bool:
    """Whether a record may go to the bin: asked where whoever deletes it cannot bring it back, as a requester (M13)."""
    if desk.module is None or desk.ws.access.decide("records.restore", desk.module, desk.subject()).allowed:
        return True
    text = _("It goes to the recycle bin, from where only the team can bring it back.")
    answer = await desk.ask(Confirm(title, text, yes=yes, dangerous=True))
    return answer is True


async def _delete_marked(desk: Desk, marked: list[int]) -> None:
    title = ngettext("Delete {count} record?", "Delete {count} records?", len(marked))
    if not await desk.ask(Confirm(title, _("They go to the recycle bin."), yes=_("Delete"), dangerous=True)):
        return
    module, _id = where(desk)
    done = await desk.off_loop(lambda: desk.ws.several.delete(module, marked))
    desk.list.table.set_marks(())
    await desk.changed(done)


async def restore(desk: Desk) -> None:
    """Bring the record under the cursor back from the bin."""
    module, record_id = where(desk)
    await desk.changed(await desk.off_loop(lambda: desk.ws.bin.restore(module, record_id)))


async def owner(desk: Desk) -> None:
    """Give the record to somebody who may own it."""
    module, record_id = where(desk)
    picker: Picker[Value] = Picker(_("New owner"), search=users(lambda text: desk.ws.pickers.owners(module, text)))
    with desk.company.editing(module, record_id, picker):
        picked = await desk.ask(picker)
    if isinstance(picked, UserRef):
        await give(desk, picked)
        desk.again = Again(BY_ID["record.owner"], act=lambda there: give(there, picked))


async def give(desk: Desk, user: UserRef) -> None:
    """Make somebody the owner of the record under the cursor."""
    module, record_id = where(desk)
    record = await desk.off_loop(lambda: desk.ws.records.change_owner(module, record_id, user.login))
    text = _("{name} given to {owner}", name=record.name, owner=user.name)
    await desk.changed(await last_done(desk, text))


async def share(desk: Desk) -> None:
    """Share the record with somebody, or take a share back."""
    module, record_id = where(desk)
    shares = await desk.off_loop(lambda: desk.ws.sharing.list(module, record_id))
    now = {each.user.login: each.level for each in shares}
    reachers = await desk.off_loop(lambda: desk.ws.reach.of_record(module, record_id))
    full = {one.user.login for one in reachers
            if one.level is Level.FULL or any(way.by is By.OWNER for way in one.ways)}  # fmt: skip
    picker = SharePicker(_("Share"), lambda text: desk.ws.pickers.everybody(module, text), now, full)
    choice = await desk.ask(picker)
    if choice is None:
        return
    login = choice.user.login
    if choice.level is Level.NONE:
        done = await desk.off_loop(lambda: desk.ws.sharing.unshare(module, record_id, login))
    else:
        level = LEVELS[choice.level]
        done = await desk.off_loop(lambda: desk.ws.sharing.share(module, record_id, login, level))
    await desk.changed(done)


async def lock(desk: Desk) -> None:
    """Lock the record, or unlock it where it is locked."""
    module, record_id = where(desk)
    record, locks = desk.subject(), desk.ws.locks
    locked = record is not None and record.facts is not None and record.facts.locked
    turn = locks.unlock if locked else locks.lock
    await desk.changed(await desk.off_loop(lambda: turn(module, record_id)))


async def last_done(desk: Desk, text: str) -> Done:
    """What was just done, with its undo."""
    last = await desk.off_loop(desk.ws.history.last)
    return Done(text, last.undo_id if last is not None else None)
