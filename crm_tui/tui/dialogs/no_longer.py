"""What was open closes, because rights changed: the reason, and what was typed there, to be copied."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.text import content_lines, safe_lines


class NoLonger(Reader[None]):
    """The reason above, what was typed below it; `y` copies what was typed, or the reason where nothing was."""

    def __init__(self, title: str, reason: str, typed: str) -> None:
        parts = [reason]
        if typed:
            parts += [_("What you had typed, which y copies:"), typed]
        super().__init__(title, content_lines("\n\n".join(parts)), safe_lines(typed or reason))
