"""Interactions: contacts with a customer, across channels, in one stream (chapter 6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from crm_tui.domain.fields import UserRef, Value
from crm_tui.domain.records import Count


class Channel(StrEnum):
    """I10. Which module or act fills a channel is data (`domain/data/interactions.toml`); some have no source yet."""

    EMAIL = "email"
    CALL = "call"
    MEETING = "meeting"
    TASK = "task"
    FORM = "form"
    CHAT = "chat"
    SURVEY = "survey"
    CASE = "case"
    SOCIAL = "social"


class Direction(StrEnum):
    """From the customer, to the customer, or with him."""

    IN = "in"
    OUT = "out"
    BOTH = ""


@dataclass(frozen=True, slots=True)
class Interaction:
    """One contact (I21), as one reader may see it.

    `redacted`: an e-mail that he may not read: time, channel and direction are all there is (I24).
    `status`: an API value, as `answered`, `missed`, `opened`. `minutes`: how long it took. `actor`: None where he may
    not be told. `marks`: what became of an e-mail, as `opened`, and how often.
    `source`: module API name and record id of what it stands for (a call, a case), or None.
    `on`: module API name, id and name of the record it hangs on, where that is not the record that is looked at.
    """

    id: int
    at: dt.datetime
    channel: Channel
    direction: Direction
    status: str = ""
    subject: str = ""
    people: str = ""
    actor: UserRef | None = None
    minutes: int | None = None
    marks: tuple[tuple[str, str], ...] = ()
    source: tuple[str, int] | None = None
    on: tuple[str, int, str] | None = None
    redacted: bool = False
    contact: bool = True
    """False for what did not reach anybody: planned, not held, bounced. It stands in the stream and ends no silence."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence between two contacts: `days` whole days, from the later to the earlier one."""

    days: int
    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened to the customer's record, between its contacts (I22).

    `kind`: `created`, `converted`, `stage`, `owner`. `before`, `after`: values of `field`, masked for the reader.
    `module`, `record_id`, `name`: the record it happened to, where that is another one, as a deal of the contact.
    """

    at: dt.datetime
    kind: str
    actor: UserRef
    field: str = ""
    module: str = ""
    record_id: int = 0
    name: str = ""
    before: Value = None
    after: Value = None


Entry = Interaction | Gap | Milestone
"""A line of a stream."""


@dataclass(frozen=True, slots=True)
class StreamFilter:
    """What of a stream is asked for. Empty values ask for everything.

    `since`, `until`: days in the reader's zone, both included. `user`: a login. `gap`: days from which a silence is
    shown; 0 for none.
    """

    channels: frozenset[Channel] = frozenset()
    direction: Direction | None = None
    user: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    gap: int = 14
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class StreamHead:
    """The answers at a glance, of what the reader may see and without the filter (I06, I26).

    `last`: the last one that reached somebody. `owed`: the oldest contact from the customer that asks for an answer
    and got none since. `waiting`: our last word, where it is the customer who has not answered. `best`: the channel
    with the most answers for each attempt of ours; of several the one that is used most. Made of the newest 1,001.
    """

    last: Interaction | None = None
    owed: Interaction | None = None
    waiting: Interaction | None = None
    best: Channel | None = None
    count: Count = field(default_factory=lambda: Count(0))


@dataclass(frozen=True, slots=True)
class Stream:
    """A stretch of a stream. `after`: where the next stretch starts, or None at the end."""

    head: StreamHead
    entries: tuple[Entry, ...]
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class NewInteraction:
    """What is entered of a contact that has no record of its own: an e-mail, a form, a chat, a survey, a social post.

    `subject` up to 255 characters, `people` (addresses or names, as people write them) up to 500, `text` up to
    32,000. `at`: aware, not in the future, now by default. `status`: the usual one of its channel and direction by
    default. `user`: the login of who was in contact, the actor by default.
    """

    channel: Channel
    direction: Direction
    subject: str
    at: dt.datetime | None = None
    people: str = ""
    text: str = ""
    status: str = ""
    minutes: int | None = None
    user: str = ""
