"""Who could grant what was denied: kinds of grantor turned into people (9.5, AC48)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crm_tui.base.messages import Message, message
from crm_tui.domain.decisions import Decision, GrantorKind, Person
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import Actor, TeamProfile, UserKind
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.session import Session

ADMINISTRATION = {
    GrantorKind.USER_MANAGERS: "users.manage",
    GrantorKind.PROFILE_MANAGERS: "profiles.manage",
    GrantorKind.FIELD_MANAGERS: "fields.manage",
    GrantorKind.SHARING_MANAGERS: "sharing.manage",
    GrantorKind.SPACE_MANAGERS: "spaces.manage",
    GrantorKind.LICENCE_BUYERS: "licences.buy",
    GrantorKind.EDITION_CHOOSERS: "org.choose_edition",
    GrantorKind.ADMINISTRATORS: "org.settings",
    GrantorKind.PROMISE_WRITERS: "access.promises",
}
WHY: dict[GrantorKind, Message] = {
    GrantorKind.USER_MANAGERS: message("may convert users"),
    GrantorKind.PROFILE_MANAGERS: message("manages profiles"),
    GrantorKind.FIELD_MANAGERS: message("manages fields"),
    GrantorKind.SHARING_MANAGERS: message("manages data sharing"),
    GrantorKind.SPACE_MANAGERS: message("manages team spaces"),
    GrantorKind.SPACE_ADMINS: message("admin of the space"),
    GrantorKind.LICENCE_BUYERS: message("buys licences"),
    GrantorKind.EDITION_CHOOSERS: message("chooses the edition"),
    GrantorKind.ADMINISTRATORS: message("administrator"),
    GrantorKind.SUPER_ADMIN: message("super administrator"),
    GrantorKind.MODULE_ADMINS: message("admin of the module"),
    GrantorKind.RECORD_OWNER: message("owner"),
    GrantorKind.ABOVE_OWNER: message("above the owner"),
    GrantorKind.APPROVERS: message("approver"),
    GrantorKind.PROMISE_WRITERS: message("writes access promises"),
}


class Grantors:
    """Finds the people behind a decision's grantors. Every active user sees the others' names but an external one,
    who reads what they are (AC48)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def people(self, decision: Decision, module: ModuleDef | None, facts: RecordFacts | None) -> tuple[Person, ...]:
        """The people to ask, in the order of the decision, each once."""
        if decision.allowed:
            return ()
        found = self.actors(decision, module, facts)
        if self._session.actor.kind is UserKind.EXTERNAL:
            return tuple(Person("", "", WHY[kind]) for kind in dict.fromkeys(kind for _, kind in found))
        return tuple(Person(actor.name, actor.login, WHY[kind]) for actor, kind in found)

    def actors(
        self, decision: Decision, module: ModuleDef | None, facts: RecordFacts | None
    ) -> tuple[tuple[Actor, GrantorKind], ...]:
        """The same as actors, each with what makes him one."""
        found: dict[int, tuple[Actor, GrantorKind]] = {}
        for kind in decision.grantors:
            for actor in self._of(kind, module, facts):
                found.setdefault(actor.user_id, (actor, kind))
        return tuple(found.values())

    def _of(self, kind: GrantorKind, module: ModuleDef | None, facts: RecordFacts | None) -> Iterable[Actor]:
        match kind:
            case GrantorKind.SUPER_ADMIN:
                return self._where(lambda a: a.kind is UserKind.SUPER_ADMIN)
            case GrantorKind.MODULE_ADMINS if module is not None:
                return self._where(lambda a: TeamProfile.ADMIN in a.team_profiles.get(module.id, ()))
            case GrantorKind.SPACE_ADMINS if facts is not None and facts.space_id is not None:
                space = facts.space_id
                return self._where(lambda a: a.spaces.get(space) == "admin")
            case GrantorKind.RECORD_OWNER if facts is not None:
                return self._where(lambda a: a.user_id == facts.owner_id)
            case GrantorKind.ABOVE_OWNER if facts is not None:
                # The nearest first: he has the fewest below him.
                return sorted(self._where(lambda a: facts.owner_id in a.below), key=lambda a: len(a.below))
            case _ if kind in ADMINISTRATION:
                action, policy = ADMINISTRATION[kind], self._session.policy
                return self._where(lambda a: policy.decide(a, action).allowed)
        return ()

    def _where(self, test: Callable[[Actor], bool]) -> list[Actor]:
        return [actor for actor in self._session.actors() if test(actor)]
