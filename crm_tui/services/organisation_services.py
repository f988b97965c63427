"""What a workspace does with the organisation: people, rights, doors and what each of them is told."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crm_tui.services.record_services import RecordServices

if TYPE_CHECKING:
    from crm_tui.services.access import Access
    from crm_tui.services.access_requests import AccessRequests
    from crm_tui.services.asked_access import AskedAccess
    from crm_tui.services.audit import Audit
    from crm_tui.services.changes import Changes
    from crm_tui.services.data_sharing import DataSharing
    from crm_tui.services.effects import Effects
    from crm_tui.services.field_permissions import FieldPermissions
    from crm_tui.services.groups import Groups
    from crm_tui.services.keys import Keys
    from crm_tui.services.licences import Licences
    from crm_tui.services.matrix import Matrix
    from crm_tui.services.notices import Notices
    from crm_tui.services.open_sessions import OpenSessions
    from crm_tui.services.organisation import Organisation
    from crm_tui.services.presence import Presences
    from crm_tui.services.profiles import Profiles
    from crm_tui.services.promises import Promises
    from crm_tui.services.reach import Reach
    from crm_tui.services.roles import Roles
    from crm_tui.services.settings import Settings
    from crm_tui.services.setup import Setup
    from crm_tui.services.staff import Staff
    from crm_tui.services.team_members import TeamMembers
    from crm_tui.services.users import Users
    from crm_tui.services.viewing import Viewing


class OrganisationServices(RecordServices):
    """The organisation's own affairs; some of them are about its records."""

    @cached_property
    def _asked_access(self) -> AskedAccess:
        from crm_tui.services.asked_access import AskedAccess

        return AskedAccess(self._session, self._gate, self._reading, self._grantors)

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
    def notices(self) -> Notices:
        """The inbox."""
        from crm_tui.services.notices import Notices

        return Notices(self._session, self._gate, self._reading, self._asked_access)

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
