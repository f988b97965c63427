"""Notices commits for a whole server: one thread, however many sessions there are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Lock, Thread

from crm_tui.bootstrap.installation import Installation
from crm_tui.bootstrap.places import DIRECTORY, LIVE
from crm_tui.domain.errors import CrmError
from crm_tui.store.commits import LOOK

log = logging.getLogger("crm_tui.serve")

SILENCE = 60.0
"""Seconds after which the thread wakes though nobody committed anything."""
REST = 5.0
"""Seconds between two tries where commits cannot be noticed."""
STOPPING = 15.0
"""Seconds that the end waits for the thread: it may be in the middle of reaching a server."""


class Herald:
    """Tells that somebody, in any process, committed something: within twice `look` seconds, on a server at once.

    `tell(None)`: in the directory or the live store. `tell(org_id)`: in a watched organisation. It is called in the
    herald's own thread, may be called for nothing, and is called for everything once after a server was away.
    """

    def __init__(self, installation: Installation, tell: Callable[[int | None], None], look: float = LOOK) -> None:
        self._installation, self._tell = installation, tell
        self._commits = installation.places.commits(look)
        self._lock = Lock()
        self._wanted: dict[int, int] = {}
        self._orgs: dict[str, int] = {}
        self._end = Event()
        self._thread: Thread | None = None

    def watch(self, org_id: int) -> None:
        """Somebody works in this organisation. Each call wants a `forget` of its own. Reads nothing itself."""
        with self._lock:
            self._wanted[org_id] = self._wanted.get(org_id, 0) + 1
        self._commits.wake()

    def forget(self, org_id: int) -> None:
        """One of those who worked there is gone."""
        with self._lock:
            left = self._wanted.pop(org_id, 0) - 1
            if left > 0:
                self._wanted[org_id] = left
        self._commits.wake()

    def start(self) -> None:
        """Notice from now on."""
        for name in (DIRECTORY, LIVE):
            self._commits.watch(name)
        self._thread = Thread(target=self._run, name="crm-tui-herald", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing more. It may wait for the database: call it outside of an event loop."""
        self._end.set()
        self._commits.wake()
        if self._thread is not None:
            self._thread.join(STOPPING)
            if self._thread.is_alive():
                return
        self._commits.close()

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                self._notice()
            except Exception:
                # That revoked keys end sessions rests on this thread: it goes on, and tells of all that it may miss.
                log.exception("commits cannot be noticed: %s", self._installation.ids.hex(8))
                self._end.wait(REST)
                for org_id in (None, *self._orgs.values()):
                    self._say(org_id)

    def _notice(self) -> None:
        self._follow()
        for whom in self._whom(self._commits.wait(SILENCE)):
            self._say(whom)

    def _follow(self) -> None:
        """Watch the databases of the organisations that are wanted now, and of no others."""
        with self._lock:
            wanted = set(self._wanted)
        for name in [name for name, org_id in self._orgs.items() if org_id not in wanted]:
            del self._orgs[name]
            self._commits.forget(name)
        for org_id in wanted - set(self._orgs.values()):
            if location := self._location(org_id):
                self._orgs[location] = org_id
                self._commits.watch(location)

    def _location(self, org_id: int) -> str | None:
        try:
            org = self._installation.directory.org_by_id(org_id)
        except CrmError:
            # The database is away for a while: `wait` comes back when it is there again.
            log.warning("organisation %d cannot be looked up", org_id)
            return None
        return org.location if org else None

    def _whom(self, changed: frozenset[str]) -> set[int | None]:
        return {self._orgs.get(name) for name in changed}

    def _say(self, whom: int | None) -> None:
        if self._end.is_set():
            return
        try:
            self._tell(whom)
        except Exception:
            # One listener's fault must not leave all sessions without news.
            log.exception("after a commit")
