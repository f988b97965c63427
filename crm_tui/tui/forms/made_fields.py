"""Fields of forms that belong to no module: a filter, a contact without a record of its own."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.domain.fields import Choice, FieldDef, FieldKind

Options = Iterable[tuple[str, str]]
"""Codes with what people call them, in English; shown in the reader's language."""


def made_field(name: str, label: str, kind: FieldKind, options: Options = (), *, required: bool = False) -> FieldDef:
    """A field of the form itself."""
    choices = tuple(Choice(at, code, words) for at, (code, words) in enumerate(options))
    return FieldDef(0, name, label, kind, "", required=required, choices=choices)
