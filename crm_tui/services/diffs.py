"""What a change alters itself: the set-up before and after (AC58).

Things and their details are named as on the command line; roles, profiles and groups that stand as values, and the
thing itself beside its API name, by what people call them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.effects import Diff
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.modules import Level
from crm_tui.domain.sharing import SharingRule
from crm_tui.domain.users import ProfileRights, UserState
from crm_tui.services.set_up_sight import SetUpSight
from crm_tui.services.standing import Standing
from crm_tui.store.people import MemberRow

Values = dict[str, str]
"""Detail of one thing -> its value; the detail without a name is the thing's own label."""
ON, OFF = "on", "off"
ALL = "*"


def diffs(before: Standing, after: Standing, sight: SetUpSight) -> tuple[Diff, ...]:
    """The lines of set-up that differ, as far as their reader may know; a thing that comes or goes is one line."""
    old, new = dict(_things(before, sight)), dict(_things(after, sight))
    return tuple(diff for thing in dict.fromkeys((*old, *new)) for diff in _of(thing, old.get(thing), new.get(thing)))


def _of(thing: str, old: Values | None, new: Values | None) -> Iterator[Diff]:
    if old is None or new is None:
        yield Diff(thing, _label(old), _label(new), _label(new) or _label(old))
        return
    for detail in dict.fromkeys((*old, *new)):
        before, after = (values.get(detail, _absent(detail)) for values in (old, new))
        if before != after:
            yield Diff(f"{thing}: {detail}" if detail else thing, before, after, _label(new))


def _label(values: Values | None) -> str:
    return values[""] if values else ""


def _absent(detail: str) -> str:
    """A switch that is not named is on (9.4)."""
    return ON if "." in detail else ""


def _things(standing: Standing, sight: SetUpSight) -> Iterator[tuple[str, Values]]:
    """Each thing of set-up, as `profile Standard`, with what it says."""
    yield from _organisation(standing)
    yield from _people(standing, sight)
    yield from _profiles(standing)
    yield from _roles(standing)
    yield from _modules(standing, sight)
    yield from _sharing(standing, sight)


def _organisation(standing: Standing) -> Iterator[tuple[str, Values]]:
    info = standing.info
    named = sorted(_role(standing, role_id) for role_id in info.email_roles)
    yield "org", {
        "": info.name, "edition": info.edition, "limits": info.limits_set, "hierarchy": info.hierarchy,
        "email": info.email_sharing, "email roles": ", ".join(named),
        "team licences": _switch(bool(info.team_licences)),
        "regular seats": standing.seats[0], "team seats": standing.seats[1],
    }  # fmt: skip


def _people(standing: Standing, sight: SetUpSight) -> Iterator[tuple[str, Values]]:
    for row in standing.members.values():
        if row.state is not UserState.DELETED:
            yield f"user {row.login}", {**_user(standing, row), **_memberships(standing, row, sight)}


def _user(standing: Standing, row: MemberRow) -> Values:
    manager = standing.members.get(row.manager_id or 0)
    return {
        "": row.name, "kind": row.kind.value, "state": row.state.value,
        "profile": standing.profiles[row.profile_id].rights.label,
        "role": _role(standing, row.role_id), "manager": manager.name if manager else "",
    }  # fmt: skip


def _memberships(standing: Standing, row: MemberRow, sight: SetUpSight) -> Values:
    actor, modules = sight.actor(standing.actors.get(row.id)), standing.catalog.by_id
    if actor is None:
        return {}
    teams = {
        f"module {modules[module_id].api_name}": ", ".join(sorted(profiles))
        for module_id, profiles in actor.team_profiles.items()
        if module_id in modules
    }
    spaces = {
        f"space {standing.spaces.get(key, '')}": role.value for key, role in actor.spaces.items() if sight.space(key)
    }
    return {**teams, **spaces}


def _profiles(standing: Standing) -> Iterator[tuple[str, Values]]:
    for row in standing.profiles.values():
        yield f"profile {row.rights.api_name}", _switches(row.rights)


def _switches(rights: ProfileRights) -> Values:
    enabled = [ALL] if rights.modules is None else sorted(rights.modules)
    denied = sorted(rights.denied)
    return {
        "": rights.label, "modules": ", ".join(enabled), "custom views": _switch(rights.custom_views),
        "create team module": _switch(rights.create_team_module), "manage teamspace": _switch(rights.manage_teamspace),
        **{action if module == ALL else f"{action}/{module}": OFF for action, module in denied},
    }  # fmt: skip


def _roles(standing: Standing) -> Iterator[tuple[str, Values]]:
    for row in standing.roles.values():
        yield f"role {row.api_name}", {
            "": row.label, "above": _role(standing, row.parent_id), "peers": _switch(row.peers),
        }  # fmt: skip


def _modules(standing: Standing, sight: SetUpSight) -> Iterator[tuple[str, Values]]:
    permissions: dict[int, Values] = {}
    for entry in standing.shared.fields:
        module = standing.catalog.by_id.get(entry.module_id)
        field = next((f for f in module.fields if f.id == entry.field_id), None) if module else None
        profile = standing.profiles.get(entry.profile_id)
        if module is not None and field is not None and sight.field(module, field.api_name):
            holder = entry.team_profile or (profile.rights.label if profile else "")
            permissions.setdefault(entry.module_id, {})[f"{field.api_name} {holder}"] = entry.access.value
    for grant in standing.shared.grants:
        permissions.setdefault(grant.module_id, {})[_party(standing, grant.party)] = grant.profile.value
    for module in (module for module in standing.catalog.modules if sight.sees(module.id)):
        default = {} if module.is_team else {"default": module.default.value}
        yield f"module {module.api_name}", {"": module.label, **default, **permissions.get(module.id, {})}


def _sharing(standing: Standing, sight: SetUpSight) -> Iterator[tuple[str, Values]]:
    for group in standing.shared.groups.values():
        members = sorted(_party(standing, party) for party in group.members)
        yield f"group {group.api_name}", {"": group.label, "members": ", ".join(members)}
    for rule in standing.shared.rules:
        module = standing.catalog.by_id.get(rule.module_id)
        if sight.rule(module):
            criteria = sight.criteria(module, rule.criteria)
            yield f"sharing {module.api_name if module else ''} {rule.id}", _rule(standing, rule, criteria)


def _rule(standing: Standing, rule: SharingRule, criteria: str) -> Values:
    return {
        "": rule.label, "from": _party(standing, rule.source) if rule.source else criteria,
        "to": _party(standing, rule.target), "level": _LEVELS[rule.level], "superiors": _switch(rule.superiors),
    }  # fmt: skip


_LEVELS: Mapping[Level, str] = {level: level.name.lower() for level in Level}


def _switch(on: bool) -> str:
    return ON if on else OFF


def _role(standing: Standing, role_id: int | None) -> str:
    row = standing.roles.get(role_id or 0)
    return row.label if row else ""


def _party(standing: Standing, party: Party) -> str:
    match party.kind:
        case PartyKind.USER:
            member = standing.members.get(party.id)
            name = member.name if member else ""
        case PartyKind.GROUP:
            group = standing.shared.groups.get(party.id)
            name = group.label if group else ""
        case _:
            name = _role(standing, party.id)
    return name if party.kind is PartyKind.USER else f"{party.kind.value} {name}"
