"""Who else looks at or edits a record now."""

from __future__ import annotations

from crm_tui.domain.doors import Doing, Presence
from crm_tui.services.gate import Gate, Target
from crm_tui.services.membership import Membership
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session


class Presences:
    """Where one is, told to those who may view the same record; nobody else learns it (AC50).

    Marks of one's own, no change of anybody's data: they pass no gate, and are gone with the session.
    """

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._membership = Membership(session)

    def stand(self, module_name: str, record_id: int, doing: Doing = Doing.LOOKS) -> None:
        """Say that one is at this record now, and nowhere else. NotFound: he may not view it.

        Who looks through somebody else's eyes leaves no mark in that person's name, nor in his own (AC56).
        """
        module_id = self._seen(module_name, record_id)
        live = self._session.live
        if live is not None and self._session.viewer is None:
            live.stand(self._session.actor.user_id, module_id, record_id, doing)

    def leave(self) -> None:
        """Say that one is at no record."""
        if self._session.live is not None and self._session.viewer is None:
            self._session.live.leave()

    def others(self, module_name: str, record_id: int) -> tuple[Presence, ...]:
        """Others at a record that one may view, those who edit first; one line for each person.

        An external user is told of those only whom he meets (U06).
        """
        module_id = self._seen(module_name, record_id)
        found: dict[int, Presence] = {}
        for at in self._session.live.standing(module_id, record_id) if self._session.live is not None else ():
            told = self._told(at.user_id, at.doing, at.since)
            if told is not None and _before(told, found.get(at.user_id)):
                found[at.user_id] = told
        return tuple(sorted(found.values(), key=_order))

    def _seen(self, module_name: str, record_id: int) -> int:
        """The id of the module; raises unless the record is in sight."""
        module = self._modules.find(module_name)
        self._gate.see(Target(module, record_id))
        return module.id

    def _told(self, user_id: int, doing: Doing, since: int) -> Presence | None:
        user = self._session.user(user_id)
        if user_id == self._session.who.user_id or not user.active or not self._membership.knows(user_id):
            return None
        return Presence(user_id, user.name, doing, since)


def _order(one: Presence) -> tuple[bool, int, int]:
    return one.doing is not Doing.EDITS, one.since, one.user_id


def _before(one: Presence, other: Presence | None) -> bool:
    return other is None or _order(one) < _order(other)
