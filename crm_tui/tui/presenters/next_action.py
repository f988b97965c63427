"""The next thing to do for a customer, on one line (I30)."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.home import NextAction
from crm_tui.tui.presenters.cells import Formats, user_text
from crm_tui.tui.presenters.lines import Line, Tone

LATE = "!"
"""In front of what is overdue; the word stands in the line."""


def next_line(action: NextAction | None, formats: Formats) -> list[Line]:
    """`NEXT  Call back, Thu 14:00 · Samir`; enter opens it. No line where nothing is open."""
    if action is None:
        return []
    words = ", ".join(filter(None, (display_text(action.name) or _("(no name)"), _when(action, formats))))
    return [
        Line(
            f"{words} · {user_text(action.owner)}",
            label=_("NEXT"),
            tone=Tone.WARN if action.overdue else Tone.LINK,
            key=f"record:{action.module}/{action.id}",
            sign=LATE if action.overdue else "",
            wrap=True,
        )
    ]


def _when(action: NextAction, formats: Formats) -> str:
    day = action.at.astimezone(formats.zone).date() if action.at is not None else action.day
    if day is None:
        return ""
    when = formats.soon(day) if action.at is None else f"{formats.soon(day)} {formats.time(action.at)}"
    return _("overdue: {when}", when=when) if action.overdue else when
