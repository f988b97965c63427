"""The pages of the set-up area, in the order of its list, with what opens each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_tui.base.messages import N_, _
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.workspace import Workspace
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.setup.audit import AuditPage
from crm_tui.tui.setup.data_sharing import SharingPage
from crm_tui.tui.setup.field_permissions import FieldsPage
from crm_tui.tui.setup.groups import GroupsPage
from crm_tui.tui.setup.licences import LicencesPage
from crm_tui.tui.setup.page import Page
from crm_tui.tui.setup.profiles import ProfilesPage
from crm_tui.tui.setup.promises import PromisesPage
from crm_tui.tui.setup.roles import RolesPage
from crm_tui.tui.setup.sessions import SessionsPage
from crm_tui.tui.setup.team_members import TeamsPage
from crm_tui.tui.setup.users import UsersPage

MakePage = Callable[[Workspace, Formats, str], Page[Any]]

AREA = "setup"


@dataclass(frozen=True, slots=True)
class PageDef:
    """A page: who may do any of `actions` opens it, in a team module where `in_modules` (M24, M26), the others see it
    greyed. `make(ws, formats, subject)`."""

    id: str
    title: str
    actions: tuple[str, ...]
    make: MakePage
    in_modules: bool = False

    @property
    def words(self) -> str:
        """The title in the current language."""
        return _(self.title)

    @property
    def area(self) -> str:
        """The id of the area in which it stands alone."""
        return f"{AREA}/{self.id}"


PAGES: tuple[PageDef, ...] = (
    PageDef(
        "users",
        N_("Users"),
        ("users.manage", "users.invite", "users.activate", "users.convert", "keys.manage"),
        UsersPage,
    ),
    PageDef("licences", N_("Licences, edition"), ("licences.buy", "org.choose_edition"), LicencesPage),
    PageDef("profiles", N_("Profiles"), ("profiles.manage",), ProfilesPage),
    PageDef("roles", N_("Roles"), ("roles.manage",), RolesPage),
    PageDef("sharing", N_("Data sharing"), ("sharing.manage",), SharingPage),
    PageDef("groups", N_("Groups"), ("groups.manage",), GroupsPage),
    PageDef("fields", N_("Field permissions"), ("fields.manage",), FieldsPage, in_modules=True),
    PageDef("teams", N_("People of team modules"), ("module.manage_members",), TeamsPage, in_modules=True),
    PageDef("promises", N_("Promises"), ("access.promises",), PromisesPage),
    PageDef("sessions", N_("Sessions"), ("sessions.manage",), SessionsPage),
    PageDef("audit", N_("Audit"), ("org.audit",), AuditPage),
)
BY_ID: Mapping[str, PageDef] = {page.id: page for page in PAGES}


def may_open(ws: Workspace, page: PageDef) -> bool:
    """Whether the actor may do anything there. Pure: it greys."""
    decide = ws.access.decide
    if any(decide(action).allowed for action in page.actions):
        return True
    return page.in_modules and any(decide(action, one).allowed for action in page.actions for one in team_modules(ws))


def asked_first(ws: Workspace, page: PageDef) -> tuple[str, str]:
    """Action and API name of the module that tell why a page does not open."""
    module = next(iter(team_modules(ws)), None) if page.in_modules else None
    return page.actions[0], module.api_name if module is not None else ""


def team_modules(ws: Workspace) -> list[ModuleDef]:
    """The team modules that he may know of."""
    found = (module for module in ws.catalog().modules if module.is_team)
    return [module for module in found if ws.access.decide("module.see", module).allowed]


def first_page(ws: Workspace) -> PageDef:
    """Where set-up opens: the first page that he may open, else the first, which tells why not."""
    return next((page for page in PAGES if may_open(ws, page)), PAGES[0])


def page_named(area: str) -> tuple[PageDef, str] | None:
    """The page that an area names, with its subject: `setup/profiles/Standard`; None for another area."""
    start, _slash, rest = area.partition("/")
    name, _slash, subject = rest.partition("/")
    return (BY_ID[name], subject) if start == AREA and name in BY_ID else None


def place_of(page: str, subject: str = "") -> str:
    """The area of a page, on one thing of it where `subject` names it."""
    return f"{AREA}/{page}/{subject}" if subject else f"{AREA}/{page}"
