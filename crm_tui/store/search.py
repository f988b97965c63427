"""Search: records of all modules by the beginnings of words, under the asker's row scopes."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.text import fold
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.drivers import Drivers
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import Held, ScopeOf
from crm_tui.store.rule_sql import scopes_of
from crm_tui.store.search_entries import SearchEntries
from crm_tui.store.search_sql import masked_words, match_query, terms_to_find
from crm_tui.store.sql_parts import TRUE, Sql, all_of, among, any_of

_NOTHING_HIDDEN: Mapping[int, frozenset[str]] = {}
_STEP = 1000
_FEW_HITS = 5_000
_NARROW = 20_000
"""Where the asker reaches so few records, their ids are gathered first and hits are compared with them."""


class SearchIndex:
    """Finds records by words, under row scopes. Writing needs an open `engine.write()`.

    `RecordRows` keeps the index in step with records by itself; `put` and `remove` are for others.
    """

    def __init__(self, org: OrganisationStore, scope_of: ScopeOf | None = None) -> None:
        self._org, self._engine, self._scope_of = org, org.engine, scope_of
        self._entries = SearchEntries(org.engine)
        self._drivers = Drivers(org.engine)

    def put(self, module: ModuleDef, record_id: int, name: str, stored: Mapping[str, Held]) -> None:
        """Index a record anew: its name and its searchable fields."""
        self._entries.put(module, record_id, name, stored)

    def remove(self, record_id: int) -> None:
        """Forget a record."""
        self._entries.forget(frozenset((record_id,)))

    def find(
        self,
        text: str,
        scopes: Mapping[int, RowScope],
        limit: int = 50,
        hidden: Mapping[int, frozenset[str]] = _NOTHING_HIDDEN,
    ) -> list[tuple[int, int, str]]:
        """(record id, module id, name) of living records in scope, every word of the text beginning one of theirs.

        The newest come first, and before them those whose name begins with the text. `scopes`: module id -> the
        asker's row scope there; modules that are not named are not searched. `hidden`: module id -> API names of
        fields kept from him, by which nothing is found (AC08).
        """
        where = self._reached(text, scopes, hidden)
        if where is None or not terms_to_find(text):
            return []
        rows = self._engine.rows(*self._query(text, where, limit))
        start = fold(text).strip()
        return sorted(rows, key=lambda row: not fold(row[2]).startswith(start))

    def rebuild(self) -> int:
        """Index all records anew; how many. For a change of the normaliser."""
        done = 0
        for module in self._org.catalog_seen().modules:
            first = 1
            while entries := self._entries.read(module, first, _STEP):
                self._entries.put_many(module, entries)
                first, done = entries[-1][0] + 1, done + len(entries)
        return done

    def _query(self, text: str, where: Sql, limit: int) -> tuple[str, tuple[object, ...]]:
        found = match_query(self._engine.dialect, text)
        # Not as EXISTS, which SQLite would turn into a join that it asks before the scope.
        living = "NOT EXISTS (SELECT 1 FROM record r WHERE r.id = d.id AND r.deleted_at IS NOT NULL)"
        if self._engine.is_sqlite:
            # CROSS JOIN keeps the planner from starting anywhere but in the index, which can read newest first.
            sql = (
                "SELECT d.id, d.module_id, d.name FROM search_index f CROSS JOIN search_doc d ON d.id = f.rowid"
                f" WHERE search_index MATCH ? AND {where.text} AND {living} ORDER BY f.rowid DESC LIMIT ?"
            )
        else:
            # Of many hits the newest are soon met among the newest records; few are gathered first.
            how = "MATERIALIZED" if self._drivers.number(found, _FEW_HITS) < _FEW_HITS else "NOT MATERIALIZED"
            sql = (
                f"WITH f AS {how} ({found.text}) SELECT d.id, d.module_id, d.name FROM f"
                f" JOIN search_doc d ON d.id = f.id WHERE {where.text} AND {living} ORDER BY d.id DESC LIMIT ?"
            )
        return sql, (*found.params, *where.params, limit)

    def _reached(self, text: str, scopes: Mapping[int, RowScope], hidden: Mapping[int, frozenset[str]]) -> Sql | None:
        """Which of the found rows the asker reaches, with `d` the search entry; None where he reaches nothing."""
        catalog, dialect = self._org.catalog_seen(), self._engine.dialect
        compiler = scopes_of(self._org, catalog, self._scope_of)
        whole: set[int] = set()
        parts: list[Sql] = []
        narrow: list[Sql] = []
        for module_id, scope in scopes.items():
            module = catalog.by_id.get(module_id)
            if module is None or scope.nothing:
                continue
            masked = masked_words(dialect, module, hidden.get(module_id, frozenset()), text)
            condition = all_of([compiler.walk(module, "t", scope), *masked])
            if condition == TRUE:
                whole.add(module_id)
            else:
                parts.append(_in_module(module, condition))
            if not (scope.everything or scope.by_parent or scope.rules):
                narrow.append(compiler.ids(module, scope))
        if whole:
            parts.insert(0, among(dialect, "d.module_id", frozenset(whole)))
        reached = any_of(parts)
        if self._engine.is_sqlite and parts and len(narrow) == len(parts):
            reached = all_of([*self._near(narrow), reached])
        return reached if parts else None

    def _near(self, narrow: list[Sql]) -> list[Sql]:
        """A first test by the id alone, where all scopes together hold few records."""
        ids = Sql(" UNION ALL ".join(part.text for part in narrow), tuple(p for part in narrow for p in part.params))
        few = self._drivers.number(ids, _NARROW) < _NARROW
        return [Sql(f"+f.rowid IN ({ids.text})", ids.params)] if few else []


def _in_module(module: ModuleDef, condition: Sql) -> Sql:
    return Sql(
        f"(d.module_id = ? AND EXISTS (SELECT 1 FROM {module.table} t WHERE t.id = d.id AND {condition.text}))",
        (module.id, *condition.params),
    )
