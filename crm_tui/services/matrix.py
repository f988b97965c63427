"""The full table of decisions (AC54): every kind of user, or one person, over modules and actions."""

from __future__ import annotations

from crm_tui.domain.errors import NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.policy.matrix import MatrixRow, full_matrix, matrix_of
from crm_tui.services.access import Access
from crm_tui.services.session import Session


class Matrix:
    """Prints decisions without a record; writes nothing (AC53)."""

    def __init__(self, session: Session, access: Access) -> None:
        self._session, self._access = session, access

    def rows(self, login: str = "") -> list[MatrixRow]:
        """The table of all kinds, or one person's over the modules of this organisation (AC52)."""
        session = self._session
        session.refresh()
        self._access.may_ask(login or "*")
        if not login:
            return list(full_matrix(session.policy))
        actor = session.other(login)
        if actor is None:
            raise NotFound
        modules = [session.module_facts(m) for m in session.catalog().modules if self._shows(m)]
        return list(matrix_of(session.policy, actor, modules))

    def _shows(self, module: ModuleDef) -> bool:
        """AC50: a team module that the asker is not in does not exist for him."""
        session = self._session
        return session.owner_of_data or self._access.decide("module.see", module).found
