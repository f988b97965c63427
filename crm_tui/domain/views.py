"""The standard views of a module (5.3), made for it from `data/views.toml`: nobody can delete them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from crm_tui.domain.criteria import parse
from crm_tui.domain.criteria.tokens import quoted
from crm_tui.domain.errors import Invalid
from crm_tui.domain.modules import ModuleDef, ViewDef

ALL = "All"
"""API name of the view that shows every record of the actor's scope."""


@lru_cache(maxsize=256)
def standard_views(module: ModuleDef) -> tuple[ViewDef, ...]:
    """The views that a module has from the start, `All` first; those that its fields do not allow are left out."""
    data = _data()
    own = (entry for entry in data["views"] if module.api_name in entry["modules"])
    return tuple(view for entry in (*data["every"], *own) for view in _view(entry, module))


def standard_view(module: ModuleDef, api_name: str) -> ViewDef | None:
    """One standard view by API name; case does not count."""
    key = api_name.casefold()
    return next((view for view in standard_views(module) if view.api_name.casefold() == key), None)


def _view(entry: dict[str, Any], module: ModuleDef) -> Iterator[ViewDef]:
    criteria = _criteria(entry.get("criteria", ""), module)
    sort = entry.get("sort", "")
    if criteria is None or (sort and module.field(sort.removeprefix("-")) is None):
        return
    yield ViewDef(0, entry["api_name"], entry["label"], module.api_name, criteria, (), sort, standard=True)


def _criteria(text: str, module: ModuleDef) -> str | None:
    """The criteria with the module's own words filled in; None where it cannot have the view."""
    if "{status}" in text:
        status = module.field(module.status_field)
        closed = [choice.api_name for choice in status.choices if choice.closed] if status else []
        if not closed:
            return None
        text = text.format(status=module.status_field, closed=", ".join(map(quoted, closed)))
    try:
        if text:
            parse(text, module)
        return text
    except Invalid:
        # An administrator may have taken out a field or a choice that the view asks for.
        return None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("crm_tui.domain.data") / "views.toml").read_text(encoding="utf-8"))
