"""Telling the owner of a record of what a customer did (I10, S0 list 12): only what he may see of it himself."""

from __future__ import annotations

from crm_tui.domain.channels import channel_data
from crm_tui.domain.interactions import Direction
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.services.gate import Change
from crm_tui.services.session import Session
from crm_tui.services.sight import Sight
from crm_tui.services.streaming import READING_MAIL
from crm_tui.store.interaction_index import source_of
from crm_tui.store.interactions import Interactions, NewContact, StoredContact
from crm_tui.store.stream_sql import EMAIL


class Signals:
    """Adds notices to a change, for the owners of the records that a contact hangs on."""

    def __init__(self, session: Session) -> None:
        self._session, self._rows = session, Interactions(session.engine)
        self._sight = Sight(session)

    def entered(self, change: Change, module: ModuleDef, record_id: int, number: int, new: NewContact) -> None:
        """A contact without a record of its own was entered."""
        if new.direction == Direction.IN:
            self._tell(change, module, record_id, number, (new.channel, new.status), of=new.actor_id)

    def marked(self, change: Change, module: ModuleDef, contact: StoredContact, status: str) -> None:
        """An e-mail was opened, clicked or bounced."""
        marks = (contact.channel, status)
        self._tell(change, module, contact.record_id or 0, contact.id, marks, of=contact.actor_id)

    def made(self, change: Change, module: ModuleDef, record_id: int) -> None:
        """A record was made that may be a contact, as a missed call or a case."""
        contact = self._rows.of_source(record_id) if source_of(module) is not None else None
        if contact is None or contact.direction != Direction.IN or contact.at > change.at:
            return
        if contact.status in channel_data().unreached:
            return
        for linked, module_id in self._rows.links(contact.id).items():
            above = self._session.catalog().by_id[module_id]
            marks = (contact.channel, contact.status)
            self._tell(change, above, linked, contact.id, marks, of=contact.actor_id, source=(module, record_id))

    def _tell(
        self,
        change: Change,
        module: ModuleDef,
        record_id: int,
        number: int,
        marks: tuple[str, str],
        *,
        of: int,
        source: tuple[ModuleDef, int] | None = None,
    ) -> None:
        if module.api_name not in channel_data().streams:
            return
        owner = self._owner(module, record_id)
        if owner is None or not self._sight.of_record(owner, module, record_id, "interactions.view"):
            return
        if source is not None and not self._sees_source(owner, module, *source):
            return
        if marks[0] == EMAIL and owner != of and not self._sight.of_record(owner, module, record_id, READING_MAIL):
            return  # he sees the line in the stream; that it was opened is not his to know (I24)
        data = (("channel", marks[0]), ("status", marks[1]))
        change.notify(owner, NoticeKind.SIGNAL, record_id, item_id=number, data=data)

    def _sees_source(self, user_id: int, module: ModuleDef, there: ModuleDef, record_id: int) -> bool:
        """As in the stream: no entry of a record out of his sight, and none that would tell a hidden field (I23)."""
        source, mask = source_of(there), self._sight.mask(user_id, there)
        told = source is not None and mask is not None and source.tells(there, module.api_name, mask)
        return told and self._sight.of_record(user_id, there, record_id)

    def _owner(self, module: ModuleDef, record_id: int) -> int | None:
        known = self._session.rows.facts(module, record_id, 0)
        return known[0].owner_id if known is not None and not known[1] else None
