"""What a stream tells at a glance, and its silences: computed from what the reader may see, and nothing else (I26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm_tui.domain.channels import channel_data
from crm_tui.domain.interactions import Channel, Direction, Entry, Gap, Interaction, Milestone

_PLANNED = "planned"


class Touch(NamedTuple):
    """A contact, as far as the head of a stream asks. `status` is empty where the reader may not know it."""

    id: int
    at: int
    channel: Channel
    direction: Direction
    status: str

    @property
    def reached(self) -> bool:
        """Whether somebody was reached."""
        return self.status not in channel_data().unreached

    @property
    def talk(self) -> bool:
        """Whether both sides had a word."""
        return self.status in channel_data().talks.get(self.channel, ())

    @property
    def asks(self) -> bool:
        """Whether the customer waits for an answer."""
        if self.direction is not Direction.IN:
            return False
        statuses = channel_data().asking.get(self.channel, frozenset())
        return bool(statuses) and (not self.status or self.status in statuses)

    @property
    def answers(self) -> bool:
        """Whether we had a word, so that nothing before it waits any longer."""
        return (self.direction is Direction.OUT or self.talk) and self.reached


@dataclass(frozen=True, slots=True)
class Glance:
    """What stands above a stream; ids of contacts."""

    last: int | None = None
    owed: int | None = None
    waiting: int | None = None
    best: Channel | None = None


def glance(touches: Sequence[Touch]) -> Glance:
    """The head of a stream, of its contacts from the newest to the oldest."""
    aside = channel_data().aside
    words = [touch for touch in touches if touch.channel not in aside]
    newest = next((touch for touch in words if touch.reached), None)
    waits = newest is not None and newest.direction is Direction.OUT and not newest.talk
    return Glance(
        last=next((touch.id for touch in touches if touch.reached), None),
        owed=_owed(words),
        waiting=newest.id if newest is not None and waits else None,
        best=_best(words),
    )


def _owed(words: Iterable[Touch]) -> int | None:
    """The oldest question since our last word."""
    found = None
    for touch in words:
        if touch.answers:
            break
        if touch.asks:
            found = touch.id
    return found


def _best(words: Sequence[Touch]) -> Channel | None:
    """The channel with the most answers for each attempt; of several the one that is used most."""
    used: dict[Channel, list[Touch]] = {}
    for touch in words:
        used.setdefault(touch.channel, []).append(touch)
    known = [channel for channel in Channel if channel in used]
    return max(known, key=lambda channel: (_share(channel, used[channel]), len(used[channel])), default=None)


def _share(channel: Channel, touches: Sequence[Touch]) -> float:
    """Answers for each attempt of ours, of one channel from the newest to the oldest.

    A talk is an attempt that was answered. Of other attempts at most one is answered by what came back before the
    next one.
    """
    talks = channel_data().talks.get(channel, frozenset())
    attempts = answered = 0
    came_back = False
    for touch in touches:
        if touch.direction is Direction.IN:
            came_back = True
        elif touch.status != _PLANNED:
            attempts += 1
            answered += came_back or touch.status in talks
            came_back = False
    return answered / attempts if attempts else 0.0


def lines(
    entries: Sequence[Interaction],
    milestones: Iterable[Milestone],
    *,
    gap: int,
    oldest_first: bool,
    start: dt.datetime | None,
    end: dt.datetime | None,
) -> tuple[Entry, ...]:
    """A stretch of a stream with its milestones and silences, in reading order.

    `gap`: whole days from which a silence is told, 0 for none. A silence stands right before the contact that one
    comes to at its other side. `start`: the moment of the last contact before this stretch, or now where the newest
    come first; `end`: now, where the stretch ends there.
    """
    known = start
    found: list[Entry] = []
    for entry in _merged(entries, milestones, oldest_first):
        if isinstance(entry, Interaction) and entry.contact:
            found += _silence(known, entry.at, gap)
            known = entry.at
        found.append(entry)
    return (*found, *_silence(known, end, gap))


def _merged(
    entries: Sequence[Interaction], milestones: Iterable[Milestone], oldest_first: bool
) -> list[Interaction | Milestone]:
    """A milestone counts as older than a contact of the same moment: it is the form that made the lead."""
    both: list[Interaction | Milestone] = [*milestones, *entries]
    order = {id(entry): place for place, entry in enumerate(entries)}

    def key(entry: Interaction | Milestone) -> tuple[dt.datetime, bool, int]:
        place = order.get(id(entry), 0)
        return entry.at, isinstance(entry, Interaction), place if oldest_first else -place

    return sorted(both, key=key, reverse=not oldest_first)


def _silence(one: dt.datetime | None, other: dt.datetime | None, gap: int) -> list[Entry]:
    if one is None or other is None or gap < 1:
        return []
    since, until = min(one, other), max(one, other)
    days = (until - since).days
    return [Gap(days, since, until)] if days >= gap else []
