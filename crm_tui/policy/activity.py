"""Activities (AC10): tasks, meetings and calls take the kind of module, and the visibility, of their record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crm_tui.domain.decisions import Decision, Scope
from crm_tui.domain.facts import ModuleFacts, OrganisationFacts, RecordFacts
from crm_tui.domain.modules import Level, ModuleKind
from crm_tui.domain.users import Actor, UserKind
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.case import Case
from crm_tui.policy.cells import FULL, NONE, READ, Approval, Cell, Graded, OrganisationSight
from crm_tui.policy.compiler import Desk
from crm_tui.policy.judge import REQUESTERS, judge
from crm_tui.policy.rule import Reach
from crm_tui.policy.rules_activity import SIGHT, follows_parent, on_parent, reaches_rows
from crm_tui.policy.rules_state import DELETED

_SOME_TEAM_MODULE = ModuleFacts(0, "", ModuleKind.TEAM)
_NO_ACTIVITY = REQUESTERS | Reach.AUTHOR
"""What of a cell is about requests alone: what hangs on them is not their requester's (M22)."""

Ask = Callable[[Actor, str, ModuleFacts, RecordFacts], Decision]
Measure = Callable[[Actor, ModuleFacts, RecordFacts], Level]


def as_team(parent: RecordFacts) -> RecordFacts:
    """A parent without its requester: notes and files of a request are his to read, what the team plans for it is not
    (Q12, M22)."""
    return parent if parent.requester_id is None else replace(parent, requester_id=None)


def in_its_module(actor: Actor, record: RecordFacts, parent: RecordFacts) -> RecordFacts:
    """An activity as a record of the team module that it hangs in: his own are those that are his, or hang on a record
    of his (M25). Its marks are its own: a lock of the record is none of the activity (AC07)."""
    mine = parent if parent.owner_id == actor.user_id else record
    return RecordFacts(
        mine.owner_id, max(record.level, parent.level), None, False, record.deleted, record.locked,
        record.item_author, None, None, False, record.pending, record.approver,
    )  # fmt: skip


class ActivitySight(OrganisationSight):
    """What of an activity module is seen: what hangs on records that are seen; of the organisation's also one's own
    and what sharing opens, in a team module what its profile shows of them."""

    __slots__ = ("_admin", "_ask", "_level", "_team_user")

    def __init__(
        self, floor: Level, views: bool, module_id: int, *, admin: bool, team_user: bool, ask: Ask, level: Measure
    ) -> None:
        super().__init__(floor, views, module_id)
        self._admin, self._team_user = admin, team_user
        self._ask, self._level = ask, level

    def level(self, actor: Actor, record: RecordFacts) -> Level:
        if not self.of_organisation(record):
            return self._in_team_module(actor, record)
        here = self.here(actor, record)
        return here if here is FULL else max(here, self.by_parent(actor, record))

    def sees(self, actor: Actor, record: RecordFacts) -> bool:
        if not self.of_organisation(record):
            return self.with_parent(actor, record) or self.alone(actor, record)
        return self.views and (self.here(actor, record) >= READ or self.with_parent(actor, record))

    def here(self, actor: Actor, record: RecordFacts) -> Level:
        """Without the parent. AC10: a team user has activities only with the records that he may view."""
        if self._team_user and record.parent is not None:
            return NONE
        return super().level(actor, record)

    def by_parent(self, actor: Actor, record: RecordFacts) -> Level:
        """What the record that it hangs on gives."""
        if record.parent is None or not self.with_parent(actor, record):
            return NONE
        return self._level(actor, record.parent[0], as_team(record.parent[1]))

    def with_parent(self, actor: Actor, record: RecordFacts) -> bool:
        """Whether the record that it hangs on is there and seen, and not by its requester alone."""
        if record.parent is None or (record.parent[1].deleted and not self._admin):
            return False
        return self._ask(actor, "records.view", record.parent[0], as_team(record.parent[1])).allowed

    def alone(self, actor: Actor, record: RecordFacts) -> bool:
        """Whether an activity of a team module is seen without its record: his own, where the profile shows those."""
        if record.parent is None or not (record.owner_id == actor.user_id or record.level):
            return False
        module, parent = record.parent
        return self._ask(actor, "records.view", module, in_its_module(actor, record, as_team(parent))).allowed

    def _in_team_module(self, actor: Actor, record: RecordFacts) -> Level:
        if record.parent is not None and self.with_parent(actor, record):
            module, parent = record.parent
            return self._level(actor, module, in_its_module(actor, record, as_team(parent)))
        return READ if self.alone(actor, record) else NONE

    @staticmethod
    def of_organisation(record: RecordFacts) -> bool:
        """Whether it hangs on nothing or on a record of an organisation module (AC10)."""
        return record.parent is None or record.parent[0].kind is not ModuleKind.TEAM


