"""From a signature to cells: each action's answers, compiled the first time it is asked about."""

from __future__ import annotations

from functools import cached_property

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Scope
from crm_tui.domain.errors import Invalid
from crm_tui.domain.facts import OrganisationFacts
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.users import UserKind
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.answers import Answers
from crm_tui.policy.case import Case
from crm_tui.policy.cells import (
    NARROWED,
    Approval,
    Cell,
    Fixed,
    Graded,
    Membership,
    OrganisationSight,
    Refused,
    Space,
    Spanned,
    TeamSight,
    Views,
)
from crm_tui.policy.conditions import TESTS
from crm_tui.policy.judge import Verdict, judge, needed
from crm_tui.policy.rule import Condition, Only, Reach, Rule, Where
from crm_tui.policy.rules_profile import LEVELS
from crm_tui.policy.rules_state import (
    DELETED,
    FIELD,
    KEPT_IN_BIN,
    LOCKED,
    NO_APPROVER,
    NO_LOCKER,
    NOT_IN_SPACE,
    NOT_ITS_APPOINTER,
    NOT_SEEN,
    NOT_THIS_SPACE,
    PENDING,
    TEAM_FIELD,
    TEAM_LOCKED,
    TOO_LOW,
    TOO_NARROW,
)
from crm_tui.policy.rules_team_module import NO_OWNER, SET_BY_ADMIN, TAKEN_UP

DEFAULTS = {
    OrgDefault.PRIVATE: Level.NONE,
    OrgDefault.READ_ONLY: Level.READ,
    OrgDefault.READ_WRITE: Level.EDIT,
    OrgDefault.READ_WRITE_DELETE: Level.FULL,
}
"""AC14 as levels (9.1)."""


