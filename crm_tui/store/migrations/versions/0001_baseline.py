"""Schema 1: the tables that `crm_tui.store.schema` makes. Nothing older exists."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Nothing to do: new organisations are made with these tables."""
