"""Whether a command is live, greyed or absent: asked for each footer item on every cursor move, so it only looks up."""

from __future__ import annotations

from crm_tui.policy.actions import ACTIONS
from crm_tui.tui.commands.registry import Command, Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.of_requests import OF_REQUESTS

ON_SUBJECT = frozenset({"record", "item"})
NEEDS_RECORD = frozenset({"record.copy", "record.all_actions"})


def is_allowed(desk: Desk, command: Command) -> bool | None:
    """True, False (greyed) or None (makes no sense here: absent)."""
    if command.id in OF_REQUESTS and not OF_REQUESTS[command.id](desk):
        return None
    needs_record = command.id in NEEDS_RECORD or command.id.startswith(("tab.", "record.next", "record.previous"))
    if command.action is None:
        return None if needs_record and desk.subject() is None else True
    if ACTIONS[command.action].target == "person":
        return desk.ws.access.decide(command.action).allowed
    module = desk.module
    if module is None:
        return None
    subject = desk.subject() if desk.context is not Context.NAVIGATION else None
    on_record = ACTIONS[command.action].target in ON_SUBJECT and command.action != "records.create"
    if on_record and subject is None:
        return None
    return desk.ws.access.decide(command.action, module, subject if on_record else None).allowed
