"""How a promise stands among the people of one standing (AC57)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.domain.criteria import Criterion, parse
from crm_tui.domain.criteria.periods import CriteriaContext
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.errors import Invalid
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.promises import Kept, Must, Promise, Subject
from crm_tui.domain.users import Actor, UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.services.standing import Standing
from crm_tui.store.meeting import Meeting
from crm_tui.store.newly_reached import View
from crm_tui.store.organisation import OrganisationStore

SHOWN = 5
"""So many records are named that show a broken promise."""
FITS: dict[Subject, Callable[[Actor, str], bool]] = {
    Subject.EVERYBODY: lambda actor, name: True,
    Subject.KIND: lambda actor, name: actor.kind.value == name,
    Subject.PROFILE: lambda actor, name: actor.profile.api_name == name,
    Subject.ROLE: lambda actor, name: bool(name) and actor.role == name,
    Subject.LOGIN: lambda actor, name: actor.login == name.casefold(),
}


class PromiseCheck:
    """Answers for one standing. What a promise names and what is gone breaks nothing: there is nobody it is about."""

    def __init__(self, org: OrganisationStore, standing: Standing, now: dt.datetime) -> None:
        self._standing, self._now = standing, now
        self._meeting = Meeting(org, standing.catalog, standing.members, standing.info.currency_digits)

    def of(self, promise: Promise) -> Kept:
        """For whom it holds and for whom not."""
        module = self._standing.catalog.find(promise.module) if promise.module else None
        if not _whole(promise, module):
            return Kept(promise, 0)
        people = self.people(promise)
        if promise.criteria and module is not None:
            return self._by_records(promise, module, people)
        wrong = [actor.login for actor in people if self._may(promise, module, actor) is not _wanted(promise)]
        return Kept(promise, len(people), tuple(wrong))

    def people(self, promise: Promise) -> list[Actor]:
        """The active users whom it is about."""
        fits, active = FITS[promise.subject], UserState.ACTIVE
        return [a for a in self._standing.actors.values() if a.state is active and fits(a, promise.name)]

    def _may(self, promise: Promise, module: ModuleDef | None, actor: Actor) -> bool:
        """The general answer, of the field where one is named."""
        policy, facts = self._standing.policy, self._standing.modules[module.id] if module else None
        decision = policy.decide(actor, promise.action, facts)
        if promise.field and module is not None and facts is not None:
            decision = policy.decide_field(actor, promise.action, facts, _field(module, promise.field), decision)
        return decision.allowed

    # Records

    def _by_records(self, promise: Promise, module: ModuleDef, people: list[Actor]) -> Kept:
        try:
            criterion = parse(promise.criteria, module)
        except Invalid:
            return Kept(promise, 0)
        shown = {actor.login: self._against(promise, module, criterion, actor) for actor in people}
        wrong = tuple(login for login, ids in shown.items() if ids)
        records = sorted({record_id for ids in shown.values() for record_id in ids})
        return Kept(promise, len(people), wrong, tuple(records[:SHOWN]))

    def _against(self, promise: Promise, module: ModuleDef, criterion: Criterion, actor: Actor) -> tuple[int, ...]:
        """Records that he may act on and must not, or must and may not."""
        facts = self._standing.modules[module.id]
        inside = promise.must is Must.REFUSED
        if promise.field and not self._may(promise, module, actor):
            if inside:
                return ()
            scope = RowScope()
        else:
            scope = self._standing.policy.action_scope(actor, facts, promise.action)
        view = View(self._standing.catalog, scope, lambda module_id: self._standing.scope(actor, module_id))
        context = CriteriaContext(actor.user_id, self._now, _zone(self._standing.info.time_zone), actor.login)
        return self._meeting.ids(module, criterion, context, view, inside=inside, most=SHOWN)


def _whole(promise: Promise, module: ModuleDef | None) -> bool:
    """Whether all that it names is there."""
    if promise.action not in ACTIONS or (promise.module and module is None):
        return False
    return not promise.field or (module is not None and module.field(promise.field) is not None)


def _wanted(promise: Promise) -> bool:
    return promise.must is Must.ALLOWED


def _field(module: ModuleDef, name: str) -> str:
    field = module.field(name)
    return field.api_name if field else name


def _zone(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC
