"""An end that its person did not choose: the app leaves, and the plain terminal says why, and what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.doors import END_WORDS, EndReason, Glance
from crm_tui.domain.errors import Forbidden
from crm_tui.tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from crm_tui.tui.app import CrmApp

ENDED = Forbidden.exit_status


def leave_with(app: CrmApp, words: object) -> None:
    """Leave, whatever is open; what was typed and not saved stays on the terminal, where it can be copied."""
    app.last_lines = [str(words), *_unsaved(app)]
    app.exit(ENDED, return_code=ENDED)


def ended_words(glance: Glance) -> str:
    """Why a session ends that somebody has ended, and who that was."""
    if glance.end_by:
        return _("{name} has ended this session.", name=display_text(glance.end_by))
    return str(END_WORDS[EndReason.ENDED])


def _unsaved(app: CrmApp) -> list[str]:
    """What was typed and not saved, with a heading."""
    dialogs = (screen for screen in app.screen_stack if isinstance(screen, Dialog))
    typed = "\n\n".join(text for dialog in dialogs if (text := dialog.unsaved()))
    return [_("What you had typed was not saved:"), "", *typed.split("\n"), ""] if typed else []
