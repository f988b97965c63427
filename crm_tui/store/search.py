"""The search index: words of names, e-mails, phones and the like, found by their beginning."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import Held, ScopeOf


class SearchIndex:
    """Finds records by words, under row scopes. Writing needs an open `engine.write()`."""

    def __init__(self, org: OrganisationStore, scope_of: ScopeOf | None = None) -> None: ...

    def put(self, module: ModuleDef, record_id: int, name: str, stored: Mapping[str, Held]) -> None:
        """Index a record anew: its name and its searchable fields."""

    def remove(self, record_id: int) -> None:
        """Forget a record."""

    def find(self, text: str, scopes: Mapping[int, RowScope], limit: int = 50) -> list[tuple[int, int, str]]:
        """(record id, module id, name) of living records in scope, every word of the text beginning one of theirs.

        `scopes`: module id -> the asker's row scope there; modules that are not named are not searched.
        """

    def rebuild(self) -> int:
        """Index all records anew; how many: after a change of the normaliser."""
