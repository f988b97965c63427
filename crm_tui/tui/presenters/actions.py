"""What people call actions, and which one a name means."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.base.text import fold
from crm_tui.policy.actions import ACTIONS


def action_words(action: str) -> str:
    """What people call an action; of one that this program does not know, its id."""
    known = ACTIONS.get(action)
    return _(known.title.text) if known is not None else action


def actions_called(text: str) -> tuple[str, ...]:
    """Ids of the actions whose name holds a text, case and marks apart; none for an empty one."""
    wanted = fold(text)
    return tuple(action for action in ACTIONS if wanted and wanted in fold(action_words(action)))


def action_named(text: str) -> str:
    """The id of the action that is called exactly so; else the text as it stands, an id or the start of some."""
    wanted = fold(text)
    return next((action for action in ACTIONS if fold(action_words(action)) == wanted), text)
