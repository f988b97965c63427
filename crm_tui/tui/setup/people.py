"""Who has which profile and which role, for the pages of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crm_tui.services.workspace import Workspace

Names = Mapping[str, tuple[str, ...]]
"""API name -> names of people."""


def profile_people(ws: Workspace) -> Names:
    """Who has which profile. In a thread. Only who manages users may read more of them than the label."""
    if ws.access.decide("users.manage").allowed:
        return _grouped((one.profile, one.info.name or one.info.login) for one in ws.users.managed())
    names = {profile.label: profile.api_name for profile in ws.profiles.list()}
    return _grouped((names.get(one.profile, ""), one.name or one.login) for one in ws.users.list())


def role_people(ws: Workspace) -> Names:
    """Who has which role. In a thread."""
    if ws.access.decide("users.manage").allowed:
        return _grouped((one.role, one.info.name or one.info.login) for one in ws.users.managed())
    names = {role.label: role.api_name for role in ws.roles.list()}
    return _grouped((names.get(one.role, ""), one.name or one.login) for one in ws.users.list())


def _grouped(pairs: Iterable[tuple[str, str]]) -> Names:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in pairs:
        found[key].append(name)
    return {key: tuple(names) for key, names in found.items()}
