"""Modules before they are made in an organisation: what `ModuleDef` says, without ids, columns and tables.

The seventeen standard modules are data (`data/modules/*.toml`, product.md 7.1); team modules are made by people.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import Layout, ModuleKind, OrgDefault, Section

STANDARD_MODULES = (
    "Leads", "Contacts", "Accounts", "Deals", "Tasks", "Meetings", "Calls", "Campaigns", "Cases", "Products",
    "Vendors", "Price_Books", "Quotes", "Sales_Orders", "Purchase_Orders", "Invoices", "Solutions",
)  # fmt: skip
"""API names in the order in which sidebars list them."""

_LENGTHS = {
    FieldKind.TEXT: 255,
    FieldKind.LONG_TEXT: 32_000,
    FieldKind.EMAIL: 100,
    FieldKind.PHONE: 30,
    FieldKind.URL: 255,
}


@dataclass(frozen=True, slots=True)
class ChoiceBlueprint:
    """One value of a pick-list: `domain.fields.Choice` without its id. The API name is the English label."""

    api_name: str
    label: str
    active: bool = True
    probability: int | None = None
    closed: bool = False
    won: bool = False


@dataclass(frozen=True, slots=True)
class FieldBlueprint:
    """A field: `domain.fields.FieldDef` without id.

    `column` is set only where the field stands in a column that every module's table has: `name`, `owner_id`,
    `created_by`, `created_at`, `modified_by`, `modified_at`, `number`, `requester_id`, `handled`, `parent_id`.
    All other fields get a column of their own, but multi-select pick-lists, which live in a link table.
    """

    api_name: str
    label: str
    kind: FieldKind
    column: str = ""
    required: bool = False
    locked: bool = False
    unique: bool = False
    length: int | None = None
    target: str | None = None
    related_label: str = ""
    choices: tuple[ChoiceBlueprint, ...] = ()
    default: str | None = None
    read_only: bool = False
    computed: bool = False
    system: bool = False
    standard: bool = True
    indexed: bool = False
    prefix: str = ""

    @property
    def own_column(self) -> bool:
        """Whether the table needs a column for this field alone."""
        return not self.column and self.kind is not FieldKind.MULTI_PICKLIST


@dataclass(frozen=True)
class ModuleBlueprint:
    """A module: `domain.modules.ModuleDef` without id and table."""

    api_name: str
    label: str
    singular: str
    kind: ModuleKind
    fields: tuple[FieldBlueprint, ...]
    layout: Layout
    list_columns: tuple[str, ...]
    name_field: str
    person: bool = False
    activity: bool = False
    standard: bool = True
    default: OrgDefault = OrgDefault.PRIVATE
    status_field: str = ""
    amount_field: str = ""
    number_prefix: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, FieldBlueprint]:
        return {f.api_name: f for f in self.fields}


@cache
def standard_modules() -> tuple[ModuleBlueprint, ...]:
    """The seventeen modules that every organisation has, in the order of `STANDARD_MODULES`."""
    return tuple(_standard(_read(f"modules/{name.lower()}.toml")) for name in STANDARD_MODULES)


def standard_module(api_name: str) -> ModuleBlueprint:
    """One standard module; KeyError for any other name."""
    return {m.api_name: m for m in standard_modules()}[api_name]


def team_module(
    api_name: str,
    label: str,
    singular: str,
    *,
    fields: Iterable[FieldBlueprint] = (),
    number_prefix: str = "",
    statuses: Iterable[ChoiceBlueprint] = (),
    name_label: str = "",
) -> ModuleBlueprint:
    """A team module with Name, Status and Description, the given fields between them, and the system fields.

    `number_prefix` (as `CON-`) numbers its records. `statuses` replaces the choices of Status.
    """
    frame = _read("team_module.toml")
    name, status, description = (_field(entry) for entry in frame["fields"])
    name = replace(name, label=name_label or name.label)
    status = _with_choices(status, tuple(statuses))
    own = (name, status, *(replace(f, standard=False) for f in fields), description)
    numbers = (_field(frame["number"]),) if number_prefix else ()
    system = (*(replace(f, prefix=number_prefix) for f in numbers), *_system_fields(), *map(_field, frame["requests"]))
    return ModuleBlueprint(
        api_name=api_name,
        label=label,
        singular=singular,
        kind=ModuleKind.TEAM,
        fields=(*own, *system),
        layout=_team_layout(frame, own, bool(numbers)),
        list_columns=_team_columns(own, bool(numbers)),
        name_field="Name",
        standard=False,
        status_field="Status",
        number_prefix=number_prefix,
    )


def _with_choices(status: FieldBlueprint, choices: tuple[ChoiceBlueprint, ...]) -> FieldBlueprint:
    """People's own statuses are their words: they are not translated, and neither is what stands beside them."""
    return replace(status, choices=choices, default=choices[0].api_name, standard=False) if choices else status