class OnActivity:
    """An action on activities: `inner` decides those of the organisation, the profile in the module those of team
    modules."""

    __slots__ = ("_action", "_ask", "_inner", "_lost", "_made", "_sight", "_there", "general", "gone")

    def __init__(self, action: str, desk: ActivityDesk, inner: Cell) -> None:
        self._action, self._inner, self._ask, self._sight = action, inner, desk.ask, desk.activity_sight
        self._made = ACTIONS[action].target != "record"
        self._there = on_parent(action, desk.case.module.api_name if desk.case.module else "")
        self.gone, self._lost = desk.gone(action), desk.answers.deny(DELETED, found=False)
        self.general = inner.general if inner.general.allowed else desk.through_team_modules(action) or inner.general

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        if record.parent is None:
            return self._inner.on(actor, record)
        if record.deleted and self.gone is not None:
            return self.gone
        if record.parent[0].kind is ModuleKind.TEAM:
            return self._by_team_module(actor, record, *record.parent)
        inner = self._inner
        if isinstance(inner, Approval) and isinstance(inner.inner, Graded):
            return inner.named(inner.inner.at(self._sight.level(actor, record), actor, record), record)
        if isinstance(inner, Graded):
            return inner.at(self._sight.level(actor, record), actor, record)
        found = inner.on(actor, record)
        if found.allowed and self._action == "records.create":
            return self._allowed_by(self._ask(actor, self._there, *record.parent), found)
        return found

    def _by_team_module(self, actor: Actor, record: RecordFacts, module: ModuleFacts, parent: RecordFacts) -> Decision:
        parent = as_team(parent)
        if self._made:
            return self._ask(actor, self._there, module, parent)
        found = self._found(actor, record, module, parent)
        if found.found or found.allowed or not self._sight.sees(actor, record):
            return found
        return replace(found, found=True)

    def _found(self, actor: Actor, record: RecordFacts, module: ModuleFacts, parent: RecordFacts) -> Decision:
        with_parent = self._sight.with_parent(actor, record)
        if self._there == self._action and (
            with_parent or (self._action in SIGHT and self._sight.alone(actor, record))
        ):
            return self._ask(actor, self._action, module, in_its_module(actor, record, parent))
        # R70: what goes to the bin takes its activities along.
        return self._ask(actor, self._there, module, parent) if with_parent or not parent.deleted else self._lost

    @staticmethod
    def _allowed_by(parent: Decision, here: Decision) -> Decision:
        return here if parent.allowed else parent


class ActivityDesk(Desk):
    """The cells of a module of activities. `ask` and `measure` decide about parents."""

    def __init__(
        self, case: Case, facts: OrganisationFacts, pool: dict[Decision, Decision], ask: Ask, measure: Measure
    ) -> None:
        super().__init__(case, facts, pool)
        self.ask, self._measure = ask, measure

    def through_team_modules(self, action: str) -> Decision | None:
        """AC51: allowed because some activity of a team-module record could be, though none of the organisation."""
        if not (self.case.anywhere and self.case.module is not None and reaches_rows(action)):
            return None
        there = replace(self.case, module=_SOME_TEAM_MODULE, team_profiles=self.case.anywhere)
        verdict = judge(there, self.facts, on_parent(action, self.case.module.api_name))
        if not (verdict.allowed and verdict.reach & ~_NO_ACTIVITY):
            return None
        return self.answers.allow(verdict.rule, None if verdict.reach & Reach.YES else Scope.OWN)

    @property
    def activity_sight(self) -> ActivitySight:
        """The sight of a module of activities."""
        sight = self.sight
        assert isinstance(sight, ActivitySight)
        return sight

    def _make_sight(self) -> ActivitySight:
        case, views = self.case, self.verdict("records.view").allowed
        return ActivitySight(
            self.floor, views, case.module_id, admin=case.is_admin, team_user=case.kind is UserKind.TEAM,
            ask=self.ask, level=self._measure,
        )  # fmt: skip

    def allows(self, action: str) -> bool:
        return super().allows(action) or (follows_parent(action) and self.through_team_modules(action) is not None)

    def _cell(self, action: str) -> Cell:
        inner = super()._cell(action)
        return OnActivity(action, self, inner) if follows_parent(action) else inner
