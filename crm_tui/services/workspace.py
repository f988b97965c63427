"""A workspace: one actor in one organisation, with every use case as a method of a small service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.services.organisation_services import OrganisationServices
from crm_tui.services.session import Session

if TYPE_CHECKING:
    from crm_tui.domain.modules import Catalog, ModuleDef
    from crm_tui.domain.users import Actor
    from crm_tui.store.organisation import OrganisationRow


class Workspace(OrganisationServices):
    """The only way in for a face. It takes nothing global and cannot reach another organisation (ORG isolation).

    Services are loaded when they are first asked for: a command that asks one question loads what answers it.
    """

    def __init__(self, session: Session, own: Workspace | None = None) -> None:
        super().__init__(session)
        self.own = own
        """Where one views as somebody else: one's own workspace, to come back to (AC56)."""

    @property
    def actor(self) -> Actor:
        """Who works here."""
        return self._session.actor

    @property
    def viewer(self) -> Actor | None:
        """Who really looks, where one views as somebody else (AC56)."""
        viewer = self._session.viewer
        return viewer.actor if viewer is not None else None

    def view_as(self, login: str) -> Workspace:
        """That person's workspace, to look and not to change (AC56); `viewing.end` of it when one stops.

        Forbidden without `access.view_as`, and from within another view; NotFound; Invalid: not active, or oneself.
        """
        return Workspace(self.viewing.begin(login), self)

    @property
    def organisation(self) -> OrganisationRow:
        """What the organisation says of itself."""
        return self._session.store.info()

    @property
    def session(self) -> Session:
        """Clock, zone and door of this workspace."""
        return self._session

    def catalog(self) -> Catalog:
        """All modules; which of them the actor sees is `modules.visible`."""
        return self._session.catalog()

    def module(self, api_name: str) -> ModuleDef:
        """The module of this API name, as the actor may see it."""
        return self.modules.find(api_name)

    def refresh(self) -> None:
        """Take up changed rights."""
        self._session.refresh()
