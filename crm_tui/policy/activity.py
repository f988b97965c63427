"""Activities (AC10): tasks, meetings and calls take the kind of module, and the visibility, of their record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crm_tui.domain.decisions import Decision, Scope
from crm_tui.domain.facts import ModuleFacts, OrganisationFacts, RecordFacts
from crm_tui.domain.modules import Level, ModuleKind
from crm_tui.domain.users import Actor, UserKind
from crm_tui.policy.case import Case
from crm_tui.policy.cells import FULL, NONE, Cell, Graded, OrganisationSight
from crm_tui.policy.compiler import Desk
from crm_tui.policy.judge import judge
from crm_tui.policy.rules_activity import READING, creating, follows_parent, on_parent, reaches_rows

_SOME_TEAM_MODULE = ModuleFacts(0, "", ModuleKind.TEAM)

Ask = Callable[[Actor, str, ModuleFacts, RecordFacts], Decision]
Measure = Callable[[Actor, ModuleFacts, RecordFacts], Level]


def as_team(parent: RecordFacts) -> RecordFacts:
    """A parent without its requester: notes and files of a request are his to read, what the team plans for it is not
    (Q12, M22)."""
    return parent if parent.requester_id is None else replace(parent, requester_id=None)


class ActivitySight(OrganisationSight):
    """What of an activity module is seen: one's own, what is shared, and what hangs on records that are seen."""

    __slots__ = ("_ask", "_level", "follows")

    def __init__(self, floor: Level, views: bool, module_id: int, *, follows: bool, ask: Ask, level: Measure) -> None:
        super().__init__(floor, views, module_id)
        self.follows = follows
        self._ask, self._level = ask, level

    def level(self, actor: Actor, record: RecordFacts) -> Level:
        here = self._here(actor, record)
        return here if here is FULL else max(here, self.by_parent(actor, record))

    def by_parent(self, actor: Actor, record: RecordFacts) -> Level:
        """What the record that it hangs on gives."""
        if record.parent is None:
            return NONE
        module, parent = record.parent[0], as_team(record.parent[1])
        if parent.deleted or not self._ask(actor, "records.view", module, parent).allowed:
            return NONE
        return self._level(actor, module, parent)

    def sees(self, actor: Actor, record: RecordFacts) -> bool:
        if self.views and self._here(actor, record):
            return True
        if record.parent is None or record.parent[1].deleted or not self.follows:
            return False
        return self._ask(actor, "records.view", record.parent[0], as_team(record.parent[1])).allowed

    def _here(self, actor: Actor, record: RecordFacts) -> Level:
        """Without the parent. Hierarchy, defaults and rules end where a team module begins (AC26)."""
        if self.of_organisation(record):
            return super().level(actor, record)
        return FULL if record.owner_id == actor.user_id else record.level

    @staticmethod
    def of_organisation(record: RecordFacts) -> bool:
        """Whether it hangs on nothing or on a record of an organisation module (AC10)."""
        return record.parent is None or record.parent[0].kind is not ModuleKind.TEAM


class OnActivity:
    """An action on activities: `inner` decides those of organisation records, the parent those of team modules."""

    __slots__ = ("_action", "_ask", "_follows", "_inner", "_locked", "_module", "_reading", "_sight", "general", "gone")

    def __init__(self, action: str, desk: ActivityDesk, inner: Cell) -> None:
        self._action, self._inner, self._ask, self._sight = action, inner, desk.ask, desk.sight
        self._module = desk.case.module.api_name if desk.case.module else ""
        self._follows = desk.follows
        self._reading = inner.general.allowed and action in READING
        self._locked = desk.locked(action)
        self.gone = desk.gone(action)
        self.general = inner.general if inner.general.allowed else desk.through_team_modules(action) or inner.general

    def on(self, actor: Actor, record: RecordFacts) -> Decision:
        if record.parent is None:
            return self._inner.on(actor, record)
        if record.deleted and self.gone is not None:
            return self.gone
        if record.parent[0].kind is ModuleKind.TEAM and self._follows and not record.parent[1].deleted:
            return self._by_team_module(actor, record, *record.parent)
        if isinstance(self._inner, Graded):
            return self._inner.at(self._sight.level(actor, record), actor, record)
        found = self._inner.on(actor, record)
        if found.allowed and self._action == "records.create":
            return self._allowed_by(self._ask(actor, creating(self._module), *record.parent), found)
        return found

    def _by_team_module(self, actor: Actor, record: RecordFacts, module: ModuleFacts, parent: RecordFacts) -> Decision:
        mine, parent = record.owner_id == actor.user_id, as_team(parent)
        if record.item_author is not None:
            parent = replace(parent, item_author=record.item_author)
        found = self._ask(actor, on_parent(self._action, self._module, mine=mine), module, parent)
        if found.allowed:
            return self._locked if self._locked is not None and record.locked else found
        if self._reading and (mine or record.level is not NONE):
            return self._inner.on(actor, replace(record, parent=None))
        return found if found.found or not self._sight.sees(actor, record) else replace(found, found=True)

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

    @property
    def follows(self) -> bool:
        """Whether activities of team-module records are seen: an external user sees no others."""
        return self.verdict("records.view").allowed or self.case.kind is UserKind.EXTERNAL

    def through_team_modules(self, action: str) -> Decision | None:
        """AC51: allowed because some activity of a team-module record could be, though none of the organisation."""
        if not (self.follows and self.case.anywhere and reaches_rows(action)):
            return None
        there = replace(self.case, module=_SOME_TEAM_MODULE, team_profiles=self.case.anywhere)
        assert self.case.module is not None
        verdict = judge(there, self.facts, on_parent(action, self.case.module.api_name, mine=True))
        return self.answers.allow(verdict.rule, Scope.OWN) if verdict.allowed else None

    def _make_sight(self) -> ActivitySight:
        views = self.verdict("records.view").allowed
        module_id, follows = self.case.module_id, self.follows
        return ActivitySight(self.floor, views, module_id, follows=follows, ask=self.ask, level=self._measure)

    def _cell(self, action: str) -> Cell:
        inner = super()._cell(action)
        return OnActivity(action, self, inner) if follows_parent(action) else inner
