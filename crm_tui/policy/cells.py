"""The record-dependent part of a decision (steps 5 to 7 of 9.3): small objects, compiled once per signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from crm_tui.domain.decisions import Decision
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.modules import Level
from crm_tui.domain.users import Actor, SpaceRole
from crm_tui.policy.rule import Only, Reach
from crm_tui.policy.rules_profile import ITEM_LEVEL

FULL, EDIT, READ, NONE = Level.FULL, Level.EDIT, Level.READ, Level.NONE


class Cell(Protocol):
    """The answers to one action under one signature: `general` without a record, `on` for one."""

    general: Decision

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        """The decision on a record."""
        ...


class Sight(Protocol):
    """What of a module a signature sees, and with which level."""

    def level(self, actor: Actor, record: RecordFacts) -> Level:
        """The widest right on a record (AC05)."""
        ...

    def sees(self, actor: Actor, record: RecordFacts) -> bool:
        """Whether the record is in his row scope."""
        ...


class Fixed:
    """An answer that no record changes. `named`: the same without a scope, which only the general answer has (AC51)."""

    __slots__ = ("general", "named")

    def __init__(self, general: Decision, named: Decision | None = None) -> None:
        self.general, self.named = general, named or general

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        return self.named


class Refused:
    """A denial before any record is looked at; about a record out of sight it reads as not found (AC50)."""

    __slots__ = ("general", "gone", "hidden", "sight")

    def __init__(self, general: Decision, hidden: Decision, gone: Decision | None, sight: Sight) -> None:
        self.general, self.hidden, self.gone, self.sight = general, hidden, gone, sight

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        if record.deleted and self.gone is not None:
            return self.gone
        return self.general if self.sight.sees(actor, record) else self.hidden


def _is_owner(actor: Actor, record: RecordFacts, level: Level) -> bool:
    return record.owner_id == actor.user_id


def _is_owner_or_above(actor: Actor, record: RecordFacts, level: Level) -> bool:
    return record.owner_id == actor.user_id or record.owner_id in actor.below


def _is_author(actor: Actor, record: RecordFacts, level: Level) -> bool:
    return record.item_author is None or record.item_author == actor.user_id


def _is_author_or_edits(actor: Actor, record: RecordFacts, level: Level) -> bool:
    return level >= ITEM_LEVEL or _is_author(actor, record, level)


NARROWED: dict[Only, Callable[[Actor, RecordFacts, Level], bool]] = {
    Only.OWNER: _is_owner,
    Only.OWNER_OR_ABOVE: _is_owner_or_above,
    Only.AUTHOR: _is_author,
    Only.AUTHOR_OR_EDIT: _is_author_or_edits,
}
"""The test of each narrowing. An item that is not named could be his own (AC51)."""


def opened(actor: Actor, module_id: int, owner_id: int) -> Level:
    """What sharing rules give an actor on the records of an owner (AC15)."""
    owners = actor.opened.get(module_id)
    return owners.get(owner_id, NONE) if owners is not None else NONE


class OrganisationSight:
    """AC05 in an organisation module. `floor`: what the organisation default gives, or FULL to administrators."""

    __slots__ = ("floor", "module_id", "views")

    def __init__(self, floor: Level, views: bool, module_id: int) -> None:
        self.floor, self.views, self.module_id = floor, views, module_id

    def level(self, actor: Actor, record: RecordFacts) -> Level:
        if record.owner_id == actor.user_id or record.owner_id in actor.below:
            return FULL
        return max(record.level, self.floor, opened(actor, self.module_id, record.owner_id))

    def sees(self, actor: Actor, record: RecordFacts) -> bool:
        return self.views and self.level(actor, record) >= READ


class Graded:
    """An action on records of an organisation module: needs a level, perhaps narrowed to what is his."""

    __slots__ = (
        "allowed", "floor", "general", "gone", "locked", "low", "module_id", "narrow", "need", "pending", "test",
        "unseen",
    )  # fmt: skip

    def __init__(
        self,
        *,
        general: Decision,
        allowed: Decision,
        need: Level,
        floor: Level,
        module_id: int,
        unseen: Decision,
        low: Decision,
        narrow: Decision,
        test: Callable[[Actor, RecordFacts, Level], bool] | None,
        gone: Decision | None,
        locked: Decision | None,
        pending: Decision | None,
    ) -> None:
        self.general, self.allowed, self.need, self.floor, self.module_id = general, allowed, need, floor, module_id
        self.unseen, self.low, self.narrow, self.test = unseen, low, narrow, test
        self.gone, self.locked, self.pending = gone, locked, pending

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        owner = record.owner_id
        if owner == actor.user_id or owner in actor.below:
            return self.at(FULL, actor, record)
        level = record.level
        if level < self.floor:
            level = self.floor
        if level < FULL and actor.opened:
            by_rule = opened(actor, self.module_id, owner)
            if by_rule > level:
                level = by_rule
        return self.at(level, actor, record)

    def at(self, level: Level, actor: Actor, record: RecordFacts) -> Decision:
        """The decision where the right on the record is this level."""
        if record.deleted and self.gone is not None:
            return self.gone
        if level < self.need:
            return self.low if level else self.unseen
        if self.test is not None and not self.test(actor, record, level):
            return self.narrow
        if self.locked is not None:
            if record.locked:
                return self.locked
            if record.pending and self.pending is not None:
                return self.pending
        return self.allowed


class TeamSight:
    """M11 in a team module, as reach; the levels follow from the reach of editing and deleting."""

    __slots__ = ("deletes", "edits", "reach")

    def __init__(self, reach: Reach, edits: Reach, deletes: Reach) -> None:
        self.reach, self.edits, self.deletes = int(reach), int(edits), int(deletes)

    def level(self, actor: Actor, record: RecordFacts) -> Level:
        if reaches(self.deletes, FULL, actor, record):
            return FULL
        if reaches(self.edits, EDIT, actor, record):
            return EDIT
        return READ if self.sees(actor, record) else NONE

    def sees(self, actor: Actor, record: RecordFacts) -> bool:
        return reaches(self.reach, READ, actor, record)


# Flags of an enum cost a microsecond each to combine; bare integers do not.
_ALL, _OWN, _OWNER = int(Reach.ALL), int(Reach.OWN), int(Reach.OWNER)
_REQUESTED, _OPEN = int(Reach.REQUESTED), int(Reach.OPEN_REQUEST)
_REQUESTER = _REQUESTED | _OPEN
_AUTHOR, _PUBLIC = int(Reach.AUTHOR), int(Reach.PUBLIC)


def reaches(reach: int, need: Level, actor: Actor, record: RecordFacts, *, after: bool = False) -> bool:
    """Whether a cell of 3.2 reaches a record. M25: own are also those shared to him with the level needed.

    `after`: requests stay open to their requester after acceptance (Q09).
    """
    if reach & _ALL:
        return True
    me = actor.user_id
    if reach & _OWN and (record.owner_id == me or record.level >= need):
        return True
    if record.requester_id == me and reach & _REQUESTER:
        return bool(reach & _REQUESTED) or after or not record.handled
    return bool(reach & _OWNER) and record.owner_id == me


class Spanned:
    """An action on records of a team module: a cell of 3.2, with the requester's half of Q07."""

    __slots__ = (
        "after", "allowed", "general", "gone", "locked", "low", "need", "pending", "reach", "sight", "taken", "unseen",
    )  # fmt: skip

    def __init__(
        self,
        *,
        general: Decision,
        allowed: Decision,
        reach: Reach,
        need: Level,
        after: bool,
        sight: Sight,
        unseen: Decision,
        low: Decision,
        taken: Decision,
        gone: Decision | None,
        locked: Decision | None,
        pending: Decision | None,
    ) -> None:
        self.general, self.allowed, self.reach, self.need = general, allowed, int(reach), need
        self.after, self.sight, self.unseen, self.low, self.taken = after, sight, unseen, low, taken
        self.gone, self.locked, self.pending = gone, locked, pending

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        if record.deleted and self.gone is not None:
            return self.gone
        if not (self.reach & _ALL) and not self._reached(actor, record):
            return self._denied(actor, record)
        if self.locked is not None:
            if record.locked:
                return self.locked
            if record.pending and self.pending is not None:
                return self.pending
        return self.allowed

    def _reached(self, actor: Actor, record: RecordFacts) -> bool:
        if reaches(self.reach, self.need, actor, record, after=self.after):
            return True
        return bool(self.reach & _AUTHOR) and _is_author(actor, record, NONE) and self.sight.sees(actor, record)

    def _denied(self, actor: Actor, record: RecordFacts) -> Decision:
        if not self.sight.sees(actor, record):
            return self.unseen
        if self.reach & _OPEN and record.requester_id == actor.user_id:
            return self.taken
        return self.low


