"""Why something is greyed."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.decisions import Explanation
from crm_tui.domain.records import Record, Row
from crm_tui.policy.actions import ACTIONS
from crm_tui.tui.allowed import ON_SUBJECT
from crm_tui.tui.commands.registry import Command
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.why_card import WhyCard


async def explain_command(desk: Desk, command: Command, explanation: Explanation | None = None) -> None:
    """The why-card of a command on what is under the cursor. Pressing what is greyed is an attempt: it is audited."""
    if command.action is None or (desk.module is None and desk.areas.setup is None):
        return
    await explain_action(desk, command.action, command.words, explanation)


async def explain_action(desk: Desk, action: str, title: str = "", explanation: Explanation | None = None) -> None:
    """The why-card of an action on what is under the cursor."""
    module = desk.module
    if module is None and desk.areas.setup is None:
        return
    where = module.api_name if module is not None else ""
    subject = desk.subject() if ACTIONS[action].target in ON_SUBJECT else None
    record_id = subject.id if subject is not None else None
    if explanation is None:
        tried = await desk.off_loop(lambda: desk.ws.access.attempt(action, where, record_id))
        if tried is None:  # the rights changed under the key press
            desk.repaint_bars()
            return
        explanation = tried
    name = f" · {_name(desk, subject)}" if subject is not None else ""
    await desk.ask(WhyCard(f"{title or _(ACTIONS[action].title.text)}{name}", explanation))


def _name(desk: Desk, subject: Row | Record) -> str:
    """What the list or the record calls it."""
    if isinstance(subject, Record):
        return display_text(subject.name)
    row = desk.list.table.row
    return row.cells[0] if row is not None and row.cells else ""
