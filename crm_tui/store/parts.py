"""What the parts of `OrganisationStore` share."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.clock import Clock
from crm_tui.domain.errors import NotFound
from crm_tui.store.engine import Engine
from crm_tui.store.versions import Versions


class Part:
    """An engine, a clock and the version numbers. Verbs that change something need an open `engine.write()`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self.versions = Versions(engine)

    def _set(self, table: str, row_id: int, changes: Mapping[str, object]) -> None:
        """Change columns of a row by their names, which never come from people; NotFound where it is gone."""
        columns = ", ".join(f"{name} = ?" for name in changes)
        if changes and not self.engine.execute(
            f"UPDATE {table} SET {columns} WHERE id = ?", (*changes.values(), row_id)
        ):
            raise NotFound


def given(**values: object) -> dict[str, object]:
    """The arguments that were given, booleans as numbers: None means "leave it"."""
    return {name: int(v) if isinstance(v, bool) else v for name, v in values.items() if v is not None}
