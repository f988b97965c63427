"""The inbox of one actor: what he was told of, in words of what he may see now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.base.clock import from_epoch
from crm_tui.domain.fields import NOT_VISIBLE, Link, UserRef
from crm_tui.domain.mentions import mentioned
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import Notice, NoticeKind
from crm_tui.services.asked_access import AskedAccess
from crm_tui.services.following import NUMBER
from crm_tui.services.gate import Gate, Target
from crm_tui.services.membership import Membership
from crm_tui.services.notes import reads_internal
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.streaming import READING_MAIL
from crm_tui.store.access_requests import StoredAsk
from crm_tui.store.interaction_index import source_of
from crm_tui.store.notices import NoticeRows, StoredNotice
from crm_tui.store.stream_sql import EMAIL

OWN = "settings.personal"
"""What is marked as read is a matter of one's own, as one's settings are: every active user's (O36, U06), and open in
a read-only organisation too."""
LENGTH = 200
"""Characters of a note that are shown."""
OF_ACCESS = frozenset({NoticeKind.ACCESS_ASKED, NoticeKind.ACCESS_GRANTED, NoticeKind.ACCESS_DECLINED})
OF_KEYS = frozenset({NoticeKind.KEY_MADE, NoticeKind.KEY_CODE, NoticeKind.KEY_REVOKED})
STATE = "state"
"""The mark that holds a value of the module's status field."""


