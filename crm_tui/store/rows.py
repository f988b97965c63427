"""Records of an organisation: reading under a row scope, writing in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Count, Cursor
from crm_tui.policy.facts import RecordFacts
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import Held, ListPlan, NewRow, ScopeOf, StoredRecord, StoredRow


class RecordRows:
    """The records of one organisation, as one asker reaches them.

    `scope_of` tells his row scope in other modules: for activities, which follow their parent record, and for
    sorting by a look-up. Without it no parent counts. Every method that writes needs an open `engine.write()`.
    """

    def __init__(self, org: OrganisationStore, scope_of: ScopeOf | None = None) -> None: ...

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

    def count(self, plan: ListPlan, cap: int | None = 1001) -> Count:
        """How many rows; stops at `cap`, None for the exact number."""

    def get(self, module: ModuleDef, record_id: int, *, scope: RowScope | None) -> StoredRecord | None:
        """One record with all fields, in the bin or not; None outside of the scope. Scope None only for the gate."""

    def names(self, module: ModuleDef, ids: Iterable[int], scope: RowScope) -> dict[int, str]:
        """The names of those records that are in scope and not in the bin, by id: for look-ups."""

    def module_of(self, record_id: int) -> int | None:
        """The id of the module that a record belongs to."""

    def modules_of(self, ids: Iterable[int]) -> dict[int, int]:
        """Record id -> module id."""

    def facts(self, module: ModuleDef, record_id: int, user_id: int) -> tuple[RecordFacts, bool, int] | None:
        """What the rules need to know of a record for this user; whether it is in the bin; its version.

        Activities come with the facts of their parent record.
        """

    def facts_of_many(
        self, module: ModuleDef, ids: Sequence[int], user_id: int
    ) -> dict[int, tuple[RecordFacts, bool, int]]:
        """`facts` of several records, by id; those that do not exist are missing."""

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

    def insert_many(self, module: ModuleDef, actor_id: int, at: int, new: Sequence[NewRow]) -> list[int]:
        """Write many new records at once, for imports; their ids in the same order."""

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

    def delete(self, ids: Sequence[int], by: int, at: int, batch: int | None = None) -> int:
        """Move records to the bin; how many were not there yet. `batch` ties those that went together."""

    def restore(self, ids: Sequence[int]) -> int:
        """Take records out of the bin; how many were there."""

    def purge(self, module: ModuleDef, ids: Sequence[int]) -> int:
        """Remove records of one module for good, with all that hangs on them; how many."""

    def children(self, record_id: int) -> dict[int, int]:
        """Activities that hang on a record and are not in the bin: record id -> module id (R70)."""

    def batch(self, batch: int) -> dict[int, int]:
        """Records that went to the bin together: record id -> module id."""
