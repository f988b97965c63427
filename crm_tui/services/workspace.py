"""A workspace: one actor in one organisation, with every use case as a method of a small service."""

from __future__ import annotations

from crm_tui.domain.modules import Catalog, ModuleDef
from crm_tui.domain.users import Actor
from crm_tui.services.access import Access
from crm_tui.services.attachments import Attachments
from crm_tui.services.audit import Audit
from crm_tui.services.bin import Bin
from crm_tui.services.changes import Changes
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Gate
from crm_tui.services.grantors import Grantors
from crm_tui.services.history import History
from crm_tui.services.listing import Listing
from crm_tui.services.matrix import Matrix
from crm_tui.services.modules import Modules
from crm_tui.services.notes import Notes
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.recent import Recent
from crm_tui.services.records import Records
from crm_tui.services.related import Related
from crm_tui.services.search import Search
from crm_tui.services.session import Session
from crm_tui.services.setup import Setup
from crm_tui.services.sharing import Sharing
from crm_tui.services.spaces import Spaces
from crm_tui.services.tags import Tags
from crm_tui.services.timeline import Timeline
from crm_tui.services.users import Users
from crm_tui.services.views import Views
from crm_tui.store.organisation import OrganisationRow


class Workspace:
    """The only way in for a face. It takes nothing global and cannot reach another organisation (ORG isolation)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        grantors = Grantors(session)
        gate = Gate(session, grantors)
        reading = Reading(session)
        self.modules = Modules(session, gate)
        self.views = Views(session, gate, self.modules)
        self.listing = Listing(session, self.modules, reading, self.views)
        self.pickers = Pickers(session, self.modules)
        self.entering = Entering(session, self.modules, self.pickers)
        self.records = Records(session, gate, self.modules, reading, self.entering, self.pickers)
        self.related = Related(session, gate, self.modules, self.listing)
        self.sharing = Sharing(session, gate, self.modules, self.pickers)
        self.bin = Bin(session, gate, self.modules, self.listing, reading)
        self.notes = Notes(session, gate, self.modules)
        self.tags = Tags(session, gate, self.modules)
        self.attachments = Attachments(session, gate, self.modules)
        self.timeline = Timeline(session, gate, self.modules, reading)
        self.history = History(
            session, gate, self.records, self.bin, self.notes, self.tags, self.attachments, self.sharing
        )
        self.search = Search(session, self.modules)
        self.recent = Recent(session, reading)
        self.spaces = Spaces(session, self.modules)
        self.access = Access(session, gate, self.modules, grantors)
        self.matrix = Matrix(session, self.access)
        self.users = Users(session, gate)
        self.audit = Audit(session, gate)
        self.changes = Changes(session)
        self.setup = Setup(session, gate, self.modules)

    @property
    def actor(self) -> Actor:
        return self._session.actor

    @property
    def organisation(self) -> OrganisationRow:
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
