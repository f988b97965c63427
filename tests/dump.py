"""Every table of an organisation's database as it stands, to be compared before and after."""

from __future__ import annotations

from typing import Any

from crm_tui.store.engine import Engine

Dump = dict[str, list[tuple[Any, ...]]]
SHADOW = ("search_index_", "sqlite_")
"""Parts of other tables."""


def dump(engine: Engine) -> Dump:
    """Table name -> all rows, sorted."""
    names = [name for name in engine.tables() if not name.startswith(SHADOW)]
    return {name: sorted(engine.rows(f'SELECT * FROM "{name}"'), key=repr) for name in sorted(names)}


def changed_tables(before: Dump, after: Dump) -> dict[str, int]:
    """Table name -> how many rows more there are now, of tables that differ."""
    return {name: len(after[name]) - len(before[name]) for name in after if before.get(name) != after[name]}
