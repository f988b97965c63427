"""The sections of the home screen as lines."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.modules import Catalog
from crm_tui.domain.records import Found
from crm_tui.tui.presenters.areas import record_key
from crm_tui.tui.presenters.lines import Line
from crm_tui.tui.presenters.navigation import module_singular


def recent_lines(found: Iterable[Found], catalog: Catalog) -> list[Line]:
    """Records that were opened lately, each with what it is."""
    return [
        Line(display_text(each.name) or _("(no name)"), key=record_key(each.module, each.id), note=_kind(each, catalog))
        for each in found
    ]


def _kind(found: Found, catalog: Catalog) -> str:
    module = catalog.find(found.module)
    return module_singular(module) if module is not None else ""
