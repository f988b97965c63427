"""What of the audit log is asked for."""

from __future__ import annotations

from dataclasses import dataclass

OUTCOMES = ("allowed", "refused")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Rows that meet all that is given; empty text and None ask for nothing.

    `login` of whoever acted. `action`: an id, or its part before the dot for a whole group. `target`: a module, with
    all its records, or one record as `Leads/7`. `outcome`: `allowed` or `refused`. `rule` and `door` as they stand
    there. `text`: found anywhere in login, action, target or detail; case does not count; `or_actions`: ids
    that count as found too, for what they are called is not in the log. `since` and `until`: epoch
    seconds, the second one not included.
    """

    login: str = ""
    action: str = ""
    target: str = ""
    outcome: str = ""
    rule: str = ""
    door: str = ""
    text: str = ""
    or_actions: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
