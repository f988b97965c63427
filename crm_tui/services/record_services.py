"""What a workspace does with records: each service is made, and its module loaded, when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crm_tui.services.gate import Gate
from crm_tui.services.grantors import Grantors
from crm_tui.services.session import Session

if TYPE_CHECKING:
    from crm_tui.services.attachments import Attachments
    from crm_tui.services.bin import Bin
    from crm_tui.services.converting import Converting
    from crm_tui.services.entering import Entering
    from crm_tui.services.history import History
    from crm_tui.services.home import Home
    from crm_tui.services.interactions import Interactions
    from crm_tui.services.listing import Listing
    from crm_tui.services.locks import Locks
    from crm_tui.services.modules import Modules
    from crm_tui.services.notes import Notes
    from crm_tui.services.pickers import Pickers
    from crm_tui.services.reading import Reading
    from crm_tui.services.recent import Recent
    from crm_tui.services.records import Records
    from crm_tui.services.related import Related
    from crm_tui.services.requests import Requests
    from crm_tui.services.search import Search
    from crm_tui.services.several import Several
    from crm_tui.services.sharing import Sharing
    from crm_tui.services.spaces import Spaces
    from crm_tui.services.tags import Tags
    from crm_tui.services.timeline import Timeline
    from crm_tui.services.views import Views


class RecordServices:
    """Records, what hangs on them, and where they are found."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._grantors = Grantors(session)
        self._gate = Gate(session, self._grantors)

    @cached_property
    def _reading(self) -> Reading:
        from crm_tui.services.reading import Reading

        return Reading(self._session)

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
