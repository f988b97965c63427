"""Records of an organisation: reading under a row scope, writing in one transaction."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import FieldDef
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Count, Cursor
from crm_tui.store.bin import Bin
from crm_tui.store.drivers import Drivers
from crm_tui.store.list_sql import ListCompiler
from crm_tui.store.listing import Lister
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import COUNT_CAP, Gone, Held, ListPlan, NewRow, ScopeOf, StoredRecord, StoredRow
from crm_tui.store.record_facts import FactsReader, Known
from crm_tui.store.row_sql import RecordQuery, record_query, stored_record
from crm_tui.store.row_writes import RowWriter
from crm_tui.store.rule_sql import RuleSql, scopes_of
from crm_tui.store.scope_sql import ScopeSql
from crm_tui.store.sql_parts import TRUE, Sql, among
from crm_tui.store.text_sql import prepare
from crm_tui.store.versions import VersionNumbers

_KEPT = 128


_LIVING = "FROM {0} t JOIN record r ON r.id = t.id WHERE r.deleted_at IS NULL"


class RecordRows:
    """The records of one organisation, as one asker reaches them.

    `scope_of` tells his row scope in other modules: for activities, which follow their parent record, and for
    sorting by a look-up, at the level that the plan's own scope is for. Without it no parent counts. Every method that
    writes needs an open `engine.write()`.
    """

    def __init__(self, org: OrganisationStore, scope_of: ScopeOf | None = None) -> None:
        self._org, self._engine, self._scope_of = org, org.engine, scope_of
        self._drivers = Drivers(org.engine)
        self._writer = RowWriter(org.engine)
        self._facts = FactsReader(org)
        self._bin = Bin(org.engine)
        self._listing: tuple[VersionNumbers, Lister] | None = None
        self._queries: OrderedDict[tuple[int, RowScope | None], RecordQuery] = OrderedDict()
        self._queried_at: VersionNumbers | None = None
        prepare(org.engine)

    def page(
        self,
        plan: ListPlan,
        *,
        limit: int,
        after: Cursor | None = None,
        before: Cursor | None = None,
        offset: int = 0,
    ) -> list[StoredRow]:
        """Up to `limit` rows in the plan's order: from the start, after a cursor or before one.

        `offset` skips so many rows from there, away from the cursor. Rows always stand in list order.
        """
        return self._lister.page(plan, limit, after, before, offset)

    def count(self, plan: ListPlan, cap: int | None = COUNT_CAP) -> Count:
        """How many rows; stops at `cap`, None for the exact number."""
        return self._lister.count(plan, cap)

    def place(self, plan: ListPlan, record_id: int) -> int | None:
        """How many rows of a list stand before a record; None where it is not in the list. Reads all of those."""
        return self._lister.place(plan, record_id)

    def query(self, plan: ListPlan, columns: Sql) -> Sql:
        """All rows of a list, in no order, as a query for whoever asks more of them; the alias of each is `t`."""
        return self._lister.rows(plan, columns)

    def get(self, module: ModuleDef, record_id: int, *, scope: RowScope | None) -> StoredRecord | None:
        """One record with all fields, in the bin or not; None outside of the scope. Scope None only for the gate."""
        if scope is not None and scope.nothing:
            return None
        query = self._record_query(module, scope)
        row = self._engine.row(query.text, (record_id, *query.params))
        return stored_record(query, row) if row else None

    def names(self, module: ModuleDef, ids: Iterable[int], scope: RowScope) -> dict[int, str]:
        """The names of those records that are in scope and not in the bin, by id: for look-ups."""
        wanted = frozenset(ids)
        if not wanted or scope.nothing:
            return {}
        here = among(self._engine.dialect, "t.id", wanted)
        reached = self._scopes().walk(module, "t", scope)
        rows = self._engine.rows(
            f"SELECT t.id, t.name FROM {module.table} t JOIN record r ON r.id = t.id"
            f" WHERE {here.text} AND r.deleted_at IS NULL AND {reached.text}",
            (*here.params, *reached.params),
        )
        return dict(rows)

    def field_of(self, module: ModuleDef, field: FieldDef, ids: Iterable[int]) -> dict[int, Held]:
        """One field, in a column of its own, of records that the asker is known to reach: id -> what it holds."""
        return {each: held for each, (held,) in self.fields_of(module, (field,), ids).items()}

    def fields_of(
        self, module: ModuleDef, fields: Sequence[FieldDef], ids: Iterable[int]
    ) -> dict[int, tuple[Held, ...]]:
        """As `field_of`, of several fields at once."""
        here = among(self._engine.dialect, "t.id", frozenset(ids))
        columns = ", ".join(f"t.{field.column}" for field in fields)
        rows = self._engine.rows(f"SELECT t.id, {columns} FROM {module.table} t WHERE {here.text}", here.params)
        return {each: tuple(held) for each, *held in rows}

    def module_of(self, record_id: int) -> int | None:
        """The id of the module that a record belongs to."""
        return self.modules_of((record_id,)).get(record_id)

    def parent_of(self, module: ModuleDef, record_id: int) -> int | None:
        """The id of the record that a record hangs on."""
        found = self._engine.value(f"SELECT parent_id FROM {module.table} WHERE id = ?", (record_id,))
        return int(found) if found is not None else None

    def modules_of(self, ids: Iterable[int]) -> dict[int, int]:
        """Record id -> module id."""
        return self._bin.modules_of(ids)

    def facts(self, module: ModuleDef, record_id: int, user_id: int) -> Known | None:
        """What the rules need to know of a record for this user; whether it is in the bin; its version.

        Activities come with the facts of their parent record.
        """
        return self._facts.many(module, (record_id,), user_id).get(record_id)

    def facts_of_many(self, module: ModuleDef, ids: Sequence[int], user_id: int) -> dict[int, Known]:
        """`facts` of several records, by id; those that do not exist are missing."""
        return self._facts.many(module, ids, user_id)

    def insert(
        self,
        module: ModuleDef,
        owner_id: int,
        actor_id: int,
        at: int,
        stored: Mapping[str, Held],
        name: str,
        *,
        requester_id: int | None = None,
        parent_id: int | None = None,
    ) -> int:
        """Write a new record: registry, row, multi-select values, auto numbers, search entry; its id.

        `stored`: API name -> stored form; computed, system and unknown fields are left out.
        """
        return self._writer.insert(module, owner_id, actor_id, at, stored, name, requester_id, parent_id)

    def insert_many(self, module: ModuleDef, actor_id: int, at: int, new: Sequence[NewRow]) -> list[int]:
        """Write many new records at once, for imports; their ids in the same order."""
        return self._writer.insert_many(module, actor_id, at, new)

    def update(
        self,
        module: ModuleDef,
        record_id: int,
        version: int,
        actor_id: int,
        at: int,
        stored: Mapping[str, Held],
        name: str | None = None,
        owner_id: int | None = None,
    ) -> bool:
        """Change fields of a record, its name or its owner. False: `version` is stale, nothing was written."""
        return self._writer.update(module, record_id, version, actor_id, at, stored, name, owner_id)

    def set_marks(
        self,
        module: ModuleDef,
        record_id: int,
        *,
        locked: bool | None = None,
        handled: bool | None = None,
        requester_id: int | None = None,
    ) -> None:
        """Lock or unlock a record (R75), mark a request as handled (3.5). Counts as no new version."""
        marks = {"locked": locked, "handled": handled, "requester_id": requester_id}
        given = {column: int(value) for column, value in marks.items() if value is not None}
        places = ", ".join(f"{column} = ?" for column in given)
        self._engine.execute(f"UPDATE {module.table} SET {places} WHERE id = ?", (*given.values(), record_id))

    def owners(self, module: ModuleDef) -> dict[int, int]:
        """Owner's id -> how many records of a module are his; the bin does not count."""
        return dict(
            self._engine.rows(f"SELECT t.owner_id, count(*) {_LIVING.format(module.table)} GROUP BY t.owner_id")
        )

    def owned_by(self, module: ModuleDef, user_id: int) -> list[int]:
        """Ids of the records of a module that are somebody's, oldest first; without the bin."""
        sql = f"SELECT t.id {_LIVING.format(module.table)} AND t.owner_id = ? ORDER BY t.id"
        return [record_id for (record_id,) in self._engine.rows(sql, (user_id,))]

    def hold(self, module: ModuleDef, record_id: int) -> None:
        """Let nobody else change a record's row until the transaction ends; SQLite has one writer at a time anyway."""
        if not self._engine.is_sqlite:
            self._engine.rows(f"SELECT 1 FROM {module.table} WHERE id = ? FOR UPDATE", (record_id,))

    def delete(self, ids: Sequence[int], by: int, at: int, batch: int | None = None) -> int:
        """Move records to the bin; how many were not there yet. `batch` ties those that went together.

        A negative batch keeps them outside of the bin, for undo only: what a merge took away (R72).
        """
        return self._bin.put(ids, by, at, batch)

    def restore(self, ids: Sequence[int]) -> int:
        """Take records out of the bin; how many were there."""
        return self._bin.take(ids)

    def purge(self, ids: Sequence[int]) -> int:
        """Remove records for good, with all that hangs on them; how many."""
        return self._writer.purge(ids)

    def children(self, record_id: int) -> dict[int, int]:
        """Activities that hang on a record and are not in the bin: record id -> module id (R70)."""
        found: dict[int, int] = {}
        for module in self._org.catalog().modules:
            if module.activity:
                rows = self._engine.rows(
                    f"SELECT t.id FROM {module.table} t JOIN record r ON r.id = t.id"
                    " WHERE t.parent_id = ? AND r.deleted_at IS NULL",
                    (record_id,),
                )
                found |= {child: module.id for (child,) in rows}
        return found

    def batch(self, batch: int) -> dict[int, int]:
        """Records that went to the bin together: record id -> module id."""
        return self._bin.batch(batch)

    def bin_entries(self, ids: Sequence[int]) -> dict[int, Gone]:
        """When and by whom records were deleted, by id; living ones are missing."""
        return self._bin.entries(ids)

    def expired(self, before: int, limit: int = 500) -> dict[int, int]:
        """Records that were deleted before this moment, in epoch seconds: record id -> module id (R70)."""
        return self._bin.expired(before, limit)

    def next_batch(self) -> int:
        """A number for records that go to the bin together, as none has been used."""
        return self._bin.next_batch()

    @property
    def _lister(self) -> Lister:
        """The lister of the definitions as last read: its kept queries do not outlive them."""
        versions = self._org.versions
        if self._listing is None or self._listing[0] != versions.seen or versions.raised:
            catalog, info = self._org.catalog(), self._org.info()
            compiler = ListCompiler(
                self._engine.dialect, catalog, self._org.members(), self._drivers, self._scope_of,
                info.currency_digits, RuleSql(self._org, catalog),
            )  # fmt: skip
            lister = Lister(self._engine, compiler, self._scope_of)
            if versions.raised:
                return lister
            self._listing = (versions.seen, lister)
        return self._listing[1]

    def _record_query(self, module: ModuleDef, scope: RowScope | None) -> RecordQuery:
        if self._org.versions.raised:
            return self._made_query(module, scope)
        if self._queried_at != self._org.versions.seen:
            # Sharing rules may name users, whose names are ids in the text.
            self._queries.clear()
            self._queried_at = self._org.versions.seen
        key = (module.id, scope)
        known = self._queries.get(key)
        if known is None or known.module is not module or not self._is_current(known):
            known = self._queries[key] = self._made_query(module, scope)
            if len(self._queries) > _KEPT:
                self._queries.popitem(last=False)
        return known

    def _made_query(self, module: ModuleDef, scope: RowScope | None) -> RecordQuery:
        scopes = self._scopes()
        condition = scopes.walk(module, "t", scope) if scope is not None else TRUE
        return record_query(self._engine.dialect, module, condition, scopes.asked)

    def _is_current(self, query: RecordQuery) -> bool:
        scope_of = self._scope_of
        return scope_of is None or all(scope_of(module_id) == scope for module_id, scope in query.asked)

    def _scopes(self) -> ScopeSql:
        return scopes_of(self._org, self._org.catalog_seen(), self._scope_of)
