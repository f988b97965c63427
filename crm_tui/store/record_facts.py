"""What the rules engine needs to know of records, for one user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crm_tui.domain.modules import Level, ModuleDef
from crm_tui.domain.sharing import Opening
from crm_tui.policy.facts import ModuleFacts, RecordFacts
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.rule_sql import RuleSql
from crm_tui.store.scope_sql import PARENT_DEPTH
from crm_tui.store.sql_parts import Sql, among

Known = tuple[RecordFacts, bool, int]
"""A record's facts, whether it is in the bin, and its version."""
_Parents = dict[int, tuple[ModuleFacts, RecordFacts]]


class FactsReader:
    """Reads facts, many records in one query, parents of activities in further ones."""

    def __init__(self, org: OrganisationStore) -> None:
        self._org, self._engine = org, org.engine

    def many(self, module: ModuleDef, ids: Iterable[int], user_id: int, depth: int = 0) -> dict[int, Known]:
        """See `RecordRows.facts_of_many`."""
        here = among(self._engine.dialect, "t.id", frozenset(ids))
        rules, met = self._rules(module, user_id)
        rows = self._engine.rows(
            "SELECT t.id, t.owner_id, t.requester_id, t.handled, t.locked, t.parent_id, t.version, r.deleted_at,"
            f" s.level{''.join(f', CASE WHEN {one.text} THEN 1 ELSE 0 END' for one in met)}"
            f" FROM {module.table} t JOIN record r ON r.id = t.id"
            " LEFT JOIN share s ON s.record_id = t.id AND s.user_id = ?"
            f" WHERE {here.text}",
            (*(value for one in met for value in one.params), user_id, *here.params),
        )
        parents = self._parents({row[5] for row in rows} - {None}, user_id, depth) if module.activity else {}
        return {row[0]: _known(row, parents, rules) for row in rows}

    def _rules(self, module: ModuleDef, user_id: int) -> tuple[list[Opening], list[Sql]]:
        """The sharing rules of criteria that may open a record to a user, and whether it meets them (AC15)."""
        openings = () if module.is_team or not user_id else self._org.roster().openings(user_id, module.id)
        rules = [opening for opening in openings if opening.criteria]
        if not rules:
            return [], []
        writer = RuleSql(self._org, self._org.catalog_seen())
        return rules, [writer.condition(module, "t", rule.criteria) for rule in rules]

    def _parents(self, ids: set[int], user_id: int, depth: int) -> _Parents:
        if not ids or depth >= PARENT_DEPTH:
            return {}
        here = among(self._engine.dialect, "id", frozenset(ids))
        rows = self._engine.rows(f"SELECT module_id, id FROM record WHERE {here.text}", here.params)
        catalog, found = self._org.catalog().by_id, _Parents()
        for module_id in {module_id for module_id, _ in rows}:
            if module := catalog.get(module_id):
                wanted = [record_id for other, record_id in rows if other == module_id]
                known = self.many(module, wanted, user_id, depth + 1)
                found |= {record_id: (module_facts(module), facts) for record_id, (facts, _, _) in known.items()}
        return found


def module_facts(module: ModuleDef) -> ModuleFacts:
    """A module as the rules see it."""
    return ModuleFacts(
        id=module.id,
        api_name=module.api_name,
        kind=module.kind,
        label=module.label,
        activity=module.activity,
        standard=module.standard,
        default=module.default,
        requests_after_acceptance=module.requests_after_acceptance,
    )


def _known(row: tuple[Any, ...], parents: _Parents, rules: Sequence[Opening]) -> Known:
    _, owner_id, requester_id, handled, locked, parent_id, version, deleted_at, level, *met = row
    shared, opening = Level(level or 0), [rule for rule, is_met in zip(rules, met, strict=True) if is_met]
    facts = RecordFacts(
        owner_id=owner_id,
        level=max([shared, *(rule.level for rule in opening)]),
        requester_id=requester_id,
        handled=bool(handled),
        deleted=deleted_at is not None,
        locked=bool(locked),
        parent=parents.get(parent_id),
        shared=shared,
        rules=tuple(rule.rule for rule in opening),
    )
    return facts, facts.deleted, version