def _team_layout(frame: Mapping[str, Any], own: tuple[FieldBlueprint, ...], numbered: bool) -> Layout:
    short = tuple(f.api_name for f in own if f.kind is not FieldKind.LONG_TEXT)
    long = tuple(f.api_name for f in own if f.kind is FieldKind.LONG_TEXT)
    first = (*short[:1], *(("Number",) if numbered else ()), *short[1:], "Owner")
    titles = frame["titles"]
    sections = (
        Section(titles["information"], first),
        Section(titles["description"], long, 1),
        Section(titles["request"], tuple(entry["api_name"] for entry in frame["requests"])),
        _system_section(),
    )
    required = tuple(f.api_name for f in own if f.required)
    return Layout(sections, card=(*short[1:4], "Owner"), quick_create=required)


def _team_columns(own: tuple[FieldBlueprint, ...], numbered: bool) -> tuple[str, ...]:
    shown = [f.api_name for f in own if f.kind not in (FieldKind.LONG_TEXT, FieldKind.MULTI_PICKLIST)]
    return (*(("Number",) if numbered else ()), *shown[:4], "Owner", "Modified_Time")


def _standard(entry: Mapping[str, Any]) -> ModuleBlueprint:
    owner, *others = _system_fields()
    owner = replace(owner, label=entry["owner_label"])
    layout = entry["layout"]
    sections = tuple(Section(s["title"], tuple(s["fields"]), s.get("columns", 2)) for s in layout["sections"])
    return ModuleBlueprint(
        api_name=entry["api_name"],
        label=entry["label"],
        singular=entry["singular"],
        kind=ModuleKind.ORGANISATION,
        fields=(*map(_field, entry["fields"]), owner, *others),
        layout=Layout((*sections, _system_section()), tuple(layout["card"]), tuple(layout["quick_create"])),
        list_columns=tuple(entry["list_columns"]),
        name_field=entry["name_field"],
        person=entry.get("person", False),
        activity=entry.get("activity", False),
        status_field=entry.get("status_field", ""),
        amount_field=entry.get("amount_field", ""),
        number_prefix=entry.get("number_prefix", ""),
    )


def _field(entry: Mapping[str, Any]) -> FieldBlueprint:
    values = dict(entry)
    kind = FieldKind(values.pop("kind"))
    choices = tuple(_choice(choice) for choice in values.pop("choices", ()))
    values.setdefault("length", _LENGTHS.get(kind))
    values["required"] = values.get("required", False) or values.get("locked", False)  # R05
    return FieldBlueprint(kind=kind, choices=choices, **values)


def _choice(entry: str | Mapping[str, Any]) -> ChoiceBlueprint:
    if isinstance(entry, str):
        return ChoiceBlueprint(entry, entry)
    values = dict(entry)
    label = values.pop("label")
    return ChoiceBlueprint(values.pop("api_name", label), label, **values)


def _system_fields() -> tuple[FieldBlueprint, ...]:
    return tuple(_field(entry) for entry in _read("system_fields.toml")["fields"])


def _system_section() -> Section:
    section = _read("system_fields.toml")["section"]
    return Section(section["title"], tuple(section["fields"]))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("crm_tui.domain.data") / name).read_text(encoding="utf-8"))
