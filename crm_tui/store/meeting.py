"""Which records that meet criteria are inside or outside of somebody's scope (AC57)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.criteria import Criterion
from crm_tui.domain.criteria.periods import CriteriaContext
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import Catalog, ModuleDef
from crm_tui.store.criteria_sql import CriteriaSql, Named
from crm_tui.store.newly_reached import LIVING, View, unmet
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.rule_sql import scopes_of
from crm_tui.store.sql_parts import all_of

EVERYTHING = RowScope(everything=True)


class Meeting:
    """Asks the records of one organisation, without anybody's scope or mask but the one that is asked about."""

    def __init__(self, org: OrganisationStore, catalog: Catalog, members: Mapping[int, Named], digits: int) -> None:
        self._org, self._catalog, self._members, self._digits = org, catalog, members, digits

    def ids(
        self, module: ModuleDef, criterion: Criterion, context: CriteriaContext, view: View, *, inside: bool, most: int
    ) -> tuple[int, ...]:
        """Ids of up to `most` living records that meet a criterion, in sight of somebody or out of his sight."""
        org, all_of_it = self._org, scopes_of(self._org, self._catalog, lambda module_id: EVERYTHING)
        seen = view.condition(org, module)
        met = CriteriaSql(module, all_of_it, self._members, context, self._digits).condition(criterion)
        wanted = all_of([met, seen if inside else unmet(seen), LIVING])
        sql = f"SELECT t.id FROM {module.table} t WHERE {wanted.text} ORDER BY t.id LIMIT ?"
        return tuple(int(row[0]) for row in org.engine.rows(sql, (*wanted.params, most)))
