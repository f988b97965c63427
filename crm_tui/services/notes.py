"""Notes on records (O02, M22, AC24, AC25): whoever sees the record reads them; authors edit and delete their own.

Internal notes on a request are the team's: for a requester who is no member they do not exist (Q12).
"""

from __future__ import annotations

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import _, message
from crm_tui.base.text import clean
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Note
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.services.steps import number, optional_number
from crm_tui.services.telling import Telling
from crm_tui.store import notes as stored
from crm_tui.store.undo_log import UndoStep

LENGTH = 32_000
"""Characters in a note."""


class Notes:
    """The notes that one actor sees."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._rows = stored.Notes(session.engine)
        self._telling = Telling(session)

    def list(self, module_name: str, record_id: int) -> list[Note]:
        """The notes of a record, as the store orders them: newest first."""
        internal = self._look(module_name, record_id)
        return [self._note(row) for row in self._rows.list(record_id) if internal or not row.internal]

    def count(self, module_name: str, record_id: int) -> int:
        """How many notes `list` gives, without reading them."""
        internal = self._look(module_name, record_id)
        return self._rows.count(record_id, internal=internal)

    def add(self, module_name: str, record_id: int, text: str, *, internal: bool = False) -> Done:
        """Write a note on a record that one may view (2.3 E), and tell whom it mentions.

        `internal`: a member's on a request, for the team alone; Invalid where there is no request to keep it from.
        """
        module = self._modules.named(module_name)
        if internal:
            self._may_be_internal(module, record_id)
        with self._gate.act("notes.add", Target(module, record_id)) as change:
            text = checked(text)
            note_id = self._rows.add(record_id, self._session.actor.user_id, text, change.at, internal=internal)
            change.event(record_id, kind_of("note_added", internal=internal), detail=text[:200])
            left = (("text", text),)
            change.undo(_("Note added"), UndoStep("note_added", module.id, record_id, after=left, item_id=note_id))
            refused = self._tell(change, module, note_id)
        return Done(_("Note added"), change.undo_id, record_id, refused)

    def edit(self, note_id: int, text: str) -> Done:
        """Change a note: one's own, or any on a record that one may edit in a team module (M25, AC32)."""
        note, module = self._find(note_id)
        with self._gate.act("notes.edit", Target(module, note.record_id, note.author_id)) as change:
            text = checked(text)
            self._rows.edit(note_id, text, change.at)
            change.event(note.record_id, kind_of("note_edited", internal=note.internal), detail=text[:200])
            left = (("text", text),)
            step = UndoStep("note_edited", module.id, note.record_id, after=left, item_id=note_id, detail=note.text)
            change.undo(_("Note changed"), step)
            refused = self._tell(change, module, note_id, note.text)
        return Done(_("Note changed"), change.undo_id, note.record_id, refused)

    def delete(self, note_id: int) -> Done:
        """Remove a note; undo puts it back."""
        note, module = self._find(note_id)
        with self._gate.act("notes.delete", Target(module, note.record_id, note.author_id)) as change:
            self._rows.delete(note_id)
            self._telling.forget(note)
            change.event(note.record_id, kind_of("note_deleted", internal=note.internal))
            kept = (
                ("author_id", note.author_id), ("created_at", note.created_at), ("edited_at", note.edited_at),
                ("internal", int(note.internal)),
            )  # fmt: skip
            step = UndoStep("note_deleted", module.id, note.record_id, kept, item_id=note_id, detail=note.text)
            change.undo(_("Note deleted"), step)
        return Done(_("Note deleted"), change.undo_id, note.record_id)

    def put_back(self, step: UndoStep) -> None:
        """Take a deletion back: whoever might delete the note may put it back (O02)."""
        author = number(step, "author_id")
        module = self._session.catalog().by_id[step.module_id]
        created, edited = number(step, "created_at"), optional_number(step, "edited_at")
        internal = bool(dict(step.values).get("internal"))
        if internal and not reads_internal(self._gate, module):
            raise NotFound
        row = stored.StoredNote(step.item_id, step.record_id, author, step.detail, created, edited, internal)
        with self._gate.act("notes.delete", Target(module, step.record_id, author)) as change:
            self._rows.put_back(row)
            change.event(step.record_id, kind_of("note_added", internal=internal), detail=step.detail[:200])
            left = (("text", step.detail),)
            undo = UndoStep("note_added", module.id, step.record_id, after=left, item_id=step.item_id)
            change.undo(_("Note put back"), undo)
            if author == self._session.actor.user_id:
                self._telling.mentions(change, module, row)

    def _tell(self, change: Change, module: ModuleDef, note_id: int, before: str = "") -> tuple[str, ...]:
        """Tell whom a note mentions now and not `before`; who was not told, in words."""
        note = self._rows.get(note_id)
        return self._telling.mentions(change, module, note, before) if note else ()

    def _look(self, module_name: str, record_id: int) -> bool:
        """Whether he reads internal notes too; NotFound or Forbidden unless he may read the notes of a record."""
        module = self._modules.named(module_name)
        self._gate.see(Target(module, record_id))
        self._gate.require("notes.view", Target(module, record_id))
        return reads_internal(self._gate, module)

    def _find(self, note_id: int) -> tuple[stored.StoredNote, ModuleDef]:
        note = self._rows.get(note_id)
        module_id = self._session.rows.module_of(note.record_id) if note else None
        module = self._session.catalog().by_id.get(module_id or 0)
        if note is None or module is None or (note.internal and not reads_internal(self._gate, module)):
            raise NotFound
        return note, module

    def _may_be_internal(self, module: ModuleDef, record_id: int) -> None:
        facts = self._gate.insist("notes.add", Target(module, record_id))
        self._gate.insist("module.see", Target(module))
        if facts is None or facts.requester_id is None or not module.is_team:
            raise Invalid(message("Only requests have internal notes."), {"Internal": message("This is no request.")})

    def _note(self, row: stored.StoredNote) -> Note:
        return Note(
            id=row.id,
            record_id=row.record_id,
            author=self._session.user(row.author_id),
            text=row.text,
            at=from_epoch(row.created_at),
            edited_at=from_epoch(row.edited_at) if row.edited_at else None,
            mine=row.author_id == self._session.actor.user_id,
            internal=row.internal,
        )


def reads_internal(gate: Gate, module: ModuleDef) -> bool:
    """Whether the actor is one of the team, for whom internal notes are (Q12): he sees the module (M10)."""
    return gate.decide("module.see", Target(module))[0].allowed


def kind_of(event: str, *, internal: bool) -> str:
    """Events of internal notes have names of their own, so that a page of the Timeline is read without them."""
    return f"internal_{event}" if internal else event


INTERNAL = frozenset(kind_of(event, internal=True) for event in ("note_added", "note_edited", "note_deleted"))


def checked(text: str) -> str:
    """A note's text as stored; Invalid where it is empty or too long."""
    text = clean(text)
    if not text:
        raise Invalid(message("A note needs some text."), {"Note": message("It is empty.")})
    if len(text) > LENGTH:
        raise Invalid(message("The note is too long: at most {length} characters.", length=LENGTH))
    return text
