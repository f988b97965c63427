"""A page of records as rows and columns of a table."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Count, Page, Row, Sort
from crm_tui.tui.presenters.cells import RIGHT, Formats, label_of, value_text
from crm_tui.tui.presenters.lines import Column, TableRow, Tone

_SHAPES: dict[FieldKind, tuple[int, int, int]] = {
    # weight, least and most cells
    FieldKind.LONG_TEXT: (3, 10, 80),
    FieldKind.EMAIL: (2, 16, 36),
    FieldKind.PHONE: (1, 9, 20),
    FieldKind.INTEGER: (1, 5, 14),
    FieldKind.DECIMAL: (1, 6, 16),
    FieldKind.PERCENT: (1, 5, 10),
    FieldKind.CURRENCY: (1, 10, 20),
    FieldKind.DATE: (1, 10, 16),
    FieldKind.DATETIME: (1, 14, 24),
    FieldKind.CHECKBOX: (0, 4, 6),
    FieldKind.PICKLIST: (1, 10, 24),
    FieldKind.USER: (1, 11, 24),
    FieldKind.AUTO_NUMBER: (0, 8, 12),
}
_OTHER = (2, 11, 40)
_NAME = (4, 20, 48)


def columns_of(
    module: ModuleDef, fields: Sequence[FieldDef], sort: Sort | None, formats: Formats
) -> tuple[Column, ...]:
    """The columns of a list, the sorted one marked."""
    return tuple(_column(module, field, sort, formats) for field in fields)


def _column(module: ModuleDef, field: FieldDef, sort: Sort | None, formats: Formats) -> Column:
    weight, least, most = _NAME if field.api_name == module.name_field else _SHAPES.get(field.kind, _OTHER)
    if field.kind is FieldKind.DATE:
        least = max(least, formats.date_cells)
    direction = ""
    if sort is not None and sort.field == field.api_name:
        direction = "down" if sort.descending else "up"
    return Column(
        key=field.api_name,
        title=label_of(field),
        weight=weight,
        least=least,
        most=most,
        right=field.kind in RIGHT,
        sort=direction,
        sortable=field.kind not in (FieldKind.LONG_TEXT, FieldKind.MULTI_PICKLIST),
    )


def rows_of(module: ModuleDef, page: Page, formats: Formats) -> tuple[TableRow, ...]:
    """The rows of a page, in the order of its columns."""
    status = next((i for i, field in enumerate(page.columns) if field.api_name == module.status_field), None)
    return tuple(_row(page.columns, row, status, formats) for row in page.rows)


def _row(columns: Sequence[FieldDef], row: Row, status: int | None, formats: Formats) -> TableRow:
    cells = tuple(value_text(field, value, formats) for field, value in zip(columns, row.values, strict=True))
    return TableRow(row.id, cells, Tone.MUTED if _closed(columns, row, status) else Tone.PLAIN)


def _closed(columns: Sequence[FieldDef], row: Row, status: int | None) -> bool:
    """A row whose status is closed steps back; its status column says so in words."""
    value = row.values[status] if status is not None else None
    choice = columns[status].choice(value) if status is not None and isinstance(value, str) else None
    return choice is not None and choice.closed


def count_text(count: Count | None, formats: Formats) -> str:
    """How many records, for the title of a list: `312`, `1,000+`, nothing while it is not known."""
    if count is None:
        return ""
    return formats.number(count.number) + ("+" if count.more else "")
