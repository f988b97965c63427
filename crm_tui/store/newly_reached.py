"""Counts the records that a change of rights opens: reached under one scope and not under another (AC58)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import Catalog, ModuleDef
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import ScopeOf
from crm_tui.store.rule_sql import scopes_of
from crm_tui.store.sql_parts import Sql, all_of

STRETCH = 20_000
"""So many rows are looked at in one query, so that whoever counts can stop in time."""
_LIVING = Sql("NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id AND r.deleted_at IS NOT NULL)")


@dataclass(frozen=True)
class View:
    """One person's sight of one module: his row scope there, and in the modules that activities hang on."""

    catalog: Catalog
    scope: RowScope
    scope_of: ScopeOf

    def condition(self, org: OrganisationStore, module: ModuleDef) -> Sql:
        """The rows `t` in sight."""
        return scopes_of(org, self.catalog, self.scope_of).walk(module, "t", self.scope)


class NewlyReached:
    """Counts in stretches of rows, outside of any transaction that holds up others."""

    def __init__(self, org: OrganisationStore) -> None:
        self._org, self._engine = org, org.engine

    def count(self, module: ModuleDef, wanted: View, known: View, also: View | None = None) -> Iterator[int]:
        """How many living records `wanted` reaches and `known` does not: a number for each stretch of the table.

        `also`: only those that this one reaches besides.
        """
        org = self._org
        parts = [wanted.condition(org, module), _not(known.condition(org, module)), _LIVING]
        if also is not None:
            parts.append(also.condition(org, module))
        condition = all_of(parts)
        for low, high in self._stretches(module):
            sql = f"SELECT count(*) FROM {module.table} t WHERE t.id > ? AND t.id <= ? AND {condition.text}"
            yield int(self._engine.value(sql, (low, high, *condition.params)))

    def _stretches(self, module: ModuleDef) -> Iterator[tuple[int, int]]:
        last = int(self._engine.value(f"SELECT max(id) FROM {module.table}") or 0)
        low = 0
        while low < last:
            next_end = f"SELECT id FROM {module.table} WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?"
            high = self._engine.value(next_end, (low, STRETCH - 1)) or last
            yield low, int(high)
            low = int(high)


def _not(part: Sql) -> Sql:
    # A condition may be unknown where a column is empty, as the requester's.
    return Sql(f"({part.text}) IS NOT TRUE", part.params)
