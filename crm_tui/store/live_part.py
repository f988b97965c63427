"""What the parts of the live store stand on: a database that is made anew when it is lost, and nobody waits for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from crm_tui.base.clock import Clock, epoch
from crm_tui.domain.errors import CrmError, Unusable
from crm_tui.store.engine import Engine
from crm_tui.store.failures import is_damage
from crm_tui.store.live_tables import is_whole, make_ready
from crm_tui.store.write_gate import WriteGate

log = logging.getLogger("crm_tui.live")
T = TypeVar("T")


class LivePart:
    """A database that is opened when it is first needed."""

    def __init__(self, open_engine: Callable[[], Engine], clock: Clock, path: Path | None = None) -> None:
        """`path`: the file of an SQLite database."""
        self._open_engine, self.clock, self._path = open_engine, clock, path
        self._lock = threading.RLock()
        self._engine: Engine | None = None
        self._left: list[Engine] = []
        self._file: tuple[int, int] | None = None

    @property
    def engine(self) -> Engine:
        """The database as it is open now; another one after it had to be made anew."""
        with self._lock:
            if self._engine is not None and self._file == self._found():
                return self._engine
            self._leave()
            return self._begin()

    def close(self) -> None:
        """Let go of the database; the next verb opens it again."""
        with self._lock:
            self._leave()
            left, self._left = self._left, []
        for engine in left:
            engine.close()

    def restore(self, engine: Engine) -> None:
        """Put back what this process has said, into a database that may have been made anew; inside `write()`."""

    def quietly(self, call: Callable[[Engine], T], otherwise: T) -> T:
        """Do what goes along with something else and must not stop it: `otherwise` where it cannot be done."""
        try:
            return self.surely(call)
        except Unusable as error:
            log.warning("live store: %s %s", error, error.said)
            return otherwise

    def surely(self, call: Callable[[Engine], T]) -> T:
        """Do what somebody asked for, a second time on a new database where this one is damaged. Raises Unusable."""
        engine = None
        try:
            engine = self.engine
            return call(engine)
        except Exception as error:
            if not self._is_lost(engine, error):
                raise
        self._discard(engine)
        return call(self.engine)

    @property
    def now(self) -> int:
        """This moment, as stored."""
        return epoch(self.clock.now())

    def _begin(self) -> Engine:
        engine = self._open_engine()
        try:
            make_ready(engine)
        except BaseException:
            engine.close()
            raise
        self._engine, self._file = engine, self._found()
        with engine.write():
            self.restore(engine)
        return engine

    def _leave(self) -> None:
        """Other threads may be in the middle of something, so it stays open until the end."""
        if self._engine is not None:
            self._left.append(self._engine)
        self._engine = None

    def _found(self) -> tuple[int, int] | None:
        """Which file is there now."""
        if self._path is None:
            return None
        with suppress(OSError):
            found = self._path.stat()
            return found.st_dev, found.st_ino
        return (0, 0)

    def _is_lost(self, engine: Engine | None, error: Exception) -> bool:
        if is_damage(error):
            return True
        if engine is None or isinstance(error, CrmError):
            return False
        with suppress(Exception):
            return not is_whole(engine)
        return False

    def _discard(self, engine: Engine | None) -> None:
        """Take a damaged database out of the way, unless another thread or process has done it meanwhile."""
        log.warning("live store: damaged, made anew")
        with self._lock:
            if engine is not None and self._engine is not engine:
                return
            was = self._file if engine is not None else self._found()
            self._leave()
            if self._path is not None:
                self._remove(self._path, was)

    def _remove(self, path: Path, was: tuple[int, int] | None) -> None:
        gate = WriteGate(path.with_name(path.name + "-gate"))
        with gate:
            if self._found() == was:
                # The log first: a new file must never meet the log of an old one.
                for name in (f"{path.name}-wal", f"{path.name}-shm", path.name):
                    path.with_name(name).unlink(missing_ok=True)
        gate.close()
