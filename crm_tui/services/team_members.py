"""The people of a team module, by name, role or group (3.2, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.parties import PartyName
from crm_tui.services.limits import Limits
from crm_tui.services.modules import Modules
from crm_tui.services.named import Named
from crm_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Who is in a team module. `records`: how many he owns there. `by_admin`: set by an administrator (M34)."""

    party: PartyName
    profile: TeamProfile
    by_admin: bool
    records: int = 0


class TeamMembers:
    """The verbs on the people of a team module."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules, self._store = session, gate, modules, session.store
        self._limits, self._named = Limits(session), Named(session.store)

    def list(self, module_name: str) -> tuple[TeamMember, ...]:
        """Who is in it, roles and groups too. Forbidden to who does not run the module."""
        raise NotImplementedError

    def grant(self, module_name: str, party: PartyName, profile: TeamProfile | None) -> None:
        """Give a role or group a profile in the module, or take it away; the widest of a person's counts (3.2)."""
        raise NotImplementedError

    def set(self, module_name: str, login: str, profile: TeamProfile | None) -> None:
        """Put an active user into a team module, change his profile there, or take him out (M32)."""
        module = self._modules.named(module_name)
        action = "module.appoint_admin" if profile is TeamProfile.ADMIN else "module.manage_members"
        with self._gate.act(action, Target(module)) as change:
            member = self._named.member(login)
            before = next((m.profile for m in self._store.module_members(module.id) if m.user_id == member.id), None)
            change.detail = f"{login} {profile or '-'}"
            if profile is not None and member.state is not UserState.ACTIVE:
                raise Invalid(message("{login} is no active user.", login=login))
            self._limits.module_people(module, member.id, profile)
            mine = TeamProfile.ADMIN in self._session.actor.team_profiles.get(module.id, ())
            self._limits.last_admin(
                module, member.id, profile, by_administrator=self._session.actor.is_admin and not mine
            )
            if profile is TeamProfile.REQUESTER and before is not profile:
                change.notify(member.id, NoticeKind.REQUESTER, module_id=module.id)  # Q03
            self._store.set_module_member(module.id, member.id, profile, by_admin=self._session.actor.is_admin)