class Desk(dict[str, Cell]):
    """All cells of one signature; a cell is made when it is first asked for."""

    def __init__(self, case: Case, facts: OrganisationFacts, pool: dict[Decision, Decision]) -> None:
        super().__init__()
        self.case, self.facts = case, facts
        self.answers = Answers(case, pool)

    def __missing__(self, action: str) -> Cell:
        if action not in ACTIONS:
            raise Invalid(message("There is no action {action}.", action=action))
        cell = self[action] = self._cell(action)
        return cell

    def verdict(self, action: str) -> Verdict:
        """What steps 0 to 4 say."""
        return judge(self.case, self.facts, action)

    def allows(self, action: str) -> bool:
        """Whether the general answer allows an action, for who needs no words: cells put theirs together slowly."""
        return self[action].general.allowed if action in self else self.verdict(action).allowed

    @cached_property
    def sight(self) -> OrganisationSight | TeamSight:
        """What of the module this signature sees."""
        return self._make_sight()

    def _make_sight(self) -> OrganisationSight | TeamSight:
        view = self.verdict("records.view")
        if self.case.in_team_module:
            edit, delete = self.verdict("records.edit"), self.verdict("records.delete")
            return TeamSight(*(found.reach if found.allowed else Reach.NONE for found in (view, edit, delete)))
        return OrganisationSight(self.floor, view.allowed, self.case.module_id)

    @cached_property
    def floor(self) -> Level:
        """What everybody of this signature has on every record of the module."""
        if self.case.is_admin:
            return Level.FULL
        return DEFAULTS[self.case.module.default] if self.case.module else Level.NONE

    @cached_property
    def field_denial(self) -> Decision:
        """Step 8: the field is hidden, or read-only to who would write it."""
        return self.answers.deny(TEAM_FIELD if self.case.in_team_module else FIELD)

    def _cell(self, action: str) -> Cell:
        verdict = self.verdict(action)
        if not verdict.allowed:
            return self._refused(action, verdict.rule)
        target = ACTIONS[action].target
        if action == "views.manage":
            return self._views(verdict)
        if target == "space":
            return self._space(action, verdict.rule)
        if action in SET_BY_ADMIN.actions and not self.case.is_admin:
            return Membership(self.answers.allow(verdict.rule), self.answers.deny(SET_BY_ADMIN))
        if target != "record":
            return Fixed(
                self.answers.allow(verdict.rule, self._scope(action, verdict)), self.answers.allow(verdict.rule)
            )
        if self.case.where(action) is Where.TEAM:
            return self._spanned(action, verdict)
        return self._graded(action, verdict)

    def _refused(self, action: str, rule: Rule) -> Cell:
        found = not self.case.outsider and not self._secret
        general = self.answers.deny(rule, found=found)
        if action == "records.own" and self.case.outsider and rule.step == NO_OWNER.step:
            return Fixed(general, self.answers.deny(NO_OWNER, found=found))
        if ACTIONS[action].target != "record":
            return Fixed(general)
        return Refused(general, self.answers.deny(rule, found=False), self.gone(action), self.sight)

    @property
    def _secret(self) -> bool:
        # AC50: that a standard module exists is no secret; of a custom one that is not enabled it is.
        module = self.case.module
        if module is None or module.standard:
            return False
        return TESTS[Condition.MODULE_OFF](self.case, self.facts, "", "")

    def _views(self, verdict: Verdict) -> Cell:
        rule, reach = verdict.rule, verdict.reach
        if self.case.is_admin:
            reach = Reach.ALL
        general, named = (
            self.answers.allow(rule, Scope.ALL if reach & Reach.ALL else Scope.OWN),
            self.answers.allow(rule),
        )
        if reach & Reach.ALL:
            return Fixed(general, named)
        others = self.answers.deny(rule if rule.otherwise else TOO_NARROW)
        return Views(general, named, others, reach)

    def _space(self, action: str, rule: Rule) -> Cell:
        general = self.answers.allow(rule)
        admin = action != "module.create"
        if self.case.is_admin or (admin and self["spaces.manage"].general.allowed):
            return Fixed(general)
        elsewhere = {"space.administer": NOT_THIS_SPACE, "space.appoint_admin": NOT_ITS_APPOINTER}
        return Space(general, self.answers.deny(elsewhere.get(action, NOT_IN_SPACE)), admin=admin)

    def _spanned(self, action: str, verdict: Verdict) -> Cell:
        rule, module = verdict.rule, self.case.module
        cell = Spanned(
            general=self.answers.allow(rule, self._scope(action, verdict)),
            allowed=self.answers.allow(rule),
            reach=Reach.ALL if verdict.reach & Reach.YES else verdict.reach,
            need=needed(action, rule),
            after=module is not None and module.requests_after_acceptance,
            sight=self.sight,
            unseen=self.answers.deny(self._seeing_rule, found=False),
            low=self.answers.deny(rule) if rule.otherwise else self.answers.deny(self._seeing_rule),
            taken=self.answers.deny(TAKEN_UP),
            gone=self.gone(action),
            locked=self.locked(action, TEAM_LOCKED),
            pending=self.locked(action, PENDING),
        )
        return self._by_process(action, cell)

    def _by_process(self, action: str, cell: Graded | Spanned) -> Cell:
        """AC34: approving is for whom the process names, and for administrators (10.6)."""
        if action == "records.approve" and not self.case.is_admin:
            return Approval(cell, self.answers.deny(NO_APPROVER))
        return cell

    @cached_property
    def _seeing_rule(self) -> Rule:
        return self.verdict("records.view").rule

    def _graded(self, action: str, verdict: Verdict) -> Cell:
        rule = verdict.rule
        need = LEVELS.get(action, Level.READ)
        low = NO_LOCKER if action == "records.lock" else TOO_LOW
        narrow = rule if rule.otherwise else NO_LOCKER if action == "records.lock" else self._narrow(rule)
        cell = Graded(
            general=self.answers.allow(rule, self._scope(action, verdict)),
            allowed=self.answers.allow(rule),
            need=need,
            floor=self.floor,
            module_id=self.case.module_id,
            unseen=self.answers.deny(NOT_SEEN, found=False),
            low=self.answers.deny(low),
            narrow=self.answers.deny(narrow, step=3 if narrow is rule else None),
            test=NARROWED[rule.only] if rule.only else None,
            gone=self.gone(action),
            locked=self.locked(action, LOCKED),
            pending=self.locked(action, PENDING),
        )
        return self._by_process(action, cell)

    @staticmethod
    def _narrow(rule: Rule) -> Rule:
        # Other people's notes hang on the record's level, which sharing raises; the rest is the profile's.
        return TOO_LOW if rule.only is Only.AUTHOR_OR_EDIT else TOO_NARROW

    def gone(self, action: str) -> Decision | None:
        """The answer about a deleted record (R70)."""
        return None if action in KEPT_IN_BIN else self.answers.deny(DELETED, found=False)

    def locked(self, action: str, rule: Rule = LOCKED) -> Decision | None:
        """The answer about a record in this state (R75), for the actions that it stops."""
        return self.answers.deny(rule) if action in rule.actions else None

    def _scope(self, action: str, verdict: Verdict) -> Scope | None:
        """AC51: which records an allowed action could be about; None where records do not matter."""
        if (action not in LEVELS and action != "records.import") or self.case.module is None:
            return None
        if action == "records.approve" and not self.case.is_admin:
            return Scope.SHARED
        if self.case.where(action) is Where.TEAM:
            return self._team_scope(verdict.reach)
        if action not in LEVELS:
            return None
        if self.floor is Level.FULL and self.case.is_admin:
            return Scope.ALL
        if verdict.rule.only in (Only.OWNER, Only.OWNER_OR_ABOVE):
            return Scope.OWN
        if self.floor >= LEVELS[action] and not self.case.module.activity:
            return Scope.ALL
        return Scope.SHARED if self.case.kind is UserKind.TEAM else Scope.OWN

    def _team_scope(self, reach: Reach) -> Scope | None:
        if reach & Reach.YES:
            return None
        if reach & Reach.AUTHOR and isinstance(self.sight, TeamSight):
            reach |= Reach(self.sight.reach)  # his own notes may be on any record that he sees
        if reach & Reach.ALL:
            return Scope.ALL
        return Scope.OWN if reach & (Reach.OWN | Reach.OWNER) else Scope.REQUESTED
