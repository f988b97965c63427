"""A workspace: one actor in one organisation, with every use case as a method of a small service."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crm_tui.services.gate import Gate
from crm_tui.services.grantors import Grantors
from crm_tui.services.session import Session

if TYPE_CHECKING:
    from crm_tui.domain.modules import Catalog, ModuleDef
    from crm_tui.domain.users import Actor
    from crm_tui.services.access import Access
    from crm_tui.services.access_requests import AccessRequests
    from crm_tui.services.asked_access import AskedAccess
    from crm_tui.services.attachments import Attachments
    from crm_tui.services.audit import Audit
    from crm_tui.services.bin import Bin
    from crm_tui.services.changes import Changes
    from crm_tui.services.converting import Converting
    from crm_tui.services.data_sharing import DataSharing
    from crm_tui.services.effects import Effects
    from crm_tui.services.entering import Entering
    from crm_tui.services.field_permissions import FieldPermissions
    from crm_tui.services.groups import Groups
    from crm_tui.services.history import History
    from crm_tui.services.home import Home
    from crm_tui.services.interactions import Interactions
    from crm_tui.services.keys import Keys
    from crm_tui.services.licences import Licences
    from crm_tui.services.listing import Listing
    from crm_tui.services.locks import Locks
    from crm_tui.services.matrix import Matrix
    from crm_tui.services.modules import Modules
    from crm_tui.services.notes import Notes
    from crm_tui.services.notices import Notices
    from crm_tui.services.open_sessions import OpenSessions
    from crm_tui.services.organisation import Organisation
    from crm_tui.services.pickers import Pickers
    from crm_tui.services.presence import Presences
    from crm_tui.services.profiles import Profiles
    from crm_tui.services.promises import Promises
    from crm_tui.services.reach import Reach
    from crm_tui.services.reading import Reading
    from crm_tui.services.recent import Recent
    from crm_tui.services.records import Records
    from crm_tui.services.related import Related
    from crm_tui.services.requests import Requests
    from crm_tui.services.roles import Roles
    from crm_tui.services.search import Search
    from crm_tui.services.settings import Settings
    from crm_tui.services.setup import Setup
    from crm_tui.services.several import Several
    from crm_tui.services.sharing import Sharing
    from crm_tui.services.spaces import Spaces
    from crm_tui.services.staff import Staff
    from crm_tui.services.tags import Tags
    from crm_tui.services.team_members import TeamMembers
    from crm_tui.services.timeline import Timeline
    from crm_tui.services.users import Users
    from crm_tui.services.viewing import Viewing
    from crm_tui.services.views import Views
    from crm_tui.store.organisation import OrganisationRow


class Workspace:
    """The only way in for a face. It takes nothing global and cannot reach another organisation (ORG isolation).

    Services are loaded when they are first asked for: a command that asks one question loads what answers it.
    """

    def __init__(self, session: Session, own: Workspace | None = None) -> None:
        self._session = session
        self.own = own
        """Where one views as somebody else: one's own workspace, to come back to (AC56)."""
        self._grantors = Grantors(session)
        self._gate = Gate(session, self._grantors)

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

    @cached_property
    def _reading(self) -> Reading:
        from crm_tui.services.reading import Reading

        return Reading(self._session)

    @cached_property
    def _asked_access(self) -> AskedAccess:
        from crm_tui.services.asked_access import AskedAccess

        return AskedAccess(self._session, self._gate, self._reading, self._grantors)

    @cached_property
    def modules(self) -> Modules:
        """Finds modules and fields."""
        from crm_tui.services.modules import Modules

        return Modules(self._session, self._gate)

    @cached_property
    def views(self) -> Views:
        """List views."""
        from crm_tui.services.views import Views

        return Views(self._session, self._gate, self.modules)

    @cached_property
    def listing(self) -> Listing:
        """Pages and counts."""
        from crm_tui.services.listing import Listing

        return Listing(self._session, self.modules, self._reading, self.views)

    @cached_property
    def pickers(self) -> Pickers:
        """What look-ups and user fields offer."""
        from crm_tui.services.pickers import Pickers

        return Pickers(self._session, self.modules)

    @cached_property
    def entering(self) -> Entering:
        """What people enter."""
        from crm_tui.services.entering import Entering

        return Entering(self._session, self.modules, self.pickers)

    @cached_property
    def records(self) -> Records:
        """Single records."""
        from crm_tui.services.records import Records

        return Records(self._session, self._gate, self.modules, self._reading, self.entering, self.pickers)

    @cached_property
    def several(self) -> Several:
        """Acts on several records."""
        from crm_tui.services.several import Several

        return Several(self._session, self._gate, self.records)

    @cached_property
    def related(self) -> Related:
        """Related lists."""
        from crm_tui.services.related import Related

        return Related(self._session, self._gate, self.modules)

    @cached_property
    def sharing(self) -> Sharing:
        """Record shares."""
        from crm_tui.services.sharing import Sharing

        return Sharing(self._session, self._gate, self.modules, self.pickers)

    @cached_property
    def locks(self) -> Locks:
        """Locked records."""
        from crm_tui.services.locks import Locks

        return Locks(self._session, self._gate, self.modules)

    @cached_property
    def bin(self) -> Bin:
        """The recycle bin."""
        from crm_tui.services.bin import Bin

        return Bin(self._session, self._gate, self.modules, self.listing, self._reading)

    @cached_property
    def notes(self) -> Notes:
        """Notes."""
        from crm_tui.services.notes import Notes

        return Notes(self._session, self._gate, self.modules)

    @cached_property
    def tags(self) -> Tags:
        """Tags."""
        from crm_tui.services.tags import Tags

        return Tags(self._session, self._gate, self.modules)

    @cached_property
    def attachments(self) -> Attachments:
        """Files."""
        from crm_tui.services.attachments import Attachments

        return Attachments(self._session, self._gate, self.modules)

    @cached_property
    def timeline(self) -> Timeline:
        """What happened to a record."""
        from crm_tui.services.timeline import Timeline

        return Timeline(self._session, self._gate, self.modules, self._reading, self.pickers)

    @cached_property
    def history(self) -> History:
        """Undo and redo."""
        from crm_tui.services.history import History
        from crm_tui.services.unconverting import Unconverting

        return History(
            self._session,
            self._gate,
            self.records,
            self.bin,
            self.notes,
            self.tags,
            self.attachments,
            self.sharing,
            self.locks,
            Unconverting(self._session, self._gate, self.records),
            self.requests,
            self.interactions,
        )

    @cached_property
    def search(self) -> Search:
        """Search."""
        from crm_tui.services.search import Search

        return Search(self._session, self.modules, self._reading)

    @cached_property
    def recent(self) -> Recent:
        """Recently opened records."""
        from crm_tui.services.recent import Recent

        return Recent(self._session, self._gate, self._reading)

    @cached_property
    def spaces(self) -> Spaces:
        """Team spaces."""
        from crm_tui.services.spaces import Spaces

        return Spaces(self._session, self.modules)

    @cached_property
    def access(self) -> Access:
        """Decisions and their reasons."""
        from crm_tui.services.access import Access

        return Access(self._session, self._gate, self.modules, self._grantors)

    @cached_property
    def viewing(self) -> Viewing:
        """View as."""
        from crm_tui.services.viewing import Viewing

        return Viewing(self._session, self._gate)

    @cached_property
    def matrix(self) -> Matrix:
        """The table of all decisions."""
        from crm_tui.services.matrix import Matrix

        return Matrix(self._session, self.access)

    @cached_property
    def users(self) -> Users:
        """People."""
        from crm_tui.services.users import Users

        return Users(self._session, self._gate)

    @cached_property
    def audit(self) -> Audit:
        """The audit log."""
        from crm_tui.services.audit import Audit

        return Audit(self._session, self._gate)

    @cached_property
    def changes(self) -> Changes:
        """Other people's changes."""
        from crm_tui.services.changes import Changes

        return Changes(self._session, self._gate)

    @cached_property
    def settings(self) -> Settings:
        """One's own settings."""
        from crm_tui.services.settings import Settings

        return Settings(self._session, self._gate, self.modules)

    @cached_property
    def setup(self) -> Setup:
        """Setting the organisation up."""
        from crm_tui.services.setup import Setup

        return Setup(self._session, self._gate, self.modules)

    @cached_property
    def interactions(self) -> Interactions:
        """Streams of contacts with customers."""
        from crm_tui.services.interactions import Interactions

        return Interactions(self._session, self._gate, self.modules, self._reading, self.pickers)

    @cached_property
    def requests(self) -> Requests:
        """Requests between teams."""
        from crm_tui.services.requests import Requests

        return Requests(
            self._session, self._gate, self.modules, self._reading, self.entering, self.pickers, self.records
        )

    @cached_property
    def notices(self) -> Notices:
        """The inbox."""
        from crm_tui.services.notices import Notices

        return Notices(self._session, self._gate, self._reading, self._asked_access)

    @cached_property
    def home(self) -> Home:
        """What waits for the actor."""
        from crm_tui.services.home import Home

        return Home(self._session, self._gate, self.modules, self.listing)

    @cached_property
    def converting(self) -> Converting:
        """Lead conversion."""
        from crm_tui.services.converting import Converting

        return Converting(
            self._session, self._gate, self.modules, self._reading, self.entering, self.pickers, self.search
        )

    @cached_property
    def staff(self) -> Staff:
        """Users: inviting, activating, converting."""
        from crm_tui.services.staff import Staff

        return Staff(self._session, self._gate, self.pickers)

    @cached_property
    def org(self) -> Organisation:
        """The organisation as a whole."""
        from crm_tui.services.organisation import Organisation

        return Organisation(self._session, self._gate)

    @cached_property
    def licences(self) -> Licences:
        """Licences and editions."""
        from crm_tui.services.licences import Licences

        return Licences(self._session, self._gate)

    @cached_property
    def profiles(self) -> Profiles:
        """Profiles."""
        from crm_tui.services.profiles import Profiles

        return Profiles(self._session, self._gate)

    @cached_property
    def roles(self) -> Roles:
        """Roles."""
        from crm_tui.services.roles import Roles

        return Roles(self._session, self._gate)

    @cached_property
    def groups(self) -> Groups:
        """Groups."""
        from crm_tui.services.groups import Groups

        return Groups(self._session, self._gate)

    @cached_property
    def data_sharing(self) -> DataSharing:
        """Data sharing."""
        from crm_tui.services.data_sharing import DataSharing

        return DataSharing(self._session, self._gate, self.modules)

    @cached_property
    def field_permissions(self) -> FieldPermissions:
        """Field permissions."""
        from crm_tui.services.field_permissions import FieldPermissions

        return FieldPermissions(self._session, self._gate, self.modules)

    @cached_property
    def team_members(self) -> TeamMembers:
        """The people of team modules."""
        from crm_tui.services.team_members import TeamMembers

        return TeamMembers(self._session, self._gate, self.modules, self.records, self.pickers)

    @cached_property
    def promises(self) -> Promises:
        """Promises."""
        from crm_tui.services.promises import Promises

        return Promises(self._session, self._gate, self.modules)

    @cached_property
    def effects(self) -> Effects:
        """What a change of rights would do."""
        from crm_tui.services.effects import Effects

        return Effects(self._session)

    @cached_property
    def reach(self) -> Reach:
        """Who reaches what."""
        from crm_tui.services.reach import Reach

        return Reach(self._session, self._gate, self.modules, self.access)

    @cached_property
    def access_requests(self) -> AccessRequests:
        """Requests for access."""
        from crm_tui.services.access_requests import AccessRequests

        return AccessRequests(
            self._session, self._gate, self.modules, self._asked_access, self._grantors, self.sharing,
            self.team_members, self.profiles, self.staff,
        )  # fmt: skip

    @cached_property
    def keys(self) -> Keys:
        """Keys of logins."""
        from crm_tui.services.keys import Keys

        return Keys(self._session, self._gate)

    @cached_property
    def open_sessions(self) -> OpenSessions:
        """Who is in through a door."""
        from crm_tui.services.open_sessions import OpenSessions

        return OpenSessions(self._session, self._gate)

    @cached_property
    def presence(self) -> Presences:
        """Who else is at a record."""
        from crm_tui.services.presence import Presences

        return Presences(self._session, self._gate, self.modules)
