"""The mark of a place that is still being filled: a table in its directory, until that has all it is to have."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.base.messages import Message, message
from crm_tui.store.engine import Engine

_TABLE = "unfinished_migration"


def mark_unfinished(engine: Engine, locations: Iterable[str]) -> None:
    """Say, before anything is made, which organisations' databases are going to be; inside `write()`."""
    engine.execute(f"CREATE TABLE {_TABLE} (location TEXT PRIMARY KEY)")
    engine.many(f"INSERT INTO {_TABLE} (location) VALUES (?)", [(location,) for location in locations])


def unfinished(engine: Engine) -> tuple[str, ...] | None:
    """What an interrupted run may have left, by location; None where there was none."""
    if not engine.has_tables(_TABLE):
        return None
    return tuple(location for (location,) in engine.rows(f"SELECT location FROM {_TABLE} ORDER BY location"))


def unmark(engine: Engine) -> None:
    """All is there, or all is gone; inside `write()`."""
    engine.execute(f"DROP TABLE {_TABLE}")


def is_unfinished(place: str) -> Message:
    """What to say to whoever wants to work there."""
    return message(
        "A migration to {place} did not finish. Clear it and begin anew: crm-tui migrate-database --again.", place=place
    )
