"""Modules: kinds, definitions, layouts, related lists, spaces and views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

from crm_tui.domain.fields import FieldDef, FieldKind


class ModuleKind(StrEnum):
    ORGANISATION = "organisation"
    TEAM = "team"


class OrgDefault(StrEnum):
    """AC14: what everybody may with records of an organisation module."""

    PRIVATE = "private"
    READ_ONLY = "read_only"
    READ_WRITE = "read_write"
    READ_WRITE_DELETE = "read_write_delete"


class Level(IntEnum):
    """Record levels, each holding the ones before it (9.1)."""

    NONE = 0
    READ = 1
    EDIT = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a layout: a title and fields by API name, in one or two columns."""

    title: str
    fields: tuple[str, ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """How a record is shown and entered. `card`: up to five fields of the business card (5.4)."""

    sections: tuple[Section, ...]
    card: tuple[str, ...] = ()
    quick_create: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModuleDef:
    """A module with its fields. `table` is made from the id. `name_field` is the API name that people read as name.

    `person`: the name is made of First_Name and Last_Name, and `Full_Name` reads it.
    `activity`: tasks, meetings, calls (AC10): rows hang on a parent record and follow its visibility.
    `version` counts changes of the module's definition.
    `number_prefix`: a team module's records are numbered, as CON-0041.
    `requests_after_acceptance`: requesters go on editing and withdrawing what the team has taken up (Q09).
    """

    id: int
    api_name: str
    label: str
    singular: str
    kind: ModuleKind
    table: str
    fields: tuple[FieldDef, ...]
    layout: Layout
    list_columns: tuple[str, ...]
    name_field: str
    person: bool = False
    activity: bool = False
    standard: bool = True
    default: OrgDefault = OrgDefault.PRIVATE
    version: int = 1
    status_field: str = ""
    amount_field: str = ""
    number_prefix: str = ""
    requests_after_acceptance: bool = False

    @cached_property
    def by_name(self) -> Mapping[str, FieldDef]:
        return {f.api_name: f for f in self.fields}

    @cached_property
    def lookups(self) -> tuple[FieldDef, ...]:
        return tuple(f for f in self.fields if f.kind in (FieldKind.LOOKUP, FieldKind.PARENT))

    @property
    def is_team(self) -> bool:
        return self.kind is ModuleKind.TEAM

    def field(self, api_name: str) -> FieldDef | None:
        """The field of this API name; case does not count."""
        return self.by_name.get(api_name) or self._lower.get(api_name.casefold())

    @cached_property
    def _lower(self) -> Mapping[str, FieldDef]:
        return {f.api_name.casefold(): f for f in self.fields}


@dataclass(frozen=True, slots=True)
class ModuleEntry:
    """A module as an actor sees it in a sidebar: visible, perhaps only explained. `count` is his own."""

    module: ModuleDef
    folder: str = ""
    folder_id: int | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class SpaceInfo:
    """A team space as an actor sees it; id 0 is the automatic CRM Teamspace (SP13)."""

    id: int
    api_name: str
    name: str
    icon: str = ""
    description: str = ""
    role: str = ""
    entries: tuple[ModuleEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewDef:
    """A list view. Standard views have id 0 and cannot be deleted (5.3)."""

    id: int
    api_name: str
    label: str
    module: str
    criteria: str = ""
    columns: tuple[str, ...] = ()
    sort: str = ""
    owner_id: int | None = None
    shared: bool = False
    standard: bool = False


@dataclass(frozen=True)
class Catalog:
    """All modules of an organisation, by id and by API name, as of one policy version."""

    modules: tuple[ModuleDef, ...]
    version: int = 0

    @cached_property
    def by_name(self) -> Mapping[str, ModuleDef]:
        return {m.api_name: m for m in self.modules}

    @cached_property
    def by_id(self) -> Mapping[int, ModuleDef]:
        return {m.id: m for m in self.modules}

    @cached_property
    def _lower(self) -> Mapping[str, ModuleDef]:
        return {m.api_name.casefold(): m for m in self.modules}

    def find(self, api_name: str) -> ModuleDef | None:
        """The module of this API name; case does not count."""
        return self.by_name.get(api_name) or self._lower.get(api_name.casefold())
