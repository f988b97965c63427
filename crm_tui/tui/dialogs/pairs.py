"""Headings with texts beside them, the texts wrapped under each other."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crm_tui.base.text import display_text

Pairs = Sequence[tuple[str, str]]
"""Headings and texts; a text without a heading takes the whole width."""

WIDEST_HEADING = 26


def shown(pairs: Pairs, *, narrowest: int = 13) -> RenderableType:
    """The pairs to put into a widget: made safe, never parsed. `narrowest`: cells of the headings at least."""
    widest = max((cell_len(display_text(head)) for head, _text in pairs), default=0)
    width = min(max(widest, narrowest), WIDEST_HEADING)
    return Group(*(_row(display_text(head), display_text(text), width) for head, text in pairs))


def plain(pairs: Pairs) -> str:
    """The pairs as text to copy."""
    return "\n".join(display_text(f"{head}  {text}" if head else text) for head, text in pairs)


def _row(head: str, text: str, width: int) -> RenderableType:
    if not head:
        return Text(text)
    row = Table.grid(padding=(0, 2, 0, 0), expand=True)
    row.add_column(width=width, overflow="fold")
    row.add_column(ratio=1, overflow="fold")
    row.add_row(Text(head, style="bold"), Text(text))
    return row
