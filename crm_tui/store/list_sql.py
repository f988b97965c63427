"""A list plan as SQL: its conditions with the one to start from, its key and its columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from crm_tui.domain.criteria.ast import And, Comparison, Criterion, In
from crm_tui.domain.criteria.periods import CriteriaContext
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import Catalog, ModuleDef
from crm_tui.store.criteria_sql import CriteriaSql, Named, depends_on_members
from crm_tui.store.drivers import Candidate, Drivers
from crm_tui.store.indexed import equal_texts, indexed, left_over
from crm_tui.store.plans import ListPlan, ScopeOf
from crm_tui.store.scope_sql import RuleText, ScopeSql
from crm_tui.store.search_sql import equal_query, masked_words, match_query, searchable
from crm_tui.store.sort_sql import SortKey, sort_key
from crm_tui.store.sql_parts import FALSE, Sql, all_of, gathered

_id = attrgetter("id")
_LIVING = Sql("NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id AND r.deleted_at IS NOT NULL)")
# R72: what a merge took away stands outside the bin, marked by a negative batch.
_GONE = (
    "SELECT r.id FROM record r WHERE r.module_id = ? AND r.deleted_at IS NOT NULL"
    " AND (r.deleted_batch IS NULL OR r.deleted_batch >= 0)"
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a plan asks of each row: candidates to start from, and the rest."""

    candidates: tuple[Candidate, ...]
    rest: tuple[Sql, ...]

    def with_driver(self, driver: Candidate | None) -> Sql:
        """All conditions together."""
        return all_of([*(c.drive if c is driver else c.walk for c in self.candidates), *self.rest])


@dataclass(frozen=True, slots=True)
class ListSql:
    """A plan in SQL.

    `sorts`: the sort index must be left alone. `split`: a cursor is asked for in two parts, see `listing`.
    `asked`: scopes of other modules that the text holds; it is stale when they change.
    """

    module: ModuleDef
    sort: SortKey
    columns: tuple[str, ...]
    condition: Sql
    descending: bool
    sorts: bool
    split: bool
    multi: tuple[tuple[int, FieldDef], ...]
    asked: tuple[tuple[int, RowScope], ...]


