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
    """One's own requests: number and name; at the right where it stands, and its module where there are several."""
    found = list(requests)
    several = len({one.module.id for one in found}) > 1
    return [_line(one, several) for one in found]


def _line(one: Request, several: bool) -> Line:
    name = display_text(one.name) or _("(no name)")
    notes = (module_title(one.module) if several else "", state_text(one), _who(one))
    return Line(
        f"{display_text(one.number)} {name}".strip(),
        tone=Tone.MUTED if one.closed else Tone.PLAIN,
        key=record_key(one.module.api_name, one.id),
        sign=WAITS if _waits(one) else " ",
        note=" · ".join(note for note in notes if note),
    )


def state_text(one: Request) -> str:
    """The state in words; that nobody has taken it up yet is said as long as it is so."""
    field = one.module.field(one.module.status_field)
    state = choice_text(field, one.state) if field is not None and one.state else ""
    return " · ".join(part for part in (state, _("not taken up") if _waits(one) else "") if part)


def _waits(one: Request) -> bool:
    """Whether the team has still to take it up."""
    return not one.accepted and not one.closed


def _who(one: Request) -> str:
    """Who has it, once the team has taken it up."""
    if one.owner is None or one.owner.id == one.requester.id or _waits(one):
        return ""
    return user_text(one.owner)
