"""Asking for what was refused, and granting or declining it (AC41-AC48)."""

from __future__ import annotations

from crm_tui.domain.access_requests import AccessRequest
from crm_tui.services.gate import Gate
from crm_tui.services.grantors import Grantors
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session


class AccessRequests:
    """One's own requests, and those that wait for one's answer."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, grantors: Grantors) -> None:
        self._session, self._gate, self._modules, self._grantors = session, gate, modules, grantors

    def ask(self, action: str, module_name: str = "", record_id: int | None = None, text: str = "") -> AccessRequest:
        """Ask the grantors of a denial. Invalid: allowed already, or nobody can grant it (AC46, AC47). Conflict: the
        same is asked already. NotFound: a record that the asker does not see (AC50)."""
        raise NotImplementedError

    def mine(self) -> tuple[AccessRequest, ...]:
        """What the actor asked for, newest first."""
        raise NotImplementedError

    def waiting(self) -> tuple[AccessRequest, ...]:
        """Open ones that the actor could grant, oldest first, with what he can do."""
        raise NotImplementedError

    def get(self, request_id: int) -> AccessRequest:
        """One of his own or one that he could grant; NotFound for any other."""
        raise NotImplementedError

    def grant(self, request_id: int, offer: int = 0) -> AccessRequest:
        """Do what the offer of this place says, with one's own rights through the gate, and tell the asker."""
        raise NotImplementedError

    def decline(self, request_id: int, text: str = "") -> AccessRequest:
        """Say no; the asker is told."""
        raise NotImplementedError

    def withdraw(self, request_id: int) -> None:
        """Take one's own back."""
        raise NotImplementedError
