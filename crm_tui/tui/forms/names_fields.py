"""What forms of profiles, roles and groups have in common: a name for people and one for scripts."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import FieldKind
from crm_tui.tui.forms.made_fields import Options, made_field
from crm_tui.tui.forms.setup_form import setup_field
from crm_tui.tui.forms.spec import FieldSpec
from crm_tui.tui.presenters.rights_words import api_name_of


def name_fields(label: str = "") -> tuple[FieldSpec, ...]:
    """Of something new: the name, and the API name, which is made from the name where it is left empty."""
    name = made_field("name", N_("Name"), FieldKind.TEXT, required=True)
    return (FieldSpec(name, label or None), FieldSpec(made_field("api_name", N_("API name"), FieldKind.TEXT)))


def named(values: Mapping[str, object]) -> tuple[str, str]:
    """The name and the API name that were entered."""
    label = text(values, "name")
    return label, text(values, "api_name") or api_name_of(label)


def text(values: Mapping[str, object], field: str, unchanged: str = "") -> str:
    """What was entered, or what stands there where it was not touched."""
    return str(values.get(field, unchanged) or "")


def choice(name: str, label: str, options: Options, now: str | None = None, *, required: bool = True) -> FieldSpec:
    """A field to choose one of some. The words of `options` are shown as they are: people's own among them."""
    return setup_field(name, _(label), FieldKind.PICKLIST, now, options=options, required=required)
