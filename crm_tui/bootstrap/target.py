"""A place that is being filled: marked as unfinished from its first moment, and emptied again where that fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from crm_tui.base.messages import message
from crm_tui.bootstrap.places import DIRECTORY, Places
from crm_tui.domain.errors import Conflict
from crm_tui.store.engine import Engine
from crm_tui.store.unfinished import is_unfinished, mark_unfinished, unfinished, unmark


class Target:
    """The databases of a place that is being filled."""

    def __init__(self, places: Places, directory: Engine) -> None:
        self.places, self.directory = places, directory
        self._engines: dict[str, Engine] = {}
        self.finished = self.cleared = False

    def organisation(self, location: str) -> Engine:
        """The database of one organisation, made where it is missing."""
        if location not in self._engines:
            self._engines[location] = self.places.organisation(location, create=True)
        return self._engines[location]

    def finish(self) -> None:
        """Take the mark away, inside the transaction that completes the directory."""
        unmark(self.directory)
        self.directory.on_commit(self._done)

    def clear(self, locations: Iterable[str]) -> None:
        """Take away what was made, the mark last. Attachments stay: those of the source may lie in the same folder."""
        self.close()
        for location in locations:
            self.places.drop(location)
        with self.directory.write():
            unmark(self.directory)
        self.cleared = True

    def close(self) -> None:
        """Let go of the organisations' databases."""
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()

    def _done(self) -> None:
        self.finished = True


@contextmanager
def filled(places: Places, locations: Sequence[str], *, again: bool) -> Iterator[Target]:
    """A place to be filled, where nobody else begins the same meanwhile. What fails in here leaves it empty."""
    directory = places.directory()
    target = Target(places, directory)
    try:
        with directory.alone():
            _begin(target, locations, again=again)
            try:
                yield target
            finally:
                if not target.finished:
                    target.clear(locations)
    finally:
        target.close()
        nothing = target.cleared and not directory.tables()
        directory.close()
        if nothing:
            places.drop(DIRECTORY)


def _begin(target: Target, locations: Sequence[str], *, again: bool) -> None:
    directory = target.directory
    if (left := unfinished(directory)) is not None:
        if not again:
            raise Conflict(is_unfinished(directory.place))
        target.clear(left)
    if directory.tables() or any(target.places.holds(name) for name in locations):
        words = message(
            "There is data at {place} already: it was left alone. Choose an empty place.", place=target.places.shown
        )
        raise Conflict(words)
    with directory.write():
        mark_unfinished(directory, locations)
