"""What hangs on a lead goes to its contact, and back when the conversion is undone (R44, R41)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import message
from crm_tui.domain.errors import Conflict
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.services.gate import Change
from crm_tui.services.session import Session
from crm_tui.services.tags import MOST
from crm_tui.store.events import StoredChange
from crm_tui.store.interactions import Interactions
from crm_tui.store.moving import Hung
from crm_tui.store.moving import Moving as Rows
from crm_tui.store.plans import Held
from crm_tui.store.tags import Tags
from crm_tui.store.undo_log import UndoStep

NOTES, FILES, ACTIVITIES, CONTACTS = "notes", "files", "activities", "interactions"
PARENT = "Parent"


class Moving:
    """Moves notes, files, activities, tags and contacts without a record of their own (I27), inside an act of
    conversion that the gate has let through.

    They go whoever wrote them, for it is the lead that becomes a contact; who reads them then is decided by the
    contact, as for all that hangs on it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows, self._tags = Rows(session.engine), Tags(session.engine)
        self._contacts = Interactions(session.engine)

    def along(self, change: Change, lead: tuple[ModuleDef, int], contact: tuple[ModuleDef, int]) -> UndoStep:
        """Move everything from the lead to the contact; the step that takes it back. Tags stay on the lead too."""
        of, to = lead[1], contact[1]
        activities = self._session.rows.children(of)
        for record_id, module_id in activities.items():
            self._hang(change, module_id, record_id, of, to)
        moved = (
            (NOTES, self._rows.all(Hung.NOTES, of, to)),
            (FILES, self._rows.all(Hung.FILES, of, to)),
            (ACTIVITIES, tuple(activities)),
            (CONTACTS, self._contacts.move(of, to)),
        )
        self._lead_on(dict(moved), of, to)
        tags = ",".join(self._tag(contact, of))  # no tag holds a comma
        return UndoStep("moved", lead[0].id, of, moved, item_id=to, detail=tags)

    def back(self, change: Change, step: UndoStep, contact: ModuleDef) -> None:
        """Move back what `along` moved, as far as it still hangs on the contact."""
        of, to, moved = step.item_id, step.record_id, dict(step.values)
        for record_id, module_id in self._session.rows.modules_of(numbers(moved.get(ACTIVITIES))).items():
            self._hang(change, module_id, record_id, of, to)
        self._rows.some(Hung.NOTES, numbers(moved.get(NOTES)), of, to)
        self._rows.some(Hung.FILES, numbers(moved.get(FILES)), of, to)
        self._contacts.move_back(numbers(moved.get(CONTACTS)), to)
        self._lead_on(moved, of, to)
        for name in filter(None, step.detail.split(",")):
            self._tags.remove(contact.id, of, name)

    def _lead_on(self, moved: Mapping[str, Held], of: int, to: int) -> None:
        """Mentions and signals lead to where their notes and contacts stand now."""
        self._rows.notices(NoticeKind.MENTION.value, numbers(moved.get(NOTES)), of, to)
        self._rows.notices(NoticeKind.SIGNAL.value, numbers(moved.get(CONTACTS)), of, to)

    def _tag(self, contact: tuple[ModuleDef, int], lead_id: int) -> list[str]:
        """Put the lead's tags on the contact, each as its first author's, up to as many as a record may have."""
        module, record_id = contact
        room = MOST - len(self._tags.list(record_id))
        new: list[str] = []
        for tag in self._tags.list(lead_id):
            if len(new) < room and self._tags.add(module.id, record_id, tag.name, tag.added_by, tag.added_at):
                new.append(tag.name)
        return new

    def _hang(self, change: Change, module_id: int, record_id: int, of: int, to: int) -> None:
        """Hang an activity on another record, unless somebody has hung it elsewhere."""
        module, rows = self._session.catalog().by_id[module_id], self._session.rows
        stored = rows.get(module, record_id, scope=None)
        if stored is None or stored.parent_id != of:
            return
        actor = self._session.actor.user_id
        if not rows.update(module, record_id, stored.version, actor, change.at, {PARENT: to}):
            raise Conflict(message("Somebody else changed this record at the same moment."))
        change.event(record_id, "edited", [StoredChange(PARENT, of, to)])


def numbers(held: object) -> tuple[int, ...]:
    """Ids that an undo step keeps."""
    return held if isinstance(held, tuple) else ()
