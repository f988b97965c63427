"""A whole installation from one place to another: all of it or nothing, and proven equal before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.bootstrap.places import DIRECTORY, Places
from crm_tui.bootstrap.target import Target, filled
from crm_tui.domain.errors import Invalid, Unusable
from crm_tui.store.checksums import Sum
from crm_tui.store.directory_rows import OrgState
from crm_tui.store.doctor import Finding, Severity, examine, examine_directory
from crm_tui.store.dump import kind_of
from crm_tui.store.engine import Engine
from crm_tui.store.files import FileStore
from crm_tui.store.frozen import frozen
from crm_tui.store.transfer import must_be_current, transfer

Told = Callable[[str, str, int], None]
"""Told of a database, a table of it, and how many rows more of it were written."""


@dataclass(frozen=True, slots=True)
class MovedTable:
    """One table that was compared. `database`: `directory`, or an organisation's location."""

    database: str
    table: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved: tables, and how many contents of attachments were copied."""

    tables: tuple[MovedTable, ...]
    files: int


def migrate(source: Places, target: Places, told: Told, *, again: bool = False) -> Moved:
    """Copy everything from `source`, which is only read and where nobody can write meanwhile, to an empty `target`.

    `again`: clear first what an interrupted run has left there. Conflict where the target holds something, or was left
    unfinished; Invalid and Unusable as `transfer`. After any of them the target is as empty as before.
    """
    if _same(source, target):
        raise Invalid(message("Both places are the same."))
    with _opened(source) as databases, frozen(list(databases.values())):
        locations = [name for name in databases if name != DIRECTORY]
        with filled(target, locations, again=again) as to:
            tables, files = [], 0
            for location in locations:
                tables += _organisation(databases[location], to, location, told)
                files += _files(source, target, location)
                _must_be_healthy(examine(to.organisation(location), target.files(location)))
            tables += _directory(databases[DIRECTORY], to, told)
    return Moved(tuple(tables), files)


def _same(source: Places, target: Places) -> bool:
    if source.url or target.url:
        return source.url == target.url
    return source.folder.resolve() == target.folder.resolve()


@contextmanager
def _opened(source: Places) -> Iterator[dict[str, Engine]]:
    """The source's databases as they are: none is made, and none upgraded. The directory is the last."""
    if not source.has_data():
        raise Unusable(message("There is no data at {place}.", place=source.shown))
    with ExitStack() as stack:
        directory = _open(source, DIRECTORY, stack)
        found = {}
        rows = directory.rows("SELECT location, state FROM org ORDER BY id")
        for location, state in rows:
            try:
                found[location] = _open(source, location, stack)
            except Unusable:
                # Of one that was never finished, or was deleted, nothing need be there.
                if state == OrgState.OPEN:
                    raise
        yield found | {DIRECTORY: directory}


def _open(source: Places, name: str, stack: ExitStack) -> Engine:
    engine = source.existing(name)
    stack.callback(engine.close)
    if name != DIRECTORY and not kind_of(engine):
        raise Unusable(message("There is no data at {place}.", place=engine.place))
    must_be_current(engine)
    return engine


def _organisation(source: Engine, to: Target, location: str, told: Told) -> list[MovedTable]:
    engine = to.organisation(location)
    with engine.write():
        sums = transfer(source, engine, lambda table, rows: told(location, table, rows))
    engine.analyse()
    return [MovedTable(location, table, one) for table, one in sums.items()]


def _directory(source: Engine, to: Target, told: Told) -> list[MovedTable]:
    """Last, and with the mark taken away in one transaction: from then on it is an installation."""
    with to.directory.write():
        sums = transfer(source, to.directory, lambda table, rows: told(DIRECTORY, table, rows))
        _must_be_healthy(examine_directory(to.directory))
        to.finish()
    return [MovedTable(DIRECTORY, table, one) for table, one in sums.items()]


def _files(source: Places, target: Places, location: str) -> int:
    """Copy the contents of attachments; how many. Both may lie in one folder, where they stay."""
    old, new = source.files(location), target.files(location)
    if old.resolve() == new.resolve():
        return 0
    store, done = FileStore(new), 0
    for path in sorted(old.glob("??/*")):
        with path.open("rb") as content:
            store.put(content, path.stat().st_size)
        done += 1
    return done


def _must_be_healthy(findings: tuple[Finding, ...]) -> None:
    for one in findings:
        if one.severity is Severity.FAULT:
            raise Unusable(message("The copy is not sound: {reason} Nothing was kept.", reason=str(one.text)))
