"""An installation: the directory, its organisations, and workspaces in them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.base.clock import Clock, SystemClock
from crm_tui.base.ids import Ids, RandomIds
from crm_tui.base.locations import data_folder
from crm_tui.base.messages import message
from crm_tui.bootstrap import callers
from crm_tui.bootstrap.liveness import OwnLiveness
from crm_tui.bootstrap.memberships import OwnMemberships
from crm_tui.bootstrap.places import LIVE, Places
from crm_tui.domain.errors import Forbidden, Invalid, NotFound
from crm_tui.domain.organisations import Answered, Membership, NewOrganisation, SignIn, Waiting
from crm_tui.domain.users import UserState
from crm_tui.services.seats import Seats
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace
from crm_tui.store.directory import Directory, open_directory
from crm_tui.store.directory_rows import OrgRow
from crm_tui.store.files import FileStore
from crm_tui.store.interrupted import finish_interrupted
from crm_tui.store.key_rows import KeyRow
from crm_tui.store.organisation import OrganisationStore, open_organisation
from crm_tui.store.people import MemberRow
from crm_tui.store.reconcile import reconcile

if TYPE_CHECKING:
    from crm_tui.bootstrap.maintenance import Checked
    from crm_tui.domain.doors import Caller
    from crm_tui.store.live import LiveStore


class Installation:
    """All organisations of one data directory or database. Open ones are kept; each has its own connections.

    `caller`: it was opened for somebody who came in through a door, and everything in it is only for him.
    """

    def __init__(
        self, places: Places, *, clock: Clock | None = None, ids: Ids | None = None, caller: Caller | None = None
    ) -> None:
        self.places, self.caller = places, caller
        self.clock: Clock = clock or SystemClock()
        self.ids: Ids = ids or RandomIds()
        self._lock = threading.Lock()
        self._directory: Directory | None = None
        self._stores: dict[str, OrganisationStore] = {}
        self._live: LiveStore | None = None
        self.session_id = ""
        """Of the open session whose process this is, at a screen; empty for all else."""
        self.begins = False
        """Whether that session was begun here, and not by a front; it then ends with this installation."""

    @property
    def files_here(self) -> bool:
        """Whether whoever opened it sits at this machine, and its files are his: not so through a door."""
        return self.caller is None

    @property
    def directory(self) -> Directory:
        """Logins, organisations, memberships."""
        with self._lock:
            if self._directory is None:
                self._directory = open_directory(self.places.directory(), clock=self.clock)
            return self._directory

    @property
    def live(self) -> LiveStore:
        """Open sessions, and who is at which record. No database is opened before the first question."""
        from crm_tui.store.live import LiveStore

        with self._lock:
            if self._live is None:
                file = None if self.places.url else self.places.database(LIVE)
                self._live = LiveStore(self.places.live, self.clock, file)
            return self._live

    # Organisations

    def slugs(self) -> list[str]:
        """All organisations in use; none at first run. Of a caller his own."""
        if self.caller is not None:
            return [row.org.slug for row in callers.opened(self, self.caller.login, self.came_by())]
        return [org.slug for org in self.directory.orgs()]

    def organisations(self, login: str) -> list[Membership]:
        """The organisations of a login, with what he is there (ORG-14). NotFound: unknown login."""
        callers.must_be_caller(self, login)
        if self.directory.login(login) is None:
            raise NotFound
        found = []
        for belongs in callers.opened(self, login, self.came_by()):
            store = self.store_of(belongs.org)
            member = store.member(login)
            if member is not None:
                profile = store.profiles()[member.profile_id].rights.label
                slug, info = belongs.org.slug, store.info()
                found.append(
                    Membership(slug, info.name, info.edition, member.kind, profile, belongs.default, belongs.created)
                )
        return found

    def invitations(self, login: str) -> list[Waiting]:
        """What a login may answer from his organisation list (ORG-10, ORG-14)."""
        from crm_tui.bootstrap.answering import waiting

        return waiting(self, login)

    def answer(self, login: str, *, accepted: bool, slug: str = "", token: str = "", door: str = "screen") -> Answered:
        """Accept or decline an invitation, named by its token or by the slug of a listed one (ORG-9)."""
        from crm_tui.bootstrap.answering import answer

        return answer(self, login, accepted=accepted, slug=slug, token=token, door=door)

    def logins(self, slug: str) -> list[SignIn]:
        """The active users of an organisation, for the owner of the data; nobody, for who came through a door."""
        if self.caller is not None:
            return []
        store = self.store(slug)
        roles = store.roles()
        return [
            SignIn(m.login, m.name, m.kind, roles[m.role_id].label if m.role_id else "")
            for m in store.members().values()
            if m.state is UserState.ACTIVE
        ]

    def org(self, slug: str) -> OrgRow:
        """The organisation in use under this slug; NotFound otherwise."""
        found = self.directory.org(slug)
        if found is None:
            raise NotFound
        return found

    def store(self, slug: str) -> OrganisationStore:
        """The data of an organisation, opened once."""
        return self.store_of(self.org(slug))

    def store_of(self, org: OrgRow) -> OrganisationStore:
        """The same, whatever its slug is now."""
        with self._lock:
            if org.location not in self._stores:
                engine = self.places.organisation(org.location)
                backups = self.places.home(org.location) / "backups"
                self._stores[org.location] = open_organisation(engine, clock=self.clock, backups=backups)
            return self._stores[org.location]

    # Workspaces

    def workspace(
        self, login: str, slug: str | None = None, *, door: str = "screen", owner_of_data: bool = False
    ) -> Workspace:
        """A login's workspace in an organisation, by default in his default one (ORG-12).

        NotFound: unknown login or organisation, or he is not in it. Forbidden: he is not active there (AC01).
        `owner_of_data`: asked locally by whoever owns the data, who reads true reasons (AC52).
        """
        login = login.strip().casefold()
        callers.must_be_caller(self, login)
        owner_of_data = owner_of_data and self.caller is None
        org = self._opened(slug) if slug else self._default(login)
        if door == "screen":
            self.reconcile(login)
        store = self.store_of(org)
        self.finish_interrupted(org)
        session = Session(
            store,
            login,
            clock=self.clock,
            ids=self.ids,
            files=FileStore(self.places.files(org.location)),
            door=door,
            owner_of_data=owner_of_data,
            memberships=OwnMemberships(self, org.id),
            live=OwnLiveness(self, org.id),
        )
        workspace = Workspace(session)
        if not owner_of_data:
            self._admit(workspace)
        if not owner_of_data and self.caller is None:
            self.directory.set_last_login(login)
        return workspace

    def reconcile(self, login: str) -> None:
        """Finish what a crash left half done between directory and organisations, for one login."""
        reconcile(self.directory, login, self.store_of, _has_seat)

    def finish_interrupted(self, org: OrgRow) -> int:
        """Write down in an organisation what a crash has cut off of acts that the directory shares in; how many."""
        if not self.directory.pending_acts(org.id):
            return 0
        return finish_interrupted(self.directory, org, self.store_of(org), _has_seat)

    def _admit(self, workspace: Workspace) -> None:
        explanation = workspace.access.mine("settings.personal")
        if workspace.actor.state is not UserState.ACTIVE:
            raise Forbidden(explanation)

    # Who came through a door

    def came_by(self) -> KeyRow | None:
        """The key by which the caller came; None without one. Forbidden: it was revoked since."""
        return callers.came_by(self)

    def choose_default(self, login: str, slug: str) -> None:
        """Which organisation opens at sign-in (ORG-12). Forbidden by a key that does not open all (U12)."""
        callers.must_be_caller(self, login)
        callers.must_be_whole(self)
        self.directory.set_default(login, self._opened(slug).id)

    def _opened(self, slug: str) -> OrgRow:
        """One that his key does not open reads as none at all."""
        org, key = self.org(slug), self.came_by()
        if not callers.opens(self, org, key):
            raise NotFound
        return org

    def _default(self, login: str) -> OrgRow:
        mine = callers.opened(self, login, self.came_by())
        if not mine:
            raise NotFound
        chosen = next((row.org for row in mine if row.default), mine[0].org if len(mine) == 1 else None)
        if chosen is None:
            raise Invalid(message("Choose an organisation: --org SLUG."))
        return chosen

    def last_login(self) -> str | None:
        """Who was here last, for the owner of the data; a caller is himself."""
        if self.caller is not None:
            return self.caller.login
        return self.directory.last_login()

    # Making

    def create_organisation(self, new: NewOrganisation) -> str:
        """A new organisation with its first user as super administrator; its slug (ORG-2, ORG-3, ORG-7)."""
        from crm_tui.bootstrap.creation import create

        callers.must_be_caller(self, new.login)
        callers.must_be_whole(self)
        return create(self, new)

    def make_demo(self) -> str:
        """The sample organisation, made if it is missing; its slug."""
        from crm_tui.bootstrap.sample import DEMO, ensure_demo

        callers.must_be_local(self)
        ensure_demo(self)
        return DEMO

    # Keeping

    def backup(self, target: Path) -> None:
        """Write everything into one file, while others work."""
        from crm_tui.bootstrap.maintenance import backup

        callers.must_be_local(self)
        backup(self, target)

    def restore(self, source: Path) -> None:
        """Put a backup in place of what is there."""
        from crm_tui.bootstrap.maintenance import restore

        callers.must_be_local(self)
        restore(self, source)

    def doctor(self) -> list[Checked]:
        """Check all data."""
        from crm_tui.bootstrap.maintenance import doctor

        callers.must_be_local(self)
        return doctor(self)

    def close(self) -> None:
        """Let go of all databases; a session that was begun here ends."""
        if self._live is not None:
            if self.begins:
                self._live.retire(self.session_id)
                self._live.finish(self.session_id)
            self._live.close()
        with self._lock:
            for store in self._stores.values():
                store.engine.close()
            if self._directory is not None:
                self._directory.engine.close()
            self._stores.clear()
            self._directory = None


def _has_seat(store: OrganisationStore, member: MemberRow) -> bool:
    return Seats(store).want(member.kind) is None


def open_installation(
    place: Path | str | None = None,
    *,
    files: Path | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
    caller: Caller | None = None,
) -> Installation:
    """The installation of a data directory, or of a `postgresql://` address; empty where there is none yet.

    `files`: where a PostgreSQL installation keeps attachments, by default the data directory. `caller`: who came in
    through a door, for whom alone it is opened.
    """
    places = Places(files or data_folder(), place) if isinstance(place, str) else Places(place or data_folder())
    return Installation(places, clock=clock, ids=ids, caller=caller)
