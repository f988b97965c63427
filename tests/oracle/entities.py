"""People and targets in Cedar's words: attributes and what hangs on what, and no decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import cedarpy

from crm_tui.domain.facts import ModuleFacts, OrganisationFacts, RecordFacts
from crm_tui.domain.modules import ModuleKind
from crm_tui.domain.users import SpaceRole, TeamProfile, UserKind
from tests.oracle.actions import OF_A_RECORD
from tests.oracle.people import CONTRACTS, Profile, Somebody
from tests.oracle.targets import Target

Entity = dict[str, Any]
Name = tuple[str, str]

TYPES = {
    UserKind.SUPER_ADMIN: "Administrator",
    UserKind.ADMINISTRATOR: "Administrator",
    UserKind.REGULAR: "RegularUser",
    UserKind.TEAM: "TeamUser",
    UserKind.EXTERNAL: "ExternalUser",
}
ORGANISATION: Name = ("Organisation", "this")
ON_CONTRACTS: Name = ("Module", "activities of Contracts")


def graph(people: Iterable[Somebody], targets: Iterable[Target], organisation: OrganisationFacts) -> cedarpy.Entities:
    """All of them, parsed once."""
    known: dict[Name, Entity] = {ORGANISATION: _organisation(organisation)}
    known |= {kind: _entity(kind, {}) for kind in map(_kind, ("organisation", "activity", "team"))}
    known[_module_name(CONTRACTS)] = _entity(_module_name(CONTRACTS), {}, [_kind("team")])
    for somebody in people:
        known |= {_name(entity): entity for entity in person(somebody)}
    for target in targets:
        known |= {_name(entity): entity for entity in _target(target)}
    activities = {"api": "Tasks", "standard": True, "default": "private"}
    known[ON_CONTRACTS] = _entity(ON_CONTRACTS, activities, [_kind("activity"), _module_name(CONTRACTS)])
    return cedarpy.Entities.from_json_str(json.dumps(list(known.values())))


def person_name(somebody: Somebody) -> Name:
    return (TYPES[somebody.actor.kind], somebody.key)


def target_name(target: Target) -> Name:
    if target.record is not None:
        return ("Space" if target.module is None else "View" if target.view else "Record", target.key)
    return ORGANISATION if target.module is None else _module_name(target.module.id)


def asked(target: Target, action: str) -> list[Name]:
    """The Cedar resources to ask for a target.

    A module of activities without a record stands for records of any kind (AC10): those of no team module, and
    those that hang on a record of one. Any that could be allowed will do (AC51).
    """
    if target.module is not None and target.record is None and target.module.activity and action in OF_A_RECORD:
        return [target_name(target), ON_CONTRACTS]
    return [target_name(target)]


def person(somebody: Somebody) -> list[Entity]:
    """Somebody and his profile."""
    actor = somebody.actor
    attributes = {
        "number": actor.user_id,
        "state": actor.state.value,
        "super": actor.kind is UserKind.SUPER_ADMIN,
        "role": actor.role_id or 0,
        "below": sorted(actor.below),
        "spaces": sorted(actor.spaces),
        "spacesRun": sorted(space for space, role in actor.spaces.items() if role is SpaceRole.ADMIN),
        "administratorElsewhere": actor.admin_elsewhere,
        "profile": _reference(_profile_name(somebody.profile)),
    }
    held = {profile.lower(): _modules_of(somebody, profile) for profile in TeamProfile}
    return [_entity(person_name(somebody), attributes | held), _profile(somebody.profile)]


def _profile_name(profile: Profile) -> Name:
    return ("Profile", f"{profile.name}, views {profile.rights.custom_views}")


def _profile(profile: Profile) -> Entity:
    rights = profile.rights
    attributes = {
        "name": rights.api_name,
        "allModules": rights.modules is None,
        "modules": sorted(rights.modules or ()),
        "off": [_switch(*switch) for switch in sorted(profile.off)],
        "on": [_switch(*switch) for switch in sorted(profile.on)],
        "customViews": rights.custom_views,
        "createTeamModule": rights.create_team_module,
        "manageTeamspace": rights.manage_teamspace,
    }
    return _entity(_profile_name(profile), attributes)


def _switch(action: str, module: str) -> dict[str, Any]:
    return {"action": _reference(("Action", action)), "module": module}


def _modules_of(somebody: Somebody, profile: TeamProfile) -> list[Entity]:
    held = somebody.actor.team_profiles
    return [_reference(_module_name(module)) for module, profiles in held.items() if profile in profiles]


def _target(target: Target) -> list[Entity]:
    """The target with the module and the record that it hangs on."""
    if target.module is None:
        return [_space(target, target.record)] if target.record else []
    if target.record is None:
        return [_module(target.module)]
    parent = target.record.parent
    above = Target(f"parent of {target.key}", *parent) if parent else None
    hangs = _target(above) if above else []
    if target.view:
        return [_module(target.module), _view(target, target.module, target.record)]
    return [*hangs, _module(target.module), _record(target, target.module, target.record, above)]


def _space(target: Target, record: RecordFacts) -> Entity:
    return _entity(target_name(target), {"number": record.space_id or 0, "api": "*"})


def _module(module: ModuleFacts) -> Entity:
    attributes = {"api": module.api_name, "standard": module.standard, "default": module.default.value}
    kinds = "team" if module.kind is ModuleKind.TEAM else "activity" if module.activity else "organisation"
    return _entity(_module_name(module.id), attributes, [_kind(kinds)])


def _record(target: Target, module: ModuleFacts, record: RecordFacts, above: Target | None) -> Entity:
    attributes: dict[str, Any] = {
        "api": module.api_name,
        "standard": module.standard,
        "default": module.default.value,
        "afterAcceptance": module.requests_after_acceptance,
        "owner": record.owner_id,
        "level": int(record.level),
        "requester": record.requester_id or 0,
        "handled": record.handled,
        "deleted": record.deleted,
        "locked": record.locked,
        "pending": record.pending,
        "approver": record.approver,
        "author": record.item_author or 0,
    }
    parents = [_module_name(module.id)]
    if above is not None:
        attributes["on"] = _reference(target_name(above))
        parents.append(target_name(above))
    return _entity(target_name(target), attributes, parents)


def _view(target: Target, module: ModuleFacts, record: RecordFacts) -> Entity:
    attributes = {"api": module.api_name, "author": record.item_author or 0, "itemPublic": record.item_public}
    return _entity(target_name(target), attributes, [_module_name(module.id)])


def _organisation(facts: OrganisationFacts) -> Entity:
    attributes = {
        "api": "*",
        "readOnly": facts.read_only,
        "features": sorted(facts.features),
        "missing": sorted(facts.missing),
        "emailSharing": facts.email_sharing,
        "emailRoles": sorted(facts.email_roles),
    }
    return _entity(ORGANISATION, attributes)


def _entity(name: Name, attributes: dict[str, Any], parents: Iterable[Name] = ()) -> Entity:
    kind, identity = name
    above = [{"type": kind, "id": identity} for kind, identity in parents]
    return {"uid": {"type": kind, "id": identity}, "attrs": attributes, "parents": above}


def _reference(name: Name) -> Entity:
    return {"__entity": {"type": name[0], "id": name[1]}}


def _name(entity: Entity) -> Name:
    return (entity["uid"]["type"], entity["uid"]["id"])


def _kind(name: str) -> Name:
    return ("Kind", name)


def _module_name(number: int) -> Name:
    return ("Module", str(number))
