"""Words that are used as tags, as one asker may learn them: from records that he reaches."""

from __future__ import annotations

from crm_tui.base.text import fold
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import ScopeOf
from crm_tui.store.rule_sql import scopes_of


class TagWords:
    """Reads the words of modules under row scopes. `scope_of`: the asker's scope in other modules, for activities."""

    def __init__(self, org: OrganisationStore, scope_of: ScopeOf) -> None:
        self._org, self._engine, self._scope_of = org, org.engine, scope_of

    def beginning(self, module: ModuleDef, scope: RowScope, text: str, limit: int = 20) -> list[str]:
        """Words that begin with `text` (case and marks do not count) on living records in scope, by name."""
        if scope.nothing:
            return []
        start = fold(text)
        reached = scopes_of(self._org, self._org.catalog(), self._scope_of).walk(module, "t", scope)
        rows = self._engine.rows(
            "SELECT w.name FROM tag w WHERE w.module_id = ? AND substr(w.name_key, 1, ?) = ? AND EXISTS"
            f" (SELECT 1 FROM tag_link l JOIN record r ON r.id = l.record_id JOIN {module.table} t ON t.id = r.id"
            f" WHERE l.tag_id = w.id AND r.deleted_at IS NULL AND {reached.text}) ORDER BY w.name_key, w.id LIMIT ?",
            (module.id, len(start), start, *reached.params, limit),
        )
        return [name for (name,) in rows]
