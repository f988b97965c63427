"""Who reaches a record and by what; what a user reaches (part of every explanation of access)."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import Level, ModuleDef
from crm_tui.domain.records import Count
from crm_tui.domain.standing import ModuleReach, Reacher
from crm_tui.domain.users import Actor
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.facts import ModuleFacts, RecordFacts
from crm_tui.services.access import Access
from crm_tui.services.gate import Gate, Target
from crm_tui.services.membership import Membership
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.services.ways import Known, Opened, Ways
from crm_tui.store.newly_reached import NewlyReached, View
from crm_tui.store.plans import COUNT_CAP, ListPlan

IN_EFFECT = (("records.delete", Level.FULL), ("records.edit", Level.EDIT), ("records.view", Level.READ))
"""What he may do on the record, profile and locks counted, widest first (9.1)."""


class Reach:
    """Answers for whoever may ask (AC52); of a record, whoever sees it."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, access: Access) -> None:
        self._session, self._gate, self._modules, self._access = session, gate, modules, access
        self._ways = Ways(session, gate)

    def of_record(self, module_name: str, record_id: int) -> tuple[Reacher, ...]:
        """Every active user who sees a record, widest right first. NotFound where the asker does not see it (AC50).

        An external user is told of those whom he meets (U06). Of a request its requester learns nothing: who is in the
        module is not told to him (M10).
        """
        module = self._modules.find(module_name)
        facts = self._gate.see(Target(module, record_id))
        opened, known = self._ways.opened(module, record_id), self._ways.known(module)
        met = Membership(self._session).met()
        found = [one for actor, his in self._everybody(module, record_id, facts, opened)
                 if (met is None or actor.user_id in met)
                 and (one := self._reacher(actor, opened, his, known)) is not None]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (-one.level, -_widest(one), one.user.name, one.user.id)))

    def of_user(self, login: str) -> tuple[ModuleReach, ...]:
        """What a user reaches in each module that the asker sees, in the catalogue's order. Forbidden but for oneself
        and `users.manage` (AC52), who counts what he sees himself (AC29). NotFound: no such user."""
        self._session.refresh()
        self._access.may_ask(login)
        his = self._session.beside(login.strip().casefold())
        visible = self._session.catalog().modules if self._session.owner_of_data else self._modules.visible()
        return tuple(self._module_reach(his, module) for module in visible)

    def setup_rights(self, login: str) -> tuple[str, ...]:
        """Ids of the actions of set-up that a user may take, in the catalogue's order; as `of_user` otherwise."""
        self._session.refresh()
        self._access.may_ask(login)
        his = self._session.beside(login.strip().casefold())
        groups, elsewhere = ("organisation", "access", "spaces"), ("person", "record", "space")
        wanted = (a.id for a in ACTIONS.values() if a.group in groups and a.target not in elsewhere)
        return tuple(action for action in wanted if his.policy.decide(his.actor, action).allowed)

    def _everybody(
        self, module: ModuleDef, record_id: int, facts: RecordFacts, opened: Opened
    ) -> Iterator[tuple[Actor, RecordFacts]]:
        """Each user with the record as it is for him. It is read for who has a share of it, and for all others once
        for each set of criteria rules that are meant for them."""
        shared = self._ways.shared_to(module, record_id, opened)
        known: dict[tuple[int, ...], RecordFacts] = {}
        for actor in self._session.actors():
            key = (actor.user_id, -1) if actor.user_id in shared else _rules_of(actor)
            if key not in known:
                stored = self._session.rows.facts(module, record_id, actor.user_id)
                known[key] = stored[0] if stored is not None else facts
            yield actor, known[key]

    def _reacher(self, actor: Actor, opened: Opened, facts: RecordFacts, known: Known) -> Reacher | None:
        level = self._in_effect(actor, opened.module, facts)
        if not level:
            return None
        return Reacher(self._session.user(actor.user_id), level, self._ways.of(actor, opened, facts, known))

    def _in_effect(self, actor: Actor, module: ModuleFacts, facts: RecordFacts) -> Level:
        decide = self._session.policy.decide
        if not decide(actor, "records.view", module, facts).allowed:
            return Level.NONE
        return next(level for action, level in IN_EFFECT if decide(actor, action, module, facts).allowed)

    def _module_reach(self, his: Session, module: ModuleDef) -> ModuleReach:
        counts = [self._count(his, module, need) for need in (Level.READ, Level.EDIT, Level.FULL)]
        mask, mine = his.mask(module), self._session.mask(module)
        sees, edits, deletes = (count.number for count in counts)
        return ModuleReach(
            module.api_name,
            module.label,
            sees,
            edits,
            deletes,
            at_least=any(count.more for count in counts),
            # The name of a field that is hidden from the asker is not told either (AC08).
            hidden=tuple(f.api_name for f in module.fields if not mask.shows(f.api_name) and mine.shows(f.api_name)),
            read_only=tuple(
                f.api_name for f in module.fields if f.api_name in mask.read_only and mine.shows(f.api_name)
            ),
            profile=self._profile(his, module),
        )

    def _count(self, his: Session, module: ModuleDef, need: Level) -> Count:
        scope: RowScope = his.scope(module, need)
        if scope.nothing:
            return Count(0)
        if not self._counts_all(his, module):
            return self._count_of_mine(his, module, scope)
        plan = ListPlan(module=module, scope=scope, user_id=his.actor.user_id, now=his.now())
        return his.rows.count(plan, COUNT_CAP)

    def _counts_all(self, his: Session, module: ModuleDef) -> bool:
        """Whether the asker may know how many records there are: his own, or those of a module that he sees whole."""
        mine = self._session
        oneself = his.actor.user_id == mine.actor.user_id
        return oneself or mine.owner_of_data or mine.actor.is_admin or mine.scope(module).everything

    def _count_of_mine(self, his: Session, module: ModuleDef, scope: RowScope) -> Count:
        """AC29: as many as are in the asker's sight too; there may be more of them."""
        catalog, mine = self._session.catalog(), self._session
        views = (View(catalog, scope, his.parent_scope), View(catalog, RowScope(), mine.parent_scope))
        also, number = View(catalog, mine.scope(module), mine.parent_scope), 0
        for part in NewlyReached(mine.store).count(module, *views, also):
            number += part
            if number >= COUNT_CAP:
                return Count(COUNT_CAP, more=True)
        return Count(number, more=True)

    @staticmethod
    def _profile(his: Session, module: ModuleDef) -> str:
        """What he may do there by; empty where the module is closed to him."""
        actor = his.actor
        if not module.is_team:
            opens = his.policy.decide(actor, "module.see", his.module_facts(module)).allowed
            return actor.profile.label if opens else ""
        return ", ".join(profile.value for profile in sorted(actor.team_profiles.get(module.id, ())))


def _widest(one: Reacher) -> Level:
    return one.ways[0].level if one.ways else Level.NONE


def _rules_of(actor: Actor) -> tuple[int, ...]:
    """The sharing rules of criteria that are meant for a user: what he has of a record may differ by them alone."""
    return tuple(one.rule for found in actor.openings.values() for one in found if one.criteria)
