"""Row scope as SQL: which records of a module an asker reaches.

The same condition has two spellings. To *walk* is to read an index in list order and test each row; to *drive* is to
start from the few rows in scope. SQLite does not choose well by itself: among a million rows, for 50 owners of 600,
its plan took 440 ms and the other one 0.5, so the caller chooses (`drivers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from crm_tui.domain.decisions import OrgRows, RowScope
from crm_tui.domain.fields import FieldDef
from crm_tui.domain.modules import Catalog, ModuleDef
from crm_tui.store.plans import ScopeOf
from crm_tui.store.sql_parts import FALSE, TRUE, Sql, all_of, among, any_of, gathered, negation

PARENT_DEPTH = 1
"""An activity hangs on a record, never on an activity: followed further, each step asks twenty times as much."""
NOWHERE = RowScope()


class RuleText(Protocol):
    """Writes the criteria of a sharing rule as SQL, for any asker alike (`rule_sql`)."""

    def condition(self, module: ModuleDef, alias: str, text: str, *, plus: str = "") -> Sql:
        """The condition on a row of the module; `plus` before a column keeps its index from being used."""
        ...

    def by_index(self, module: ModuleDef, text: str) -> bool:
        """Whether an index finds the rows that meet it."""
        ...


@dataclass
class ScopeSql:
    """Writes scopes as SQL for one asker. `asked` collects which other modules' scopes the text depends on.

    Without `rules` no sharing rule of criteria opens anything.
    """

    dialect: str
    catalog: Catalog
    scope_of: ScopeOf | None
    rules: RuleText | None = None
    asked: dict[int, RowScope] = field(default_factory=dict)

    def walk(self, module: ModuleDef, alias: str, scope: RowScope, depth: int = 0) -> Sql:
        """The condition for a plan that does not start from it: it keeps the owner index from being used."""
        if scope.everything:
            return TRUE
        plus = "+" if self.dialect == "sqlite" else ""
        parts = self._his(alias, scope, plus)
        if scope.team_modules is not None:
            parts = self._his_activities(module, alias, scope, plus)
        else:
            parts += [*self._of_organisation(alias, scope, plus), *self._by_rules(module, alias, scope, plus)]
        if scope.requester_id is not None:
            parts.append(Sql(f"{plus}{alias}.requester_id = ?", (scope.requester_id,)))
        if scope.by_parent:
            parts.append(self._hanging_on_seen(f"{alias}.parent_id", depth + 1, scope.by_org_parent))
        return any_of(parts)

    def _his(self, alias: str, scope: RowScope, plus: str) -> list[Sql]:
        """Rows of the scope's owners, and those that are shared to its user."""
        parts = [among(self.dialect, f"{plus}{alias}.owner_id", scope.owners)]
        if scope.shared_level is not None:
            parts.append(
                Sql(
                    f"EXISTS (SELECT 1 FROM share s WHERE s.record_id = {alias}.id AND s.user_id = ? AND s.level >= ?)",
                    (scope.user_id, scope.shared_level),
                )
            )
        return parts

    def _his_activities(self, module: ModuleDef, alias: str, scope: RowScope, plus: str) -> list[Sql]:
        """The same of activities, of the organisation's with what sharing opens, and of each team module apart."""
        his = self._his(alias, scope, plus)
        parts = []
        if scope.org_rows is not OrgRows.NONE:
            opened = [*self._owned(alias, scope, plus), *self._by_rules(module, alias, scope, plus)]
            loose = Sql(f"{alias}.parent_id IS NULL")
            among_these = loose if scope.org_rows is OrgRows.LOOSE else self.of_organisation(alias)
            parts.append(all_of([any_of([*his, *opened]), among_these]))
        if scope.team_modules:
            parts.append(all_of([any_of(his), self._hanging_in(alias, scope.team_modules)]))
        return parts

    def _owned(self, alias: str, scope: RowScope, plus: str) -> list[Sql]:
        if scope.org_everything:
            return [TRUE]
        return [among(self.dialect, f"{plus}{alias}.owner_id", scope.org_owners)] if scope.org_owners else []

    def _by_rules(self, module: ModuleDef, alias: str, scope: RowScope, plus: str = "") -> list[Sql]:
        rules = self.rules
        return [rules.condition(module, alias, text, plus=plus) for text in scope.rules] if rules is not None else []

    def _of_organisation(self, alias: str, scope: RowScope, plus: str) -> list[Sql]:
        """Activities that hang on nothing or on an organisation module's record, of anybody or of these owners."""
        return [all_of([owned, self.of_organisation(alias)]) for owned in self._owned(alias, scope, plus)]

    def of_organisation(self, alias: str) -> Sql:
        """Whether an activity hangs on nothing or on an organisation module's record (AC10, AC26)."""
        org_ids = frozenset(m.id for m in self.catalog.modules if not m.is_team)
        return any_of([Sql(f"{alias}.parent_id IS NULL"), self._hanging_in(alias, org_ids)])

    def _hanging_in(self, alias: str, module_ids: frozenset[int]) -> Sql:
        """Whether an activity hangs on a record of these modules."""
        known = among(self.dialect, "ro.module_id", module_ids)
        hangs = f"EXISTS (SELECT 1 FROM record ro WHERE ro.id = {alias}.parent_id AND {known.text})"
        return Sql(hangs, known.params)

    def drive(self, module: ModuleDef, alias: str, scope: RowScope) -> Sql:
        """The condition for a plan that starts from it. Never for `everything` or `by_parent`."""
        owned = among(self.dialect, "owner_id", scope.owners)
        if scope.shared_level is None and scope.requester_id is None and not scope.rules:
            return replace(owned, text=f"{alias}.{owned.text}") if scope.owners else FALSE
        return gathered(self.dialect, f"{alias}.id", self.ids(module, scope))

    def ids(self, module: ModuleDef, scope: RowScope) -> Sql:
        """A query for the ids in scope, some perhaps twice, and shared ones of other modules too."""
        queries: list[Sql] = []
        if scope.owners:
            owned = among(self.dialect, "owner_id", scope.owners)
            queries.append(Sql(f"SELECT id FROM {module.table} WHERE {owned.text}", owned.params))
        if scope.shared_level is not None:
            shared = "SELECT record_id FROM share WHERE user_id = ? AND level >= ?"
            queries.append(Sql(shared, (scope.user_id, scope.shared_level)))
        if scope.requester_id is not None:
            queries.append(Sql(f"SELECT id FROM {module.table} WHERE requester_id = ?", (scope.requester_id,)))
        for opened in self._by_rules(module, "o", scope):
            queries.append(Sql(f"SELECT o.id FROM {module.table} o WHERE {opened.text}", opened.params))
        text = " UNION ALL ".join(query.text for query in queries)
        return Sql(text, tuple(p for query in queries for p in query.params))

    def by_index(self, module: ModuleDef, scope: RowScope) -> bool:
        """Whether indexes find all ids in scope."""
        rules = self.rules
        return rules is None or all(rules.by_index(module, text) for text in scope.rules)

    def legs(self, module: ModuleDef, alias: str, scope: RowScope) -> tuple[Sql, ...]:
        """The rows in scope in parts with none in common, quick ones first; nothing where there is but one part."""
        parts = (
            RowScope(owners=scope.owners),
            RowScope(user_id=scope.user_id, shared_level=scope.shared_level),
            RowScope(requester_id=scope.requester_id),
            RowScope(rules=scope.rules),
        )
        legs: list[Sql] = []
        before: list[Sql] = []
        for part in parts:
            if not part.nothing:
                opened = any_of(self._by_rules(module, alias, part)) if part.rules else self.drive(module, alias, part)
                legs.append(all_of([opened, *before]))
                before.append(negation(self.walk(module, alias, part)))
        return tuple(legs) if len(legs) > 1 else ()

    def targets(self, lookup: FieldDef) -> tuple[ModuleDef, ...]:
        """The modules that a look-up may point into."""
        if lookup.target is None:
            return self.catalog.modules
        target = self.catalog.find(lookup.target)
        return (target,) if target else ()

    def visible(self, column: str, modules: Sequence[ModuleDef], depth: int = 1, wanted: Sql | None = None) -> Sql:
        """Whether a column names a living record of these modules that the asker reaches.

        `wanted`: a further condition on that record's name, the alias of its row being `p` and the depth, as `p1`.
        """
        if wanted is not None:
            named = filter(self.shows_names, modules)
            return any_of(self._in_module(column, module, depth, wanted) for module in named)
        return self._within(column, [(module, self._scope(module, depth)) for module in modules], depth)

    def hanging(self, column: str, modules: Sequence[ModuleDef]) -> Sql:
        """As `visible`, of what hangs on a record that the asker reaches: what he sees by its parent, he sees.

        The whole condition, with every module that a parent may be in, is a text too long to be kept prepared: it
        took 1.8 ms for fifty rows where this one takes 0.1.
        """
        followed = {module.id for module in modules if module.activity and self._follows(module)}
        others = [module for module in modules if module.id not in followed]
        return any_of([self._registered(column, frozenset(followed), 0), self.visible(column, others, 0)])

    def _follows(self, module: ModuleDef) -> bool:
        """Whether what hangs on a record that the asker sees is seen by him, whatever module that record is in."""
        scope = self._scope(module, 0)
        return scope.by_parent and scope.by_org_parent

    def _hanging_on_seen(self, column: str, depth: int, by_org: bool) -> Sql:
        """Whether a column names a living record of which the asker also sees what hangs on it: not those that he sees
        as their requester alone (Q12, M22), nor, but where `by_org` says so, records of organisation modules."""
        modules = [m for m in self.catalog.modules if by_org or m.is_team]
        scopes = [(m, replace(self._scope(m, depth), requester_id=None)) for m in modules]
        return self._within(column, scopes, depth)

    def _within(self, column: str, scopes: Sequence[tuple[ModuleDef, RowScope]], depth: int) -> Sql:
        """Whether a column names a living record in one of these scopes."""
        open_ids = frozenset(module.id for module, scope in scopes if scope.everything)
        narrow = [(m, scope) for m, scope in scopes if not (scope.everything or scope.nothing)]
        return any_of([self._registered(column, open_ids, depth), *(self._row(column, m, s, depth) for m, s in narrow)])

    def _registered(self, column: str, module_ids: frozenset[int], depth: int) -> Sql:
        if not module_ids:
            return FALSE
        alias = f"r{depth}"
        known = among(self.dialect, f"{alias}.module_id", module_ids)
        return Sql(
            f"EXISTS (SELECT 1 FROM record {alias} WHERE {alias}.id = {column} AND {alias}.deleted_at IS NULL"
            f" AND {known.text})",
            known.params,
        )

    def shows_names(self, module: ModuleDef) -> bool:
        """Whether the names of a module's records are the asker's to know (AC08)."""
        return not self._scope(module, 1).nameless

    def reachable(self, module: ModuleDef, alias: str, depth: int = 1) -> Sql | None:
        """Whether a row of another module is living and the asker reaches it; None where he reaches none there."""
        return self._living(module, alias, self._scope(module, depth), depth)

    def _living(self, module: ModuleDef, alias: str, scope: RowScope, depth: int) -> Sql | None:
        if scope.nothing:
            return None
        r = f"r{depth}"
        living = Sql(f"EXISTS (SELECT 1 FROM record {r} WHERE {r}.id = {alias}.id AND {r}.deleted_at IS NULL)")
        return all_of([living, self.walk(module, alias, scope, depth)])

    def _in_module(self, column: str, module: ModuleDef, depth: int, wanted: Sql = TRUE) -> Sql:
        return self._row(column, module, self._scope(module, depth), depth, wanted)

    def _row(self, column: str, module: ModuleDef, scope: RowScope, depth: int, wanted: Sql = TRUE) -> Sql:
        row = f"p{depth}"
        reachable = self._living(module, row, scope, depth)
        if reachable is None:
            return FALSE
        condition = all_of([reachable, wanted])
        return Sql(
            f"EXISTS (SELECT 1 FROM {module.table} {row} WHERE {row}.id = {column} AND {condition.text})",
            condition.params,
        )

    def _scope(self, module: ModuleDef, depth: int) -> RowScope:
        if self.scope_of is None:
            return NOWHERE
        scope = self.asked.get(module.id)
        if scope is None:
            scope = self.asked[module.id] = self.scope_of(module.id)
        return replace(scope, by_parent=False) if scope.by_parent and depth >= PARENT_DEPTH else scope