class Notices:
    """One's own notices."""

    def __init__(self, session: Session, gate: Gate, reading: Reading, asked: AskedAccess) -> None:
        self._session, self._gate, self._reading, self._asked = session, gate, reading, asked
        self._rows = NoticeRows(session.engine)

    def list(self, limit: int = 100, before: int | None = None, *, unread: bool = False) -> list[Notice]:
        """Newest first, 1 to 1,000; `before`: only those with a smaller id. Forbidden to who is not active (AC01)."""
        self._gate.require(OWN, Target())
        stored = self._rows.list(self._me, max(1, min(limit, 1000)), before, unread=unread)
        links = self._reading.links(one.record_id for one in stored if one.record_id is not None)
        asks = self._asked.rows.many(one.item_id for one in stored if one.kind in OF_ACCESS and one.item_id is not None)
        return [self._of_access(one, asks) if one.kind in OF_ACCESS else self._notice(one, links) for one in stored]

    def unread(self) -> int:
        """How many are not read yet; asked often, so one indexed query."""
        self._gate.require(OWN, Target())
        return self._rows.unread(self._me)

    def mark_read(self, ids: Sequence[int] | None = None, *, read: bool = True) -> int:
        """Mark notices as read or unread, all where none is named; how many changed. Other people's are none of his."""
        with self._gate.act(OWN, Target()) as change:
            return self._rows.mark(self._me, ids, change.at if read else None)

    @property
    def _me(self) -> int:
        return self._session.actor.user_id

    def _of_access(self, stored: StoredNotice, asks: Mapping[int, StoredAsk]) -> Notice:
        """A request for access as its reader may see it now (AC48); nothing but its kind where it is gone."""
        bare = Notice(stored.id, from_epoch(stored.at), NoticeKind(stored.kind), read=stored.read)
        row = asks.get(stored.item_id or 0)
        if row is None:
            return bare
        found = self._asked.of([row])
        asked = found[0] if found else self._asked.told(row)
        text = asked.answer if row.asker_id == self._me else asked.text
        marks = (("action", asked.action), ("state", asked.state.value))
        known = Membership(self._session).knows(stored.actor_id)
        actor = self._actor(stored) if known else None
        told = replace(bare, actor=actor, record=asked.record, module=asked.module, marks=marks)
        return replace(told, text=text[:LENGTH], asked=found[0] if found else None)

    def _notice(self, stored: StoredNotice, links: Mapping[int, Link]) -> Notice:
        """What of a notice its reader may see now: nothing but its kind where its record left his sight."""
        bare = Notice(stored.id, from_epoch(stored.at), NoticeKind(stored.kind), read=stored.read)
        if stored.record_id is not None:
            link = links.get(stored.record_id)
            gone = replace(bare, record=NOT_VISIBLE, marks=self._number(stored))
            return self._of_record(bare, stored, link) if link else gone
        if stored.kind in OF_KEYS:
            return self._of_key(bare, stored)
        module = self._session.catalog().by_id.get(stored.module_id or 0)
        if module is None or not self._gate.decide("requests.raise", Target(module))[0].allowed:
            return bare
        return replace(bare, module=module.api_name, actor=self._actor(stored))

    def _of_key(self, bare: Notice, stored: StoredNotice) -> Notice:
        """Which key it is, and who it was where he may know him. Through his eyes nobody reads of it (AC56)."""
        if self._session.viewer is not None or not Membership(self._session).knows(stored.actor_id):
            return bare
        return replace(bare, actor=self._actor(stored), marks=stored.data)

    def _of_record(self, bare: Notice, stored: StoredNotice, link: Link) -> Notice:
        module = self._session.catalog().by_name[link.module]
        told = replace(
            bare, record=link, module=link.module, actor=self._actor(stored), marks=self._marks(stored, module)
        )
        if told.kind is not NoticeKind.MENTION:
            return told
        # Whose words they were is told with the words: of a note that he may not read he learns neither.
        text = self._mention(stored, module)
        return replace(told, text=text[:LENGTH]) if text else replace(told, actor=None)

    def _marks(self, stored: StoredNotice, module: ModuleDef) -> tuple[tuple[str, str], ...]:
        if stored.kind == NoticeKind.SIGNAL and not self._tells(stored, module):
            return ()
        shows = self._session.mask(module).shows(module.status_field)
        return tuple(mark for mark in stored.data if shows or mark[0] != STATE)

    def _tells(self, stored: StoredNotice, module: ModuleDef) -> bool:
        """Whether the stream would tell him of the contact that a signal is about, as it and his rights are now."""
        contact, target = stored.contact, Target(module, stored.record_id)
        if contact is None or not self._gate.decide("interactions.view", target)[0].allowed:
            return False
        if contact.source_id is not None:
            return self._tells_source(module, contact.source_id)
        mine = contact.channel != EMAIL or contact.actor_id == self._me
        return mine or self._gate.decide(READING_MAIL, target)[0].allowed

    def _tells_source(self, module: ModuleDef, source_id: int) -> bool:
        link = self._reading.links([source_id]).get(source_id)
        there = self._session.catalog().by_name[link.module] if link is not None else None
        source = source_of(there) if there is not None else None
        if there is None or source is None:
            return False
        return source.tells(there, module.api_name, self._session.mask(there))

    def _number(self, stored: StoredNotice) -> tuple[tuple[str, str], ...]:
        """By what the team knows a request that was withdrawn: for who sees the module and the field."""
        module = self._session.catalog().by_id.get(stored.module_id or 0)
        if stored.kind != NoticeKind.REQUEST_WITHDRAWN or module is None:
            return ()
        seen = self._gate.decide("module.see", Target(module))[0].allowed and self._session.mask(module).shows("Number")
        return tuple(mark for mark in stored.data if seen and mark[0] == NUMBER)

    def _mention(self, stored: StoredNotice, module: ModuleDef) -> str:
        """The note that mentions him, where it stands, still does, and is his to read."""
        note, me = stored.note, self._session.actor
        if note is None or note.record_id != stored.record_id or not mentioned(note.text, {me.user_id: me.login}):
            return ""
        if note.internal and not reads_internal(self._gate, module):
            return ""
        allowed = self._gate.decide("notes.view", Target(module, stored.record_id))[0].allowed
        return note.text if allowed else ""

    def _actor(self, stored: StoredNotice) -> UserRef | None:
        """Who did it; of a signal that is the customer, not who wrote it down."""
        return None if stored.kind == NoticeKind.SIGNAL else self._session.user(stored.actor_id)
