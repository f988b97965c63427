"""Who reaches a record and by what; what a user reaches (part of every explanation of access)."""

from __future__ import annotations

from crm_tui.domain.standing import ModuleReach, Reacher
from crm_tui.services.gate import Gate
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session


class Reach:
    """Answers for whoever may ask (AC52); of a record, whoever sees it."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules

    def of_record(self, module_name: str, record_id: int) -> tuple[Reacher, ...]:
        """Everybody who sees a record, widest right first. NotFound where the asker does not see it (AC50)."""
        raise NotImplementedError

    def of_user(self, login: str) -> tuple[ModuleReach, ...]:
        """What a user reaches in each module. Forbidden but for oneself and `users.manage` (AC52)."""
        raise NotImplementedError
