"""The rules engine: may this actor do this, by which rule, and why (product.md 9.3)."""

from __future__ import annotations

from crm_tui.domain.decisions import Decision, FieldMask, RowScope, Step
from crm_tui.domain.facts import ModuleFacts, OrganisationFacts, RecordFacts
from crm_tui.domain.modules import Level
from crm_tui.domain.standing import Way
from crm_tui.domain.users import Actor
from crm_tui.policy.action_scope import action_scope
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.activity import ActivityDesk
from crm_tui.policy.case import Case, case_of
from crm_tui.policy.compiler import Desk
from crm_tui.policy.explain import explained
from crm_tui.policy.mask import mask_of
from crm_tui.policy.scope import scope_of
from crm_tui.policy.ways import ways_of

KEPT = 4096
"""So many pairs of actor and module stay at hand; then all is forgotten, and compiled again as it is asked for."""


class _Seat:
    """An actor in a module, with the cells of their signature. Holds both, so that their ids stay theirs."""

    __slots__ = ("actor", "desk", "module")

    def __init__(self, actor: Actor, module: ModuleFacts | None, desk: Desk) -> None:
        self.actor, self.module, self.desk = actor, module, desk


class PolicyEngine:
    """Decides for one organisation. Pure: it reads what it is handed, and nothing else.

    Answers are compiled once per signature (kind, state, profile, module, profiles in it), then looked up.
    Hand in the same `Actor` and `ModuleFacts` objects again where you can: they are known by identity.
    """

    def __init__(self, organisation: OrganisationFacts) -> None:
        self.organisation = organisation
        self._pool: dict[Decision, Decision] = {}
        self._desks: dict[Case, Desk] = {}
        self._seats: dict[tuple[int, int], _Seat] = {}
        self._by_value: dict[tuple[int, int], _Seat] = {}

    def decide(
        self, actor: Actor, action: str, module: ModuleFacts | None = None, record: RecordFacts | None = None
    ) -> Decision:
        """The decision on an action; without a record, whether any could be allowed, with the scope (AC51).

        Raises `Invalid` for an action that does not exist.
        """
        seat = self._seats.get((id(actor), id(module)))
        cell = (seat.desk if seat is not None else self.desk(actor, module))[action]
        return cell.general if record is None else cell.on(actor, record)

    def decide_field(
        self, actor: Actor, action: str, module: ModuleFacts, field: str, decision: Decision | None = None
    ) -> Decision:
        """Step 8 for one field, by API name: what `decision` (asked for where it is not given) comes to there."""
        before = decision if decision is not None else self.decide(actor, action, module)
        mask = self.field_mask(actor, module)
        open_to_him = mask.writes(field) if ACTIONS[action].changes else mask.shows(field)
        return before if open_to_him or not before.allowed else self.field_denial(actor, module)

    def field_denial(self, actor: Actor, module: ModuleFacts) -> Decision:
        """Step 8 as it reads about any field that is closed to him."""
        return self.desk(actor, module).field_denial

    def explain(
        self, actor: Actor, action: str, module: ModuleFacts | None = None, record: RecordFacts | None = None
    ) -> tuple[Step, ...]:
        """The ten steps of 9.3 with what each found; the one that decided is "allowed" or "denied"."""
        decision = self.decide(actor, action, module, record)
        return explained(self.desk(actor, module), actor, action, record, decision)

    def row_scope(self, actor: Actor, module: ModuleFacts, need: Level = Level.READ) -> RowScope:
        """Which records of a module he reaches with at least this level, as a value for the store."""
        return scope_of(self.desk(actor, module), actor, need)

    def action_scope(self, actor: Actor, module: ModuleFacts, action: str) -> RowScope:
        """Which records of a module he may do an action on, locks left out."""
        return action_scope(self.desk(actor, module), actor, action)

    def field_mask(self, actor: Actor, module: ModuleFacts) -> FieldMask:
        """Which fields of a module are hidden from him or read-only (AC18, M26)."""
        return mask_of(self.desk(actor, module).case, self.organisation)

    def level(self, actor: Actor, module: ModuleFacts, record: RecordFacts) -> Level:
        """The widest right that he has on a record (AC05), before his profile and locks."""
        return self.desk(actor, module).sight.level(actor, record)

    def ways(self, actor: Actor, module: ModuleFacts, record: RecordFacts) -> tuple[Way, ...]:
        """By what a record is open to him, the widest first, before his profile and locks; none where nothing is."""
        return ways_of(self.desk(actor, module), actor, record)

    def desk(self, actor: Actor, module: ModuleFacts | None) -> Desk:
        """The cells for an actor in a module."""
        seat = self._seats.get((id(actor), id(module)))
        if seat is None:
            seat = self._by_value.get((id(actor), module.id if module is not None else 0))
            if seat is None or seat.module != module:
                seat = self._seated(actor, module)
        return seat.desk

    def _seated(self, actor: Actor, module: ModuleFacts | None) -> _Seat:
        if len(self._seats) >= KEPT:
            self._seats, self._by_value, self._desks, self._pool = {}, {}, {}, {}
        seat = _Seat(actor, module, self._compiled(case_of(actor, module)))
        self._seats[id(actor), id(module)] = seat
        self._by_value[id(actor), module.id if module is not None else 0] = seat
        return seat

    def _compiled(self, case: Case) -> Desk:
        desk = self._desks.get(case)
        if desk is None:
            if case.module is not None and case.module.activity:
                desk = ActivityDesk(case, self.organisation, self._pool, self.decide, self.level)
            else:
                desk = Desk(case, self.organisation, self._pool)
            self._desks[case] = desk
        return desk
