"""U37: whether team users would find anything in a module that is enabled for them."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.modules import ModuleDef, OrgDefault
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.session import Session
from crm_tui.store.plans import ListPlan


@dataclass(frozen=True, slots=True)
class Unseen:
    """A module that is enabled for team users and private, so that they see only what something else opens to them.

    `visible` of `records`: what the team user with the widest sight finds there. Both are None for who does not see
    the whole module himself: its size is nothing that he is told.
    """

    module: str
    visible: int | None = None
    records: int | None = None


class TeamSight:
    """What the Team User profile opens in effect."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def unseen(self, module: ModuleDef) -> Unseen | None:
        """The warning for a module; None where there is none to give."""
        if module.is_team or module.activity or module.default is not OrgDefault.PRIVATE or not self._enabled(module):
            return None
        session = self._session
        if not session.scope(module).everything:
            return Unseen(module.api_name)
        records = session.rows.count(ListPlan(module, session.scope(module)), None).number
        visible = self._widest(module)
        return Unseen(module.api_name, visible, records) if visible < records or not records else None

    def _enabled(self, module: ModuleDef) -> bool:
        profile = next(row.rights for row in self._session.store.profiles().values() if row.rights.team_user)
        return profile.modules is None or module.api_name in profile.modules

    def _widest(self, module: ModuleDef) -> int:
        session, facts = self._session, self._session.module_facts(module)
        members = session.store.members().values()
        logins = [m.login for m in members if m.kind is UserKind.TEAM and m.state is UserState.ACTIVE]
        actors = [actor for login in logins if (actor := session.other(login))]
        scopes = {session.policy.row_scope(actor, facts) for actor in actors}
        return max((session.rows.count(ListPlan(module, scope), None).number for scope in scopes), default=0)
