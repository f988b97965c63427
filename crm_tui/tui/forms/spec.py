"""What a form shows: sections of fields with values, reasons for read-only ones, and where to search."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import Message, message
from crm_tui.domain.fields import FieldDef, FieldKind, Link, Value
from crm_tui.domain.modules import ModuleDef, Section
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.choice_list import PickItem

Save = Callable[[Mapping[str, object], int | None], object]
"""Saves values by API name on a version (None: a new record); runs in a thread; raises CrmError."""

Search = Callable[[str], Sequence[PickItem[Value]]]
"""Finds what a look-up or user field may point to; runs in a thread."""


@dataclass(frozen=True)
class QuickCreate:
    """How a look-up makes the record that it misses (R13). `spec` is given what was typed so far."""

    label: str
    spec: Callable[[str], FormSpec]
    save: Callable[[Mapping[str, object], int | None], Link]


@dataclass(frozen=True)
class FieldSpec:
    """One field of a form. `reason` says why it can only be read; then it is shown as text."""

    field: FieldDef
    value: Value = None
    reason: Message | None = None
    search: Search | None = None
    create: QuickCreate | None = None


@dataclass(frozen=True)
class FormSection:
    """A titled part of a form; `columns` counts where the screen is wide."""

    title: str
    fields: tuple[FieldSpec, ...]
    columns: int = 2


@dataclass(frozen=True)
class FormSpec:
    """A whole form. `version` is the record's version that is edited, None for a new record.

    `context`: the moment, the user's zone and decimal mark, by which values are shown and read.
    """

    title: str
    sections: tuple[FormSection, ...]
    context: ValueContext
    version: int | None = None

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        return tuple(each for section in self.sections for each in section.fields)


@dataclass(frozen=True)
class FormSources:
    """What a form needs from outside for each field: where to search, and quick create. Both may give None."""

    search: Callable[[FieldDef], Search | None] = lambda _field: None
    create: Callable[[FieldDef], QuickCreate | None] = lambda _field: None


def form_sections(
    module: ModuleDef,
    values: Mapping[str, Value],
    *,
    writable: Collection[str],
    visible: Collection[str] | None = None,
    sources: FormSources | None = None,
    only: Collection[str] | None = None,
) -> tuple[FormSection, ...]:
    """The sections of a module's layout for these values.

    `visible` (None: all) leaves hidden fields out (R14); fields outside of `writable` are read-only;
    `only` keeps these fields, as the quick-create set.
    """
    from_outside = sources or FormSources()

    def shown(api_name: str) -> FieldSpec | None:
        found = module.field(api_name)
        if found is None or (visible is not None and found.api_name not in visible):
            return None
        if only is not None and found.api_name not in only:
            return None
        return _field_spec(found, values, writable, from_outside)

    sections = [_section(section, [shown(name) for name in section.fields]) for section in module.layout.sections]
    return tuple(section for section in sections if section.fields)


def quick_create_fields(module: ModuleDef) -> tuple[str, ...]:
    """R13: the layout's quick-create set and whatever else is mandatory."""
    required = [each.api_name for each in module.fields if each.required and not each.computed]
    return tuple(dict.fromkeys([*module.layout.quick_create, *required]))


def _section(section: Section, fields: Sequence[FieldSpec | None]) -> FormSection:
    return FormSection(section.title, tuple(each for each in fields if each is not None), section.columns)


def _field_spec(
    found: FieldDef, values: Mapping[str, Value], writable: Collection[str], sources: FormSources
) -> FieldSpec:
    value = values.get(found.api_name)
    if (reason := read_only_reason(found, writable)) is not None:
        return FieldSpec(found, value, reason)
    return FieldSpec(found, value, None, sources.search(found), sources.create(found))


def read_only_reason(found: FieldDef, writable: Collection[str]) -> Message | None:
    """Why a field can only be read, None when it can be written."""
    if found.kind is FieldKind.AUTO_NUMBER:
        return message("given when saved")
    if found.computed:
        return message("worked out by the program")
    if found.api_name not in writable and found.column == "owner_id":
        return message("changed by the command Owner")
    if found.api_name not in writable:
        return message("kept by the program") if found.system or found.read_only else message("read-only for you")
    return None
