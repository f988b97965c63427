"""Sharing rules of criteria as SQL (AC15).

A rule is the administrator's: it is asked without the mask and the scope of whoever it opens records to. One that no
longer fits its module, or that depends on who asks or when, opens nothing.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.domain.criteria import And, Criterion, Or, fields_of, is_constant, parse
from crm_tui.domain.criteria.periods import CriteriaContext
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import Catalog, ModuleDef
from crm_tui.store.criteria_sql import CriteriaSql
from crm_tui.store.indexed import indexed
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import ScopeOf
from crm_tui.store.scope_sql import ScopeSql
from crm_tui.store.sql_parts import FALSE, Sql, all_of

EVERYTHING = RowScope(everything=True)
_LINKS = frozenset({FieldKind.LOOKUP, FieldKind.PARENT})
_KEPT = 512
_known: dict[tuple[int, str], tuple[ModuleDef, Criterion | None]] = {}
"""Criteria by module id and text, as of the definition that was asked last."""


def scopes_of(org: OrganisationStore, catalog: Catalog, scope_of: ScopeOf | None) -> ScopeSql:
    """The scopes of an asker as SQL, with what sharing rules open to him."""
    return ScopeSql(org.engine.dialect, catalog, scope_of, RuleSql(org, catalog))


class RuleSql:
    """Writes the criteria of sharing rules for one organisation."""

    def __init__(self, org: OrganisationStore, catalog: Catalog) -> None:
        self._org = org
        self._all = ScopeSql(org.engine.dialect, catalog, lambda module_id: EVERYTHING)

    def condition(self, module: ModuleDef, alias: str, text: str, *, plus: str = "") -> Sql:
        """Whether a row meets the criteria. Of activities, only those of organisation records (AC26)."""
        criterion = rule_criterion(module, text)
        if criterion is None or module.is_team:
            return FALSE
        found = self._apart(module, alias, criterion) if _follows(module, criterion) else None
        met = found or self._asked(module, f"{plus}{alias}", criterion)
        return all_of([met, self._all.of_organisation(alias)]) if module.activity else met

    def by_index(self, module: ModuleDef, text: str) -> bool:
        """Whether an index finds the rows that meet the criteria."""
        criterion = rule_criterion(module, text)
        return criterion is None or _has_index(module, criterion)

    def _apart(self, module: ModuleDef, alias: str, criterion: Criterion) -> Sql:
        # What follows look-ups names its tables by aliases of its own, which may be the caller's too.
        met = self._asked(module, "z", criterion)
        return Sql(f"EXISTS (SELECT 1 FROM {module.table} z WHERE z.id = {alias}.id AND {met.text})", met.params)

    def _asked(self, module: ModuleDef, alias: str, criterion: Criterion) -> Sql:
        info = self._org.info()
        context = CriteriaContext(0, dt.datetime.fromtimestamp(0, dt.UTC), _zone(info.time_zone))
        return CriteriaSql(module, self._all, self._org.members(), context, info.currency_digits, alias).condition(
            criterion
        )


def rule_criterion(module: ModuleDef, text: str) -> Criterion | None:
    """The criteria of a rule; None where they do not fit the module, or not everybody on every day alike."""
    known = _known.get((module.id, text))
    if known is None or known[0] is not module:
        if len(_known) >= _KEPT:
            _known.clear()
        known = _known[module.id, text] = (module, _parsed(module, text))
    return known[1]


def _parsed(module: ModuleDef, text: str) -> Criterion | None:
    try:
        criterion = parse(text, module)
    except Invalid:
        return None
    return criterion if is_constant(criterion) else None


def _has_index(module: ModuleDef, criterion: Criterion) -> bool:
    if isinstance(criterion, And):
        return any(_has_index(module, part) for part in criterion.parts)
    if isinstance(criterion, Or):
        return all(_has_index(module, part) for part in criterion.parts)
    return indexed(module, criterion) is not None and not _follows(module, criterion)


def _follows(module: ModuleDef, criterion: Criterion) -> bool:
    return any(module.by_name[name].kind in _LINKS for name in fields_of(criterion))


def _zone(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return dt.UTC
