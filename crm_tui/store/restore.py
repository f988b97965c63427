"""Putting a backup in place, and moving a database from one engine to the other.

A backup is an SQLite file or a dump; either goes to either engine. What was there is never overwritten: `force`
puts it aside, under a name that says when.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import apsw

from crm_tui.base.clock import Clock, SystemClock
from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Conflict, Invalid, Unusable
from crm_tui.store.backup import FORMAT, must_be_sound
from crm_tui.store.directory_schema import DIRECTORY_VERSION
from crm_tui.store.dump import DIRECTORY, ORGANISATION, Part, Row, Table, kind_of, load, parts
from crm_tui.store.engine import Engine, open_postgres, open_sqlite
from crm_tui.store.failures import newer_schema, translated, unusable_file
from crm_tui.store.flush import flush
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.schema import SCHEMA_VERSION
from crm_tui.store.search import SearchIndex
from crm_tui.store.write_gate import WriteGate

_GZIP = b"\x1f\x8b"
_SQLITE = b"SQLite format 3\x00"
_KNOWN = {ORGANISATION: SCHEMA_VERSION, DIRECTORY: DIRECTORY_VERSION}
_PORTION = 1000


@dataclass(frozen=True, slots=True)
class Restored:
    """`kind`: organisation or directory. `kept`: where what was there before stands now; "" where nothing was."""

    kind: str
    kept: str = ""


def restore_to_file(source: Path, target: Path, *, force: bool = False, clock: Clock | None = None) -> Restored:
    """Make an SQLite database from a backup of either kind.

    It gets its name when it is whole and checked. Conflict where the target exists, unless `force` puts that aside;
    then nobody may have it open. Invalid where `source` is no backup; Unusable where it is damaged or newer.
    """
    if target.exists() and not force:
        raise Conflict(_exists(str(target)))
    beside = target.with_name(f".{target.name}.new-{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kind = _fill_file(source, beside)
        kept = _put_in_place(beside, target, _stamp(clock)) if target.exists() else _name_it(beside, target)
    except OSError as error:
        raise unusable_file(error, str(target)) from error
    finally:
        for leftover in (beside, *_logs(beside)):
            leftover.unlink(missing_ok=True)
    return Restored(kind, kept)


def restore_to_schema(
    source: Path, url: str, schema: str, *, force: bool = False, clock: Clock | None = None
) -> Restored:
    """Make a PostgreSQL schema from a backup of either kind; else as `restore_to_file`. Swapped in by one commit."""
    fresh = f"{schema}_new"
    engine = open_postgres(url, fresh, create=True)
    try:
        taken = bool(engine.value("SELECT 1 FROM pg_tables WHERE schemaname = ? LIMIT 1", (schema,)))
        if taken and not force:
            raise Conflict(_exists(schema))
        with _dump_of(source) as (kind, dump):
            _load(engine, kind, dump)
        kept = f"{schema}_{_stamp(clock).lower()}" if taken else ""
        _swap(engine, fresh, schema, kept)
    except BaseException:
        with engine.write():
            engine.execute(f'DROP SCHEMA IF EXISTS "{fresh}" CASCADE')
        raise
    finally:
        engine.close()
    return Restored(kind, kept)


def fill(engine: Engine, kind: str, dump: Iterator[Part]) -> int:
    """Load an empty database and index its records; how many rows. Inside `write()`, or all or nothing by itself."""
    with engine.write():
        rows = load(engine, kind, dump)
        if kind == ORGANISATION:
            SearchIndex(OrganisationStore(engine, SystemClock())).rebuild()
    return rows


def _load(engine: Engine, kind: str, dump: Iterator[Part]) -> None:
    fill(engine, kind, dump)
    engine.analyse()


# Reading a backup


@contextmanager
def _dump_of(source: Path) -> Iterator[tuple[str, Iterator[Part]]]:
    """What a backup holds, whichever kind it is."""
    start = _first_bytes(source)
    if start.startswith(_GZIP):
        yield _read_dump(source)
    elif start == _SQLITE:
        with tempfile.TemporaryDirectory() as folder:
            # A copy: to open a database is to change its file.
            engine = open_sqlite(Path(shutil.copy(source, folder)))
            try:
                yield _checked(engine, str(source)), parts(engine)
            finally:
                engine.close()
    else:
        raise Invalid(_no_backup(source))


def _first_bytes(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            return file.read(len(_SQLITE))
    except OSError as error:
        raise unusable_file(error, str(source)) from error


def _read_dump(source: Path) -> tuple[str, Iterator[Part]]:
    with _readable(source), gzip.open(source, "rt", encoding="utf-8") as file:
        head = json.loads(file.readline() or "{}")
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise Invalid(_no_backup(source))
    kind, version = str(head["kind"]), int(head["schema_version"])
    if version > _KNOWN[kind]:
        raise newer_schema(str(source), version, _KNOWN[kind])
    return kind, _parts_in(source)


def _parts_in(source: Path) -> Iterator[Part]:
    rows: list[Row] = []
    count, end = 0, -1
    with _readable(source), gzip.open(source, "rt", encoding="utf-8") as file:
        file.readline()
        for line in file:
            value = json.loads(line)
            if isinstance(value, list):
                rows.append(tuple(value))
                count += 1
            if rows and (isinstance(value, dict) or len(rows) >= _PORTION):
                yield rows
                rows = []
            if isinstance(value, dict) and "table" in value:
                yield Table(value["table"], tuple(value["columns"]))
            elif isinstance(value, dict):
                end = value["rows"]
    if end != count:
        raise Unusable(_cut_off(source))


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Unusable(_cut_off(source)) from error


# Making an SQLite file


def _fill_file(source: Path, beside: Path) -> str:
    if _first_bytes(source) == _SQLITE:
        shutil.copyfile(source, beside)
        beside.chmod(0o600)
        connection = apsw.Connection(str(beside))
        with translated(str(source)):
            must_be_sound(connection, str(source))
        connection.close()
    else:
        with _dump_of(source) as (kind, dump):
            engine = open_sqlite(beside, create=True, durable=False)
            _load(engine, kind, dump)
            engine.close()
    engine = open_sqlite(beside)
    try:
        return _checked(engine, str(source))
    finally:
        engine.close()
        flush(beside)


def _checked(engine: Engine, place: str) -> str:
    """The kind of a database that this program can use."""
    kind = kind_of(engine)
    if not kind:
        raise Invalid(message("{place} is not a backup of crm-tui.", place=place))
    found = int(engine.value("SELECT value FROM meta WHERE key = 'schema_version'"))
    if found > _KNOWN[kind]:
        raise newer_schema(place, found, _KNOWN[kind])
    return kind


def _name_it(beside: Path, target: Path) -> str:
    # A link, not a rename: should a database have appeared meanwhile, it stays.
    os.link(beside, target)
    flush(target.parent)
    return ""


def _put_in_place(beside: Path, target: Path, stamp: str) -> str:
    gate = WriteGate(target.with_name(target.name + "-gate"))
    kept = target.with_name(f"{target.stem}-{stamp}{target.suffix}")
    with gate:
        _let_go(target)
        os.link(target, kept)
        for log in _logs(target):
            # The log of the old file would be played back into the new one.
            log.unlink(missing_ok=True)
        beside.replace(target)
        flush(target.parent)
    gate.close()
    return str(kept)


def _let_go(target: Path) -> None:
    """Bring the old file's log into it, which only works when nobody else has it open; a damaged one may go anyhow."""
    try:
        connection = apsw.Connection(str(target))
    except apsw.Error:
        return
    try:
        with suppress(apsw.NotADBError, apsw.CorruptError):
            connection.pragma("journal_mode", "delete")
    except apsw.BusyError:
        raise Unusable(message("{place} is in use. Close all sessions first.", place=str(target))) from None
    finally:
        connection.close()


def _logs(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))


# Making a schema


def _swap(engine: Engine, fresh: str, schema: str, kept: str) -> None:
    with engine.write():
        if kept:
            engine.execute(f'ALTER SCHEMA "{schema}" RENAME TO "{kept}"')
        else:
            engine.execute(f'DROP SCHEMA IF EXISTS "{schema}"')
        engine.execute(f'ALTER SCHEMA "{fresh}" RENAME TO "{schema}"')


def _stamp(clock: Clock | None) -> str:
    return (clock or SystemClock()).now().strftime("%Y%m%dT%H%M%S")


def _exists(place: str) -> Message:
    return message("{place} exists already and was left alone.", place=place)


def _no_backup(source: Path) -> Message:
    return message("{place} is not a backup of crm-tui.", place=str(source))


def _cut_off(source: Path) -> Message:
    return message("{place} is damaged or was cut off.", place=str(source))
