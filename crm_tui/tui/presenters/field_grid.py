"""Field permissions as a grid: a row for each field, a column for each profile (AC18, M26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_text, fold
from crm_tui.domain.field_access import FieldAccess, FieldPermission
from crm_tui.tui.presenters.permission_tree import CHANGED

Spot = tuple[str, str]
"""A field and whose permission it is."""
FieldDraft = Mapping[Spot, FieldAccess]
"""Only what differs from how it is saved."""

ACCESS = {
    FieldAccess.READ_WRITE: N_("read-write"),
    FieldAccess.READ_ONLY: N_("read-only"),
    FieldAccess.HIDDEN: N_("hidden"),
}


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column by its key, with its title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """What stands in a cell. `reason` says why it is fixed; empty for one that can be changed."""

    text: str
    changed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row by its key, with its title and a cell for each column."""

    key: str
    title: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns, rows, and what to say where there is none."""

    columns: tuple[GridColumn, ...] = ()
    rows: tuple[GridRow, ...] = ()
    empty: str = ""


def field_grid(
    table: Sequence[FieldPermission],
    draft: FieldDraft,
    fixed: Mapping[Spot, str],
    titles: tuple[Callable[[str], str], Callable[[str], str]],
    text: str = "",
) -> Grid:
    """All fields that a text leaves. `fixed`: why a cell stays as it is; `titles`: of fields and of holders."""
    field_title, holder_title = titles
    holders = tuple(dict.fromkeys(each.holder for each in table))
    saved = {(each.field, each.holder): each.access for each in table}
    words = fold(text).split()
    fields = [name for name in dict.fromkeys(each.field for each in table)
              if all(word in fold(f"{field_title(name)} {name}") for word in words)]  # fmt: skip
    rows = tuple(
        GridRow(name, display_text(field_title(name)), tuple(_cell((name, h), saved, draft, fixed) for h in holders))
        for name in fields
    )
    return Grid(tuple(GridColumn(h, display_text(holder_title(h))) for h in holders), rows, _("nothing found"))


def _cell(spot: Spot, saved: FieldDraft, draft: FieldDraft, fixed: Mapping[Spot, str]) -> GridCell:
    words = _(ACCESS[draft.get(spot, saved[spot])])
    if reason := fixed.get(spot, ""):
        return GridCell(f"({words})", reason=reason)
    return GridCell(f"{CHANGED}{words}", changed=True) if spot in draft else GridCell(words)


def cycled(spot: Spot, table: Sequence[FieldPermission], draft: FieldDraft) -> dict[Spot, FieldAccess]:
    """The draft after a cell went on to its next value; what comes back to how it is saved is no change."""
    saved = next(each.access for each in table if (each.field, each.holder) == spot)
    order = list(FieldAccess)
    following = order[(order.index(draft.get(spot, saved)) + 1) % len(order)]
    kept = {key: access for key, access in draft.items() if key != spot}
    return kept if following is saved else kept | {spot: following}


def entries(draft: FieldDraft) -> list[tuple[str, str, FieldAccess]]:
    """A draft as the service takes it."""
    return [(field, holder, access) for (field, holder), access in draft.items()]
