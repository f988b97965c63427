"""Entries of a stream as their reader may know them: words from the source under his mask, and no mail that he may
not read (I23, I24)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from crm_tui.base.clock import from_epoch
from crm_tui.domain.channels import Source, channel_data
from crm_tui.domain.fields import Link
from crm_tui.domain.interactions import Channel, Direction, Interaction
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.streams import Touch
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.streaming import StreamQuestion
from crm_tui.store.interactions import Interactions
from crm_tui.store.plans import Held
from crm_tui.store.stream_sql import EMAIL
from crm_tui.store.streams import StreamRow

# Looked up, because calling an enum costs more than all the rest of a line.
_CHANNELS = {str(channel): channel for channel in Channel}
_DIRECTIONS = {str(direction): direction for direction in Direction}


class _Words:
    """What is read of the sources of one module: subject, people; and what of the index is told of them."""

    def __init__(self, session: Session, module: ModuleDef, source: Source, ids: Sequence[int]) -> None:
        mask = session.mask(module)
        self.module = module
        self.actor = mask.shows("Owner")
        self.minutes = not source.ends or mask.shows(source.ends)
        self._subjects = self._of(session, module, module.name_field, ids)
        self._people = self._of(session, module, source.people, ids)

    def subject(self, record_id: int) -> str:
        return str(self._subjects.get(record_id) or "")

    def people(self, record_id: int) -> str:
        return str(self._people.get(record_id) or "")

    @staticmethod
    def _of(session: Session, module: ModuleDef, name: str, ids: Sequence[int]) -> Mapping[int, Held]:
        field = module.field(name) if name and session.mask(module).shows(name) else None
        return session.rows.field_of(module, field, ids) if field is not None else {}


class ContactsTold:
    """Turns rows of the store into entries."""

    def __init__(self, session: Session, reading: Reading) -> None:
        self._session, self._reading = session, reading

    def entries(self, question: StreamQuestion, rows: Sequence[StreamRow]) -> list[Interaction]:
        """The entries, in the same order."""
        words = self._words(row.source_id for row in rows if row.source_id is not None)
        links = self._reading.links({row.via for row in rows if row.via})
        return [self._entry(question, row, words, links) for row in rows]

    def touch(self, question: StreamQuestion, row: StreamRow) -> Touch:
        """An entry as the head of the stream sees it."""
        status = "" if self.redacted(question, row) else row.status
        return Touch(row.id, row.at, _CHANNELS[row.channel], _DIRECTIONS[row.direction], status)

    def redacted(self, question: StreamQuestion, row: StreamRow) -> bool:
        """Whether it is an e-mail of others that the reader may not read (I24, O21)."""
        return row.channel == EMAIL and row.actor_id != self._session.actor.user_id and not question.mails(row.via)

    def text(self, entry: Interaction) -> str:
        """The text of an entry that is not redacted: its own, or what its source says at length."""
        if entry.source is None:
            contact = Interactions(self._session.engine).get(entry.id)
            return contact.body if contact else ""
        name, record_id = entry.source
        module = self._session.catalog().by_name[name]
        field = module.field(channel_data().sources[name].text)
        if field is None or not self._session.mask(module).shows(field.api_name):
            return ""
        return str(self._session.rows.field_of(module, field, [record_id]).get(record_id) or "")

    def _entry(
        self, question: StreamQuestion, row: StreamRow, words: Mapping[int, _Words], links: Mapping[int, Link]
    ) -> Interaction:
        at, channel, direction = from_epoch(row.at), _CHANNELS[row.channel], _DIRECTIONS[row.direction]
        link = links.get(row.via)
        on = (link.module, link.id or 0, link.name) if link is not None else None
        if self.redacted(question, row):
            return Interaction(row.id, at, channel, direction, on=on, redacted=True)
        told = words.get(row.source_id or 0)
        return Interaction(
            id=row.id,
            at=at,
            channel=channel,
            direction=direction,
            status=row.status,
            subject=told.subject(row.source_id or 0) if told else row.subject,
            people=told.people(row.source_id or 0) if told else row.people,
            actor=self._session.user(row.actor_id) if told is None or told.actor else None,
            minutes=row.minutes if told is None or told.minutes else None,
            marks=marks_of(row.data),
            source=(told.module.api_name, row.source_id or 0) if told else None,
            on=on,
            contact=row.status not in channel_data().unreached,
        )

    def _words(self, ids: Iterable[int]) -> dict[int, _Words]:
        """Record id -> what is read of its module's records."""
        by_module: dict[int, list[int]] = {}
        for record_id, module_id in self._session.rows.modules_of(ids).items():
            by_module.setdefault(module_id, []).append(record_id)
        found: dict[int, _Words] = {}
        for module_id, members in by_module.items():
            module = self._session.catalog().by_id[module_id]
            source = channel_data().sources[module.api_name]
            found |= dict.fromkeys(members, _Words(self._session, module, source, members))
        return found


def marks_of(data: str) -> tuple[tuple[str, str], ...]:
    """What became of an e-mail, and how often."""
    if data == "{}":
        return ()
    return tuple((name, str(count)) for name, count in sorted(json.loads(data).get("marks", {}).items()))
