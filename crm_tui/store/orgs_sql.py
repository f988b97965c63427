"""Columns of an organisation's row in the directory, and the row as a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_tui.store.directory_rows import OrgRow, OrgState

ORG = "o.id, o.slug, o.name, o.location, o.state, o.created_by, o.created_at"
"""To be selected from `org o`."""


def org_row(row: Sequence[Any]) -> OrgRow:
    """The row of the columns of `ORG`."""
    org_id, slug, name, location, state, created_by, created_at = row
    return OrgRow(org_id, slug, name, location, OrgState(state), created_by, created_at)
