"""The form of a new organisation (ORG-7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from textual import events

from crm_tui.base.messages import N_, _
from crm_tui.base.text import fold
from crm_tui.domain.fields import FieldDef, FieldKind, Value
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.values import ValueContext
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.spec import FieldSpec, FormSection, FormSpec

Options = Sequence[tuple[str, str]]
"""Codes with what people call them, in the order of the list."""


@dataclass(frozen=True, slots=True)
class OrganisationOptions:
    """What may be chosen; `now` holds what is likely: field name -> code."""

    currencies: Options
    locales: Options
    countries: Options
    time_zones: Sequence[str]
    now: tuple[tuple[str, str], ...] = ()


class NewOrganisationForm(RecordForm):
    """Enter an organisation. `create` runs in a thread; Invalid names the fields of `NewOrganisation`."""

    def __init__(
        self,
        options: OrganisationOptions,
        context: ValueContext,
        create: Callable[[NewOrganisation], object] | None = None,
    ) -> None:
        def save(values: Mapping[str, object], _version: int | None) -> object:
            return create(new_organisation(values)) if create is not None else None

        super().__init__(_spec(options, context), save)

    @property
    def wanted(self) -> NewOrganisation:
        """What was entered, once it is saved."""
        return new_organisation(self.values())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A slug is made from the name until somebody writes one. (Textual calls the form's own handler too.)"""
        name, slug = self.rows["name"], self.rows["slug"]
        if name.editor is not None and event.widget is name.editor and not slug.touched:
            slug.take(slug_from(str(name.editor.raw)))


def slug_from(name: str) -> str:
    """A slug that fits a name: "Helios Óptica, S.A." -> "helios-optica-s-a"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:40].strip("-")


def new_organisation(values: Mapping[str, object]) -> NewOrganisation:
    """What a person asks for, from the values of the form."""

    def text(name: str) -> str:
        return str(values.get(name) or "")

    return NewOrganisation(
        name=text("name"),
        slug=text("slug"),
        currency=text("currency"),
        locale=text("locale"),
        country=text("country"),
        time_zone=text("time_zone"),
        sample_data=bool(values.get("sample_data")),
        login=text("login"),
        user_name=text("user_name"),
    )


def _spec(options: OrganisationOptions, context: ValueContext) -> FormSpec:
    now = dict(options.now)
    zones = [(zone, zone) for zone in options.time_zones]
    fields = (
        made_field("name", N_("Name"), FieldKind.TEXT, required=True),
        made_field("slug", N_("Slug"), FieldKind.TEXT, required=True),
        made_field("user_name", N_("Your name"), FieldKind.TEXT, required=True),
        made_field("login", N_("Your e-mail address"), FieldKind.EMAIL, required=True),
        made_field("currency", N_("Currency"), FieldKind.PICKLIST, options.currencies, required=True),
        made_field("locale", N_("Language and formats"), FieldKind.PICKLIST, options.locales, required=True),
        made_field("country", N_("Country"), FieldKind.PICKLIST, options.countries),
        made_field("time_zone", N_("Time zone"), FieldKind.PICKLIST, zones, required=True),
        made_field("sample_data", N_("Load sample data"), FieldKind.CHECKBOX),
    )
    rows = tuple(FieldSpec(field, _first(field, now.get(field.api_name))) for field in fields)
    return FormSpec(_("New organisation"), (FormSection("", rows, 1),), context)


def _first(field: FieldDef, value: str | None) -> Value:
    return value == "yes" if field.kind is FieldKind.CHECKBOX else value
