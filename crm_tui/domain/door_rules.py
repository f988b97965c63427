"""DOOR-1: what the owner of the data alone may, on the machine where it is."""

from __future__ import annotations

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, RemedyClass
from crm_tui.domain.errors import Forbidden


def only_here() -> Forbidden:
    """The refusal for whoever came through a door."""
    return Forbidden(Explanation(_DECISION, ()))


_DECISION = Decision(
    allowed=False,
    rule="DOOR-1",
    because=message("This is only for the owner of the data, on the machine where it is."),
    remedy=message("Ask whoever runs the server to do it there."),
    remedy_class=RemedyClass.NOBODY,
)
