"""Channels as data (I11): which records are contacts with a customer, and what contacts without a record may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.fields import Stored
from crm_tui.domain.interactions import Channel, Direction
from crm_tui.domain.modules import ModuleDef


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """What the index keeps of a record that is a contact. `at`: epoch seconds; `links`: look-up -> record id."""

    at: int
    direction: Direction
    status: str
    minutes: int | None
    links: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Source:
    """A module whose records are contacts; all names are API names of its fields. See `data/interactions.toml`."""

    module: str
    channel: Channel
    time: str
    links: tuple[str, ...]
    status_field: str
    open: str
    closed: str
    direction: Direction = Direction.BOTH
    direction_field: str = ""
    directions: Mapping[str, Direction] = field(default_factory=dict)
    overriding: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    minutes: str = ""
    ends: str = ""
    people: str = ""
    text: str = ""

    @property
    def telling(self) -> tuple[str, ...]:
        """The fields that an entry tells by standing there as it does: hidden from somebody, they hide it from him."""
        named = (self.time, self.status_field, self.direction_field, self.minutes)
        return tuple(name for name in named if name)

    def tells(self, there: ModuleDef, stream: str, mask: FieldMask) -> bool:
        """Whether entries of module `there` may stand in streams of the module `stream` for who has this mask."""
        links = [name for name in self.links if there.by_name[name].target in (None, stream)]
        return bool(links) and all(mask.shows(name) for name in (*self.telling, *links))

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that the index is made of."""
        named = (*self.telling, self.ends, *self.links)
        return tuple(dict.fromkeys(name for name in named if name))

    def entry(self, module: ModuleDef, stored: Mapping[str, Stored]) -> SourceEntry | None:
        """The entry of a record, from the stored forms of `fields`; None where it is no contact (any more)."""
        at = _number(stored.get(self.time))
        direction, status = self._direction(module, stored)
        minutes = self._minutes(stored, at)
        status = status or self._status(module, stored, took_time=bool(self.minutes and minutes))
        if at is None or not status:
            return None
        links = tuple((name, held) for name in self.links if (held := _number(stored.get(name))) is not None)
        return SourceEntry(at, direction, status, minutes, links)

    def _direction(self, module: ModuleDef, stored: Mapping[str, Stored]) -> tuple[Direction, str]:
        choice = _choice(module, self.direction_field, stored)
        return self.directions.get(choice, self.direction), self.overriding.get(choice, "")

    def _status(self, module: ModuleDef, stored: Mapping[str, Stored], *, took_time: bool) -> str:
        choice = _choice(module, self.status_field, stored)
        if choice in self.statuses:
            return self.statuses[choice]
        found = module.by_name[self.status_field].choice(choice)
        return self.closed if took_time or (found is not None and found.closed) else self.open

    def _minutes(self, stored: Mapping[str, Stored], at: int | None) -> int | None:
        if self.minutes:
            return _number(stored.get(self.minutes))
        end = _number(stored.get(self.ends)) if self.ends else None
        return None if end is None or at is None else max(0, (end - at) // 60)


@dataclass(frozen=True, slots=True)
class Rollup:
    """Records that come into the streams of module `stream`; `field` is one of theirs, the others are the stream's."""

    stream: str
    module: str
    field: str = ""
    through: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class ChannelRules:
    """What may be entered of contacts without a record. `statuses`: direction -> statuses, the usual one first."""

    statuses: Mapping[Direction, tuple[str, ...]]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChannelData:
    """The file as it stands."""

    streams: tuple[str, ...]
    rollups: tuple[Rollup, ...]
    milestones: tuple[Rollup, ...]
    unreached: frozenset[str]
    asking: Mapping[Channel, frozenset[str]]
    talks: Mapping[Channel, frozenset[str]]
    aside: frozenset[Channel]
    channels: Mapping[Channel, ChannelRules]
    sources: Mapping[str, Source]


@cache
def channel_data() -> ChannelData:
    """The channels, and by module API name the sources."""
    # Every command loads the store, which knows of this file; few of them read it.
    import tomllib
    from importlib.resources import files

    data = tomllib.loads((files("crm_tui.domain.data") / "interactions.toml").read_text(encoding="utf-8"))
    return ChannelData(
        streams=tuple(data["streams"]),
        rollups=tuple(Rollup(**entry) for entry in data["rollups"]),
        milestones=tuple(Rollup(**entry) for entry in data["milestones"]),
        unreached=frozenset(data["unreached"]),
        asking=_by_channel(data["asking"]),
        talks=_by_channel(data["talks"]),
        aside=frozenset(map(Channel, data["aside"])),
        channels={Channel(name): _rules(entry) for name, entry in data["channels"].items()},
        sources={entry["module"]: _source(entry) for entry in data["sources"]},
    )


def _by_channel(entry: Mapping[str, list[str]]) -> dict[Channel, frozenset[str]]:
    return {Channel(name): frozenset(statuses) for name, statuses in entry.items()}


def _rules(entry: Mapping[str, list[str]]) -> ChannelRules:
    statuses = {Direction(name): tuple(values) for name, values in entry.items() if name != "marks"}
    return ChannelRules(statuses, tuple(entry.get("marks", ())))


def _source(entry: Mapping[str, Any]) -> Source:
    values = {**entry, "channel": Channel(entry["channel"]), "links": tuple(entry["links"])}
    values["direction"] = Direction(entry.get("direction", ""))
    values["directions"] = {choice: Direction(name) for choice, name in entry.get("directions", {}).items()}
    return Source(**values)


def _choice(module: ModuleDef, name: str, stored: Mapping[str, Stored]) -> str:
    held = stored.get(name) if name else None
    return next((c.api_name for c in module.by_name[name].choices if c.id == held), "") if name else ""


def _number(held: Stored) -> int | None:
    return int(held) if isinstance(held, int | float) else None
