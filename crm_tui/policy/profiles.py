"""The organisation profiles that the product brings along (9.4, 1.3)."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.domain.users import ProfileRights
from crm_tui.policy.rules_profile import OFF

TEAM_USER_MODULES = frozenset({"Leads", "Accounts", "Contacts", "Deals"})
"""U34: enabled by default."""


def administrator(api_name: str = "Administrator", label: str = N_("Administrator")) -> ProfileRights:
    """All on, and cannot be lowered."""
    return ProfileRights(api_name, label, everything=True)


def standard(api_name: str = "Standard", label: str = N_("Standard")) -> ProfileRights:
    """AC31 and AC32 on, AC33 off."""
    return ProfileRights(api_name, label, denied=frozenset((action, "*") for action in OFF))


def team_user(
    api_name: str = "Team_User",
    label: str = N_("Team User"),
    modules: frozenset[str] = TEAM_USER_MODULES,
    *,
    custom_views: bool = True,
    create_team_module: bool = True,
    manage_teamspace: bool = False,
) -> ProfileRights:
    """The single profile of all team users (U32), with its modules (U33) and switches (U35)."""
    return ProfileRights(
        api_name,
        label,
        team_user=True,
        modules=modules,
        custom_views=custom_views,
        create_team_module=create_team_module,
        manage_teamspace=manage_teamspace,
    )


STANDARD = standard()
ADMINISTRATOR = administrator()
TEAM_USER = team_user()
