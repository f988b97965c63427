"""Who is told of what happens to records: new owners, and whoever a note names. Nobody is told of what he cannot see.

These are words from person to person, no automation: O17 and M14 do not speak of them.
"""

from __future__ import annotations

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.mentions import mentioned
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import UserState
from crm_tui.services.gate import Change
from crm_tui.services.session import Session
from crm_tui.services.sight import Sight
from crm_tui.store.notes import StoredNote
from crm_tui.store.notices import NoticeRows

MOST = 50
"""People that one note names: each of them is decided on while others wait to write."""


class Telling:
    """Collects notices in an act that the gate has let through."""

    def __init__(self, session: Session) -> None:
        self._session, self._sight = session, Sight(session)
        self._rows = NoticeRows(session.engine)

    def owner(self, change: Change, module: ModuleDef, record_id: int, owner_id: int, was: int | None = None) -> None:
        """A record has a new owner. What the one before has not read yet is no longer so."""
        if was is not None:
            self._rows.take_back(NoticeKind.OWNER, record_id, users=frozenset({was}))
        if owner_id == self._session.actor.user_id or not self._sight.shows(owner_id, module, "Owner"):
            return
        if self._sight.of_record(owner_id, module, record_id):
            change.notify(owner_id, NoticeKind.OWNER, record_id)

    def mentions(self, change: Change, module: ModuleDef, note: StoredNote, before: str = "") -> tuple[str, ...]:
        """A note names people that it did not name `before`; of those who may not read it the writer is told."""
        named, old = self._named(note.text), self._named(before)
        if len(named) > MOST:
            raise Invalid(message("A note mentions at most {most} people.", most=MOST))
        if gone := frozenset(old) - frozenset(named):
            self._rows.take_back(NoticeKind.MENTION, note.record_id, note.id, gone)
        new = [user_id for user_id in named if user_id not in old]
        return self._tell(change, module, note, new) if new else ()

    def forget(self, note: StoredNote) -> None:
        """A note goes, and with it what nobody has read of it."""
        for kind in (NoticeKind.MENTION, NoticeKind.REQUEST_ANSWER):
            self._rows.take_back(kind, note.record_id, note.id)

    def _tell(self, change: Change, module: ModuleDef, note: StoredNote, people: list[int]) -> tuple[str, ...]:
        known = self._rows.told(NoticeKind.MENTION, note.record_id, note.id)
        blind: list[int] = []
        for user_id in people:
            if user_id in known or user_id == self._session.actor.user_id:
                continue
            if self._sight.of_note(user_id, module, note):
                change.notify(user_id, NoticeKind.MENTION, note.record_id, item_id=note.id)
            else:
                blind.append(user_id)
        return tuple(self._not_told(user_id, note) for user_id in blind) if self._is_inside(module) else ()

    def _is_inside(self, module: ModuleDef) -> bool:
        """Q04: who is in a module and who is not, a requester does not learn by naming people."""
        session = self._session
        return session.policy.decide(session.actor, "module.see", session.module_facts(module)).allowed

    def _not_told(self, user_id: int, note: StoredNote) -> str:
        name = self._session.user(user_id).name
        if note.internal:
            return str(message("{name} cannot read this note and was not told.", name=name))
        return str(message("{name} cannot see this record and was not told.", name=name))

    def _named(self, text: str) -> list[int]:
        """The active users whom a text names."""
        members = self._session.store.members().values() if "@" in text else ()
        return mentioned(text, {m.id: m.login for m in members if m.state is UserState.ACTIVE})
