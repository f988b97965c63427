"""Where commands on requests make sense; elsewhere they are absent, not greyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.domain.facts import RecordFacts
from crm_tui.tui.desk import Desk


def _asked(desk: Desk) -> RecordFacts | None:
    """What is known of the record that commands are about, where it is a request."""
    subject = desk.subject()
    facts = subject.facts if subject is not None else None
    return facts if facts is not None and facts.requester_id is not None else None


def _is_mine(desk: Desk) -> bool:
    facts = _asked(desk)
    return facts is not None and facts.requester_id == desk.ws.actor.user_id


def _waits_for_team(desk: Desk) -> bool:
    """Nobody takes his own request up (Q07)."""
    facts = _asked(desk)
    return facts is not None and not facts.handled and facts.requester_id != desk.ws.actor.user_id


def _is_for_team(desk: Desk) -> bool:
    """Internal notes are for who sees the module (Q12)."""
    module = desk.module
    return _asked(desk) is not None and module is not None and desk.ws.access.decide("module.see", module).allowed


def _raises_somewhere(desk: Desk) -> bool:
    """There is a module that he may raise requests in (Q01)."""
    team = (module for module in desk.ws.catalog().modules if module.is_team)
    return any(desk.ws.access.decide("requests.raise", module).allowed for module in team)


OF_REQUESTS: Mapping[str, Callable[[Desk], bool]] = {
    "request.new": _raises_somewhere,
    "request.raise": lambda desk: desk.subject() is not None and _raises_somewhere(desk),
    "request.edit": _is_mine,
    "request.withdraw": _is_mine,
    "request.accept": _waits_for_team,
    "request.internal": _is_for_team,
}
