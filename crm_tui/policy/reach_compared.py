"""Whether one row scope reaches records that others do not, told from the scopes alone."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.decisions import RowScope


def beyond(scope: RowScope, known: Sequence[RowScope], own: frozenset[int]) -> bool:
    """Whether `scope` may reach what none of `known` does. Owners in `own` do not count, nor what is shared to the
    person himself or requested by him; of criteria only the same text is known to reach the same."""
    if any(other.everything for other in known):
        return False
    if scope.everything:
        return True
    owners = frozenset[int]().union(own, *(other.owners for other in known))
    if scope.owners - owners or set(scope.rules) - {rule for other in known for rule in other.rules}:
        return True
    if any(other.org_everything for other in known):
        return False
    if scope.org_everything:
        return True
    return bool(scope.org_owners - owners.union(*(other.org_owners for other in known)))
