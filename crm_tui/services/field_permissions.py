"""Field permissions: read-write, read-only or hidden for a profile (AC18, M26)."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.domain.field_access import FieldAccess, FieldPermission
from crm_tui.services.gate import Gate
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session


class FieldPermissions:
    """Set by `fields.manage`; in a team module by its Admins (M26)."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules, self._store = session, gate, modules, session.store

    def holders(self, module_name: str) -> tuple[str, ...]:
        """Whose permissions a module has: API names of profiles, or of team-module profiles. Administrator and Admin
        are among them, always read-write."""
        raise NotImplementedError

    def table(self, module_name: str) -> tuple[FieldPermission, ...]:
        """Each field of a module for each holder."""
        raise NotImplementedError

    def set(self, module_name: str, entries: Iterable[tuple[str, str, FieldAccess]]) -> None:
        """Set (field, holder, access), all at once. Invalid: the name field hidden, a system field, Administrator."""
        raise NotImplementedError
