"""Entries of the search index: one for each record, kept in step with it by whoever writes the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.text import is_cjk
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.engine import Engine
from crm_tui.store.plans import Held
from crm_tui.store.search_sql import entry_terms, searchable
from crm_tui.store.sql_parts import among

_DOC = (
    "INSERT INTO search_doc (id, module_id, name) VALUES (?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET module_id = excluded.module_id, name = excluded.name"
)
_DOC_WITH_TERMS = (
    "INSERT INTO search_doc (id, module_id, name, terms) VALUES (?, ?, ?, array_to_tsvector(?::text[]))"
    " ON CONFLICT (id) DO UPDATE SET module_id = excluded.module_id, name = excluded.name, terms = excluded.terms"
)


class SearchEntries:
    """Writes entries. Every method needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, module: ModuleDef, record_id: int, name: str, stored: Mapping[str, Held]) -> None:
        """Index a record anew by its name and its searchable fields."""
        terms = record_terms(module, name, stored)
        if self._engine.is_sqlite:
            self._engine.execute(_DOC, (record_id, module.id, name))
            self._engine.execute("INSERT OR REPLACE INTO search_index (rowid, terms) VALUES (?, ?)", (record_id, terms))
        else:
            self._engine.execute(_DOC_WITH_TERMS, (record_id, module.id, name, terms.split()))

    def put_many(self, module: ModuleDef, entries: Sequence[tuple[int, str, Mapping[str, Held]]]) -> None:
        """Index many records, each an id, a name and its stored fields."""
        found = [(record_id, name, record_terms(module, name, stored)) for record_id, name, stored in entries]
        if self._engine.is_sqlite:
            self._engine.many(_DOC, [(record_id, module.id, name) for record_id, name, _ in found])
            self._engine.many(
                "INSERT OR REPLACE INTO search_index (rowid, terms) VALUES (?, ?)",
                [(record_id, terms) for record_id, _, terms in found],
            )
        else:
            self._engine.many(_DOC_WITH_TERMS, [(i, module.id, name, terms.split()) for i, name, terms in found])

    def refresh(self, module: ModuleDef, record_id: int) -> None:
        """Index a record anew from its row."""
        for found_id, name, stored in self.read(module, record_id, 1):
            self.put(module, found_id, name, stored)

    def forget(self, ids: frozenset[int]) -> None:
        """Take entries away."""
        if self._engine.is_sqlite:
            self._engine.many("DELETE FROM search_index WHERE rowid = ?", [(record_id,) for record_id in sorted(ids)])
        here = among(self._engine.dialect, "id", ids)
        self._engine.execute(f"DELETE FROM search_doc WHERE {here.text}", here.params)

    def read(self, module: ModuleDef, first: int, limit: int) -> list[tuple[int, str, dict[str, Held]]]:
        """What entries are made of, from the rows of a module in the order of ids, from an id on."""
        fields = searchable(module)
        columns = "".join(f", {field.column}" for field in fields)
        rows = self._engine.rows(
            f"SELECT id, name{columns} FROM {module.table} WHERE id >= ? ORDER BY id LIMIT ?", (first, limit)
        )
        names = [field.api_name for field in fields]
        return [(row[0], row[1], dict(zip(names, row[2:], strict=True))) for row in rows]


def record_terms(module: ModuleDef, name: str, stored: Mapping[str, Held]) -> str:
    """The words of a record's entry, joined by spaces."""
    parts = [str(stored[f.api_name]) for f in searchable(module) if stored.get(f.api_name)]
    first, last = str(stored.get("First_Name") or ""), str(stored.get("Last_Name") or "")
    if is_cjk(first + last):
        # Given and family name stand in two fields and are written in either order.
        parts += [last + first, first + last]
    return entry_terms(name, tuple(parts))
