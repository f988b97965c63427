"""AC18 and M26 twice: field permission by profile and by team-module profile."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache

import cedarpy
import pytest

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.facts import ModuleFacts, OrganisationFacts
from crm_tui.domain.users import TeamProfile
from crm_tui.policy.engine import PolicyEngine
from tests.oracle.cedar import FIELDS, Request
from tests.oracle.entities import person, person_name
from tests.oracle.people import ADMINISTRATOR, LOW, PART, STANDARD, TEAM, WIDE, Somebody, people
from tests.oracle.targets import CONTRACT, LEADS

PROFILES = {
    LEADS: [profile.name for profile in (STANDARD, ADMINISTRATOR, LOW, PART, WIDE, TEAM)],
    CONTRACT: [profile.value for profile in TeamProfile],
}
NAMES = tuple(f"Field_{number}" for number in range(40))
HIDDEN, READ_ONLY, READ_WRITE = "hidden", "read-only", "read-write"

Permissions = dict[tuple[str, str], str]
"""(field, profile) -> what it may."""


@cache
def permissions(module: ModuleFacts) -> Permissions:
    """By chance, but always the same: a field for most combinations of what two profiles may."""
    chance = random.Random(module.api_name)
    ways = (HIDDEN, READ_ONLY, READ_WRITE)
    return {(name, profile): chance.choice(ways) for name in NAMES for profile in PROFILES[module]}


def facts() -> OrganisationFacts:
    """For the engine: masks by module and profile."""
    return OrganisationFacts(
        field_rights={
            (module.id, profile): FieldMask(_having(module, profile, HIDDEN), _having(module, profile, READ_ONLY))
            for module, profiles in PROFILES.items()
            for profile in profiles
        }
    )


def _having(module: ModuleFacts, profile: str, way: str) -> frozenset[str]:
    return frozenset(name for (name, of), found in permissions(module).items() if of == profile and found == way)


@cache
def entities() -> cedarpy.Entities:
    """For Cedar: fields that know the profiles for which they are hidden or read-only."""
    known = [entity for somebody in people() for entity in person(somebody)]
    known += [*_modules(), *(_field(module, name) for module in PROFILES for name in NAMES)]
    return cedarpy.Entities.from_json_str(json.dumps(known))


def _modules() -> Iterator[dict[str, object]]:
    for module in PROFILES:
        kind = {"type": "Kind", "id": module.kind.value}
        yield {"uid": {"type": "Module", "id": str(module.id)}, "attrs": {}, "parents": [kind]}
        yield {"uid": kind, "attrs": {}, "parents": []}


def _field(module: ModuleFacts, name: str) -> dict[str, object]:
    ways = {profile: permissions(module)[name, profile] for profile in PROFILES[module]}
    attributes = {
        "hidden": [profile for profile, way in ways.items() if way == HIDDEN],
        "readOnly": [profile for profile, way in ways.items() if way == READ_ONLY],
    }
    return {
        "uid": {"type": "Field", "id": f"{module.api_name}.{name}"},
        "attrs": attributes,
        "parents": [{"type": "Module", "id": str(module.id)}],
    }


@cache
def viewers(module: ModuleFacts) -> list[Somebody]:
    """Who may view records of the module at all."""
    engine = PolicyEngine(facts())
    return [somebody for somebody in people() if engine.decide(somebody.actor, "records.view", module).allowed]


@cache
def answers(module: ModuleFacts, action: str) -> dict[tuple[str, str], bool]:
    asked = [(somebody, name) for somebody in viewers(module) for name in NAMES]
    requests = [Request(person_name(who), action, ("Field", f"{module.api_name}.{name}")) for who, name in asked]
    found = FIELDS.ask(requests, entities())
    return {(who.key, name): answer.allowed for (who, name), answer in zip(asked, found, strict=True)}


@pytest.mark.parametrize("module", PROFILES, ids=lambda module: module.api_name)
def test_masks_hide_and_bar_what_the_policies_do(module: ModuleFacts) -> None:
    engine, read, write = PolicyEngine(facts()), answers(module, "read"), answers(module, "write")
    for somebody in viewers(module):
        mask = engine.field_mask(somebody.actor, module)
        seen = [(mask.shows(name), mask.writes(name)) for name in NAMES]
        assert seen == [(read[somebody.key, name], write[somebody.key, name]) for name in NAMES], somebody.key


@pytest.mark.parametrize("module", PROFILES, ids=lambda module: module.api_name)
@pytest.mark.parametrize(("action", "way"), [("records.view", "read"), ("records.edit", "write")])
def test_an_act_on_a_field_needs_the_act_and_the_field(module: ModuleFacts, action: str, way: str) -> None:
    engine, may = PolicyEngine(facts()), answers(module, way)
    for somebody in viewers(module):
        act = engine.decide(somebody.actor, action, module).allowed
        decided = [engine.decide_field(somebody.actor, action, module, name).allowed for name in NAMES]
        assert decided == [act and may[somebody.key, name] for name in NAMES], somebody.key
