"""A change of rights is shown with its effect before it is saved (AC58)."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.domain.effects import Effect
from crm_tui.services.gate import Gate
from crm_tui.services.session import Session


class Effects:
    """Rehearses an act: it runs to its end inside a transaction that is taken back, then both states are compared."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def of(self, act: Callable[[], object]) -> Effect:
        """What one act of set-up would do, as `lambda: ws.roles.edit("Sales_Rep", peers=True)`. Writes nothing, audit
        rows neither; raises what the act raises, but for broken promises, which the effect names."""
        raise NotImplementedError
