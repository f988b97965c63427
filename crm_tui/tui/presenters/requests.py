"""Requests as lines: what one asked for, of whom, and where it stands (3.5)."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.requests import Request
from crm_tui.tui.presenters.areas import record_key
from crm_tui.tui.presenters.cells import choice_text, user_text
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.navigation import module_title

WAITS = "!"
"""In front of a request that the team has not taken up; the word stands at its end."""


def request_lines(requests: Iterable[Request]) -> list[Line]:
    """One's own requests: number and name; at the right state, module, and who has it."""
    return [
        Line(
            " ".join(part for part in (display_text(one.number), display_text(one.name) or _("(no name)")) if part),
            tone=Tone.MUTED if one.closed else Tone.PLAIN,
            key=record_key(one.module.api_name, one.id),
            sign=" " if one.closed or one.accepted else WAITS,
            note=" · ".join(part for part in (state_text(one), module_title(one.module), _owner(one)) if part),
        )
        for one in requests
    ]


def state_text(request: Request) -> str:
    """The state in words; that nobody has taken it up yet is said as long as it is so."""
    field = request.module.field(request.module.status_field)
    state = choice_text(field, request.state) if field is not None and request.state else ""
    waits = _("not taken up") if not request.accepted and not request.closed else ""
    return " · ".join(part for part in (state, waits) if part)


def _owner(request: Request) -> str:
    """Nobody of the team has it while it is owned by whoever asked (Q05.3)."""
    return "" if request.owner.id == request.requester.id else user_text(request.owner)
