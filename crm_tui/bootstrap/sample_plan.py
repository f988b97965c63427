"""Sample organisations as they stand in `sample_data/`: people, roles, spaces, team modules, and how much of each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from crm_tui.base.messages import message
from crm_tui.base.resources import sample_folder
from crm_tui.domain.blueprints import ChoiceBlueprint, FieldBlueprint, ModuleBlueprint, team_module
from crm_tui.domain.errors import Unusable
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import Layout, OrgDefault, Section
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.users import SpaceRole, TeamProfile, UserKind


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A user to be made. `part`: what he is called in the stories; `profile` and `role`: API names."""

    part: str
    login: str
    name: str
    kind: UserKind
    profile: str
    role: str


@dataclass(frozen=True, slots=True)
class RolePlan:
    """A role below another one."""

    api_name: str
    label: str
    above: str


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """A team module: who makes it in which space, who else is in it (part -> profile), who gets its requests."""

    blueprint: ModuleBlueprint
    by: str
    space: str
    members: Mapping[str, TeamProfile]
    request_owners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpacePlan:
    """A team space: its modules at the root, its folders (name, modules), its members (part -> role)."""

    api_name: str
    name: str
    icon: str
    description: str
    modules: tuple[str, ...]
    folders: tuple[tuple[str, tuple[str, ...]], ...]
    members: Mapping[str, SpaceRole]


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """One sample organisation. `info`: its own description, empty for one that fills a new organisation.

    `seats`: regular and team licences to buy, None where the edition brings them. `scale`: module API name -> how
    many records.
    """

    info: Mapping[str, str]
    seats: tuple[int, int] | None
    people: tuple[PersonPlan, ...]
    roles: tuple[RolePlan, ...]
    roles_removed: tuple[str, ...]
    defaults: Mapping[str, OrgDefault]
    modules: tuple[ModulePlan, ...]
    spaces: tuple[SpacePlan, ...]
    scale: Mapping[str, int]
    promises: tuple[Promise, ...] = ()


@cache
def read_plan(name: str) -> SamplePlan:
    """A sample organisation by its folder. Unusable in a build without sample data."""
    data = read(f"{name}/organisation.toml")
    seats = data.get("seats")
    return SamplePlan(
        info=data.get("organisation", {}),
        seats=(seats["regular"], seats["team"]) if seats else None,
        people=tuple(PersonPlan(**{**entry, "kind": UserKind(entry["kind"])}) for entry in data["people"]),
        roles=tuple(RolePlan(**entry) for entry in data["roles"]),
        roles_removed=tuple(data.get("roles_removed", ())),
        defaults={module: OrgDefault(level) for module, level in data["defaults"].items()},
        modules=tuple(_module(entry) for entry in data["modules"]),
        spaces=tuple(_space(entry) for entry in data["spaces"]),
        scale=data["scale"],
        promises=tuple(_promise(entry) for entry in data.get("promises", ())),
    )


@cache
def read(name: str) -> dict[str, Any]:
    """A file of the sample data. Unusable in a build without it."""
    path = sample_folder() / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unusable(message("This build has no sample data: {path} cannot be read.", path=str(path))) from error


def _promise(entry: Mapping[str, str]) -> Promise:
    words = {**entry, "subject": Subject(entry["subject"]), "must": Must(entry["must"])}
    return Promise(id=0, **words)  # type: ignore[arg-type]


def _space(entry: Mapping[str, Any]) -> SpacePlan:
    folders = tuple((folder["name"], tuple(folder["modules"])) for folder in entry.get("folders", ()))
    return SpacePlan(
        api_name=entry["api_name"],
        name=entry["name"],
        icon=entry["icon"],
        description=entry["description"],
        modules=tuple(entry["modules"]),
        folders=folders,
        members={part: SpaceRole(role) for part, role in entry["members"].items()},
    )


def _module(entry: Mapping[str, Any]) -> ModulePlan:
    members = {part: TeamProfile(profile) for part, profile in entry.get("members", {}).items()}
    blueprint, owners = _blueprint(read(f"modules/{entry['file']}.toml")), tuple(entry.get("request_owners", ()))
    return ModulePlan(blueprint, entry["by"], entry["space"], members, owners)


def _blueprint(data: Mapping[str, Any]) -> ModuleBlueprint:
    made = team_module(
        data["api_name"],
        data["label"],
        data["singular"],
        fields=[_field(entry) for entry in data["fields"]],
        number_prefix=data["number_prefix"],
        statuses=[_choice(entry) for entry in data["statuses"]],
        name_label=data["name_label"],
    )
    sections = tuple(Section(entry["title"], tuple(entry["fields"])) for entry in data["sections"])
    # The first section of a team module names all its fields; here they are told apart.
    layout = Layout((*sections, *made.layout.sections[1:]), tuple(data["card"]), tuple(data["quick_create"]))
    columns = tuple(data["list_columns"])
    return replace(made, layout=layout, list_columns=columns, amount_field=data.get("amount_field", ""))


def _field(entry: Mapping[str, Any]) -> FieldBlueprint:
    values = {**entry, "kind": FieldKind(entry["kind"])}
    return FieldBlueprint(**{**values, "choices": tuple(_choice(choice) for choice in entry.get("choices", ()))})


def _choice(entry: str | Mapping[str, Any]) -> ChoiceBlueprint:
    if isinstance(entry, str):
        return ChoiceBlueprint(entry, entry)
    return ChoiceBlueprint(
        entry["label"], entry["label"], closed=entry.get("closed", False), won=entry.get("won", False)
    )
