"""Noticing what others changed: one cheap number, asked once a second or so."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.errors import CrmError, Forbidden, NotFound
from crm_tui.domain.users import UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Rights, Session
from crm_tui.services.touched import Touched


@dataclass(frozen=True, slots=True)
class RightsNow:
    """What became of the actor's rights. `ended`: why he may not work here any more (AC01)."""

    changed: bool
    ended: CrmError | None = None


class Changes:
    """Tells an open screen that something changed. It says that, never what: the screen reads anew under its scope."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate
        self._seen = session.engine.data_version()
        self._rights: Rights | None = session.refresh()
        self._touched = Touched(session)

    def poll(self) -> bool:
        """Whether anything changed since the last call."""
        version = self._session.engine.data_version()
        if version == self._seen:
            return False
        self._seen = version
        return True

    def touched(self) -> frozenset[str] | None:
        """The modules in which something happened since the last call, in or out of his sight; None: all of it.

        A hint what to read anew, to be shown to nobody.
        """
        return self._touched.look()

    def rights(self) -> RightsNow:
        """The rights as they stand now, against those of the last call."""
        try:
            rights = self._session.refresh()
        except NotFound as gone:
            return RightsNow(changed=True, ended=gone)
        changed, self._rights = rights is not self._rights, rights
        if rights.actor.state is UserState.ACTIVE:
            return RightsNow(changed)
        decision, facts = self._gate.decide("settings.personal", Target())
        error = self._gate.error(decision, Target(), facts)
        return RightsNow(changed, error if isinstance(error, Forbidden) else NotFound())