class Views:
    """List views: one's own, shared ones where the cell says so, or all. A view is no record, so nothing hides it."""

    __slots__ = ("general", "named", "others", "reach")

    def __init__(self, general: Decision, named: Decision, others: Decision, reach: Reach) -> None:
        self.general, self.named, self.others, self.reach = general, named, others, int(reach)

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        mine = _is_author(actor, record, NONE)
        public = record.item_public and bool(self.reach & _PUBLIC)
        return self.named if mine or public else self.others


class Space:
    """An action on one team space: as its Admin (`admin`), or as one of its people."""

    __slots__ = ("admin", "elsewhere", "general")

    def __init__(self, general: Decision, elsewhere: Decision, *, admin: bool) -> None:
        self.general, self.elsewhere, self.admin = general, elsewhere, admin

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        if record.space_id is None:
            return self.general
        role = actor.spaces.get(record.space_id)
        fits = role == SpaceRole.ADMIN if self.admin else role is not None
        return self.general if fits else self.elsewhere


class Membership:
    """Who is in a team module: what an administrator of the organisation set, its Admins leave (M34)."""

    __slots__ = ("general", "kept")

    def __init__(self, general: Decision, kept: Decision) -> None:
        self.general, self.kept = general, kept

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        return self.kept if record.set_by_admin else self.general


class Approval:
    """Approving a record: whoever the process names, of those who may approve at all (10.6, M14)."""

    __slots__ = ("general", "inner", "unnamed")

    def __init__(self, inner: Graded | Spanned, unnamed: Decision) -> None:
        self.general, self.inner, self.unnamed = inner.general, inner, unnamed

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        return self.named(self.inner.on(actor, record), record)

    def named(self, found: Decision, record: RecordFacts) -> Decision:
        """What a decision on the record comes to for those whom the process names and for others."""
        return found if record.approver or not found.allowed else self.unnamed