@dataclass
class ListCompiler:
    """Compiles the plans of one asker."""

    dialect: str
    catalog: Catalog
    members: Mapping[int, Named]
    drivers: Drivers
    scope_of: ScopeOf | None
    digits: int
    rules: RuleText | None = None

    def page(self, plan: ListPlan) -> ListSql:
        """The SQL of a plan's pages. Raises Invalid for an unknown sort field."""
        scopes = self._scopes()
        sort = sort_key(plan.module, plan.sort, scopes)
        conditions = self.conditions(plan, scopes)
        choice = self.drivers.for_page(
            plan.module, conditions.candidates, walkable=sort.walkable, by_modified=sort.column == "modified_at"
        )
        return ListSql(
            module=plan.module,
            sort=sort,
            columns=tuple(self._column(field) for field in plan.columns),
            condition=conditions.with_driver(choice.driver),
            descending=plan.sort.descending,
            sorts=choice.sorts and self.dialect == "sqlite" and bool(sort.column),
            split=sort.walkable and not choice.sorts and self.dialect == "sqlite",
            multi=tuple((4 + i, f) for i, f in enumerate(plan.columns) if f.kind is FieldKind.MULTI_PICKLIST),
            asked=tuple(scopes.asked.items()),
        )

    def count_all(self, plan: ListPlan) -> Sql:
        """A query for the exact number of a plan's rows."""
        conditions = self.conditions(plan, self._scopes())
        if conditions.rest == (_LIVING,) and not conditions.candidates:
            # Far cheaper than to look up each of a million rows in the registry.
            table, gone = plan.module.table, "module_id = ? AND deleted_at IS NOT NULL"
            whole = f"SELECT (SELECT count(*) FROM {table}) - (SELECT count(*) FROM record WHERE {gone})"
            return Sql(whole, (plan.module.id,))
        rows = self.count(plan, capped=False)
        return Sql(f"SELECT count(*) FROM ({rows.text}) n", rows.params)

    def count(self, plan: ListPlan, *, capped: bool = True) -> Sql:
        """A query for a 1 for each row of a plan."""
        conditions = self.conditions(plan, self._scopes())
        alone = capped and len(conditions.rest) == 1
        if alone and len(conditions.candidates) == 1 and conditions.candidates[0].legs:
            return self._leg_by_leg(plan.module, conditions.candidates[0].legs, conditions.rest)
        choice = self.drivers.for_count(plan.module, conditions.candidates, alone=alone)
        condition = conditions.with_driver(choice.driver)
        return Sql(f"SELECT 1 FROM {plan.module.table} t WHERE {condition.text}", condition.params)

    @staticmethod
    def _leg_by_leg(module: ModuleDef, legs: Sequence[Sql], rest: Sequence[Sql]) -> Sql:
        """A capped count ends as soon as it has enough, and need not read for the last leg."""
        each = [all_of([leg, *rest]) for leg in legs]
        text = " UNION ALL ".join(f"SELECT 1 FROM {module.table} t WHERE {one.text}" for one in each)
        return Sql(text, tuple(value for one in each for value in one.params))

    def rows(self, plan: ListPlan, columns: Sql) -> Sql:
        """A query for columns, of the alias `t`, of all rows of a plan, in no order."""
        conditions = self.conditions(plan, self._scopes())
        choice = self.drivers.for_count(plan.module, conditions.candidates, alone=False)
        condition = conditions.with_driver(choice.driver)
        text = f"SELECT {columns.text} FROM {plan.module.table} t WHERE {condition.text}"
        return Sql(text, (*columns.params, *condition.params))

    def conditions(self, plan: ListPlan, scopes: ScopeSql) -> Conditions:
        """Row scope, bin, related record, words and criteria of a plan."""
        candidates: list[Candidate] = [self._bin(plan.module)] if plan.bin else []
        rest: list[Sql] = [] if plan.bin else [_LIVING]
        if plan.related:
            candidates.append(self._related(plan.module, *plan.related))
        if plan.text.strip():
            candidates.append(self._text(plan.text))
            rest.extend(masked_words(self.dialect, plan.module, plan.hidden, plan.text))
        self._scope(plan, scopes, candidates, rest)
        if plan.criteria is not None:
            self._criteria(plan, plan.criteria, scopes, candidates, rest)
        return Conditions(tuple(candidates), tuple(rest))

    def _scopes(self) -> ScopeSql:
        return ScopeSql(self.dialect, self.catalog, self.scope_of, self.rules)

    @property
    def _plus(self) -> str:
        """Keeps SQLite from using an index; PostgreSQL has statistics and chooses by itself."""
        return "+" if self.dialect == "sqlite" else ""

    def _bin(self, module: ModuleDef) -> Candidate:
        ids = Sql(_GONE, (module.id,))
        walk = Sql(f"{self._plus}t.id IN ({_GONE})", ids.params)
        return Candidate(gathered(self.dialect, "t.id", ids), walk, ids)

    def _related(self, module: ModuleDef, field: FieldDef, record_id: int) -> Candidate:
        test = f"t.{field.column} = ?"
        ids = Sql(f"SELECT id FROM {module.table} WHERE {field.column} = ?", (record_id,))
        return Candidate(Sql(test, (record_id,)), Sql(self._plus + test, (record_id,)), ids)

    def _text(self, text: str) -> Candidate:
        found = match_query(self.dialect, text)
        walk = Sql(f"{self._plus}t.id IN ({found.text})", found.params)
        return Candidate(gathered(self.dialect, "t.id", found), walk, found)

    def _scope(self, plan: ListPlan, scopes: ScopeSql, candidates: list[Candidate], rest: list[Sql]) -> None:
        scope = plan.scope
        if scope.everything:
            return
        if scope.nothing:
            rest.append(FALSE)
            return
        walk = scopes.walk(plan.module, "t", scope)
        if scope.by_parent:
            rest.append(walk)
            return
        only_owner = scope == RowScope(owners=scope.owners, user_id=scope.user_id) and len(scope.owners) == 1
        candidates.append(
            Candidate(
                drive=scopes.drive(plan.module, "t", scope),
                walk=walk,
                ids=scopes.ids(plan.module, scope),
                ordered=only_owner,
                scans=not scopes.by_index(plan.module, scope),
                legs=scopes.legs(plan.module, "t", scope),
            )
        )

    def _criteria(
        self, plan: ListPlan, criterion: Criterion, scopes: ScopeSql, candidates: list[Candidate], rest: list[Sql]
    ) -> None:
        context = CriteriaContext(plan.user_id, plan.now, plan.now.tzinfo or dt.UTC)
        plain = CriteriaSql(plan.module, scopes, self.members, context, self.digits)
        for part in criterion.parts if isinstance(criterion, And) else (criterion,):
            condition = plain.condition(part)
            walking = CriteriaSql(plan.module, scopes, self.members, context, self.digits, alias="+t")
            if left := left_over(plan.module, part):
                candidates.append(self._any_of(plan.module, plain, left, condition, walking.condition(part)))
                continue
            if ids := self._by_words(plan.module, part):
                words = gathered(self.dialect, "t.id", ids)
                candidates.append(Candidate(all_of([words, condition]), condition, ids))
                continue
            field = indexed(plan.module, part)
            if field is None or self.dialect != "sqlite":
                rest.append(condition)
                continue
            ids = Sql(f"SELECT t.id FROM {plan.module.table} t WHERE {condition.text}", condition.params)
            by_time = field.column == "owner_id" or field.api_name == plan.module.status_field
            ordered = isinstance(part, Comparison) and by_time
            candidates.append(Candidate(condition, walking.condition(part), ids, ordered=ordered))

    def _any_of(
        self, module: ModuleDef, plain: CriteriaSql, parts: Sequence[Criterion], condition: Sql, walk: Sql
    ) -> Candidate:
        """A candidate that is gathered part by part, each from the index: together SQLite would rather scan."""
        each = [plain.condition(part) for part in parts]
        text = " UNION ALL ".join(f"SELECT t.id FROM {module.table} t WHERE {one.text}" for one in each)
        ids = Sql(text, tuple(value for one in each for value in one.params))
        if self.dialect != "sqlite":
            walk = condition
        return Candidate(all_of([gathered(self.dialect, "t.id", ids), condition]), walk, ids, at_once=True)

    def _by_words(self, module: ModuleDef, part: Criterion) -> Sql | None:
        """The ids that a test for equality of a searchable text can start from: no index is on the folded column."""
        operands = equal_texts(part)
        field = module.by_name.get(part.field) if operands and isinstance(part, Comparison | In) else None
        if field is None or not (field.column == "name" or field in searchable(module)):
            return None
        return equal_query(self.dialect, operands)

    def _column(self, field: FieldDef) -> str:
        if field.kind is not FieldKind.MULTI_PICKLIST:
            return f"t.{field.column}"
        joined = "group_concat(v.choice_id)" if self.dialect == "sqlite" else "string_agg(v.choice_id::text, ',')"
        return f"(SELECT {joined} FROM multi_value v WHERE v.field_id = {field.id} AND v.record_id = t.id)"


def cache_key(plan: ListPlan) -> tuple[object, ...] | None:
    """What two plans with the same SQL and parameters have in common; None where it must not be kept."""
    related = (plan.related[0].id, plan.related[1]) if plan.related else None
    columns = tuple(map(_id, plan.columns))
    shape: tuple[object, ...] = (plan.module.id, plan.scope, plan.sort, columns, plan.text, plan.bin, related)
    if plan.hidden:
        shape = (*shape, plan.hidden)
    if plan.criteria is None:
        return shape
    if depends_on_members(plan.criteria):
        return None
    return (*shape, plan.criteria, plan.user_id, plan.now.date(), plan.now.tzinfo)
