"""Who else looks at or edits a record now."""

from __future__ import annotations

from crm_tui.domain.doors import Doing, Presence
from crm_tui.services.gate import Gate
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session


class Presences:
    """Where one is, told to those who may view the same record; nobody else learns it."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules

    def stand(self, module_name: str, record_id: int, doing: Doing = Doing.LOOKS) -> None:
        """Say that one is at this record now, and nowhere else. NotFound: he may not view it."""
        raise NotImplementedError

    def leave(self) -> None:
        """Say that one is at no record."""
        raise NotImplementedError

    def others(self, module_name: str, record_id: int) -> tuple[Presence, ...]:
        """Others at a record that one may view, those who edit first; one line for each person."""
        raise NotImplementedError
