"""What of a user goes with him, and what stays: his records and his name stay (U42, U63)."""

from __future__ import annotations

from crm_tui.domain.groups import PartyKind
from crm_tui.store.engine import Engine

_MINE = (
    "DELETE FROM share WHERE user_id = ?",
    "DELETE FROM module_member WHERE user_id = ?",
    "DELETE FROM space_member WHERE user_id = ?",
    "DELETE FROM list_view WHERE owner_id = ? AND shared = 0",
    "DELETE FROM notice WHERE user_id = ?",
    "DELETE FROM recent WHERE user_id = ?",
    "DELETE FROM access_request WHERE asker_id = ? AND state = 'open'",
    "UPDATE undo SET state = 'expired' WHERE actor_id = ?",
)
"""Nobody else stands on these. A view that others use stays theirs."""
_NAMING = (
    "DELETE FROM group_member WHERE kind = ? AND target_id = ?",
    "DELETE FROM module_grant WHERE kind = ? AND target_id = ?",
    "DELETE FROM sharing_rule WHERE to_kind = ? AND to_id = ?",
    "DELETE FROM sharing_rule WHERE from_kind = ? AND from_id = ?",
)
"""As a party (`SharingPart.forget_party`)."""


def forget_user(engine: Engine, user_id: int) -> None:
    """Take away what was given to a user, and what names him alone; whoever reports to him reports to his manager."""
    for sql in _MINE:
        engine.execute(sql, (user_id,))
    for sql in _NAMING:
        engine.execute(sql, (PartyKind.USER.value, user_id))
    above = engine.value("SELECT manager_id FROM member WHERE id = ?", (user_id,))
    engine.execute("UPDATE member SET manager_id = ? WHERE manager_id = ?", (above, user_id))
