"""Team spaces as an actor sees them (chapter 4): a space groups modules and never grants one (SP20)."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.domain.modules import ModuleDef, ModuleEntry, SpaceInfo
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.store.spaces_meta import SpaceRow

CRM_TEAMSPACE = N_("CRM Teamspace")


class Spaces:
    """The spaces that one actor sees."""

    def __init__(self, session: Session, modules: Modules) -> None:
        self._session, self._modules = session, modules

    def list(self) -> list[SpaceInfo]:
        """His spaces in order, then the automatic one with every module that he may see (SP13).

        He sees a space as its member, and as whoever may manage all spaces (SP03).
        """
        visible = {module.id: module for module in self._modules.visible()}
        session = self._session
        manages = session.policy.decide(session.actor, "spaces.manage").allowed
        rows = session.store.spaces()
        mine = [self._space(row, visible) for row in rows if manages or row.id in session.actor.spaces]
        return [*mine, self._automatic(visible)]

    def _automatic(self, visible: dict[int, ModuleDef]) -> SpaceInfo:
        entries = tuple(ModuleEntry(module, position=n) for n, module in enumerate(visible.values()))
        return SpaceInfo(0, "CRM_Teamspace", CRM_TEAMSPACE, entries=entries)

    def _space(self, row: SpaceRow, visible: dict[int, ModuleDef]) -> SpaceInfo:
        folders = {folder.id: folder.name for folder in row.folders}
        entries = tuple(
            ModuleEntry(
                visible[place.module_id], folders.get(place.folder_id or 0, ""), place.folder_id, place.position
            )
            for place in row.modules
            if place.module_id in visible
        )
        role = self._session.actor.spaces.get(row.id)
        return SpaceInfo(row.id, row.api_name, row.name, row.icon, row.description, role or "", entries)
