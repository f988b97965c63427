"""Which users, roles and groups one may name."""

from __future__ import annotations

from crm_tui.domain.groups import PartyKind
from crm_tui.domain.users import UserState
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace

ROLES = (PartyKind.ROLE, PartyKind.ROLE_BELOW)


def all_parties(ws: Workspace, *, users: bool = True) -> list[PartyName]:
    """In a thread: users, then roles and groups where one may list them."""
    decide = ws.access.decide
    people = [one for one in ws.users.list() if one.state is UserState.ACTIVE] if users else []
    roles = ws.roles.list() if decide("roles.manage").allowed else ()
    groups = ws.groups.list() if decide("groups.manage").allowed else ()
    return [
        *(PartyName(PartyKind.USER, one.login, one.name) for one in people),
        *(PartyName(kind, role.api_name, role.label) for role in roles for kind in ROLES),
        *(PartyName(PartyKind.GROUP, group.api_name, group.label) for group in groups),
    ]
