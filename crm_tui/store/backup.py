"""Copies of a database that is in use: SQLite as one file in one step, PostgreSQL as lines of JSON."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from crm_tui.base.messages import message
from crm_tui.domain.errors import Conflict, Unusable
from crm_tui.store.dump import Part, Table, kind_of, parts
from crm_tui.store.engine import Engine
from crm_tui.store.failures import translated, unusable_file
from crm_tui.store.flush import flush

FORMAT = "crm-tui dump 1"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished and checked copy; `size` in bytes."""

    path: Path
    size: int


def back_up(engine: Engine, target: Path) -> Backup:
    """Copy a database that is in use, check the copy, and only then give it its name.

    Nobody waits meanwhile. Conflict where the target exists; Unusable where there is no room or the copy is bad.
    """
    if target.exists():
        raise Conflict(message("{path} exists already.", path=str(target)))
    with _new_file(target) as beside:
        if engine.is_sqlite:
            copy_file(engine, beside)
        else:
            write_dump(engine, beside)
    return Backup(target, target.stat().st_size)


def copy_file(engine: Engine, target: Path) -> None:
    """A copy of an SQLite database in one step: copying stepwise starts over whenever somebody writes."""
    with translated(engine.place), engine.connected() as source:
        copy = apsw.Connection(str(target))
        try:
            with copy.backup("main", source, "main") as step:
                step.step(-1)
            # One file, without a log beside it.
            copy.pragma("journal_mode", "delete")
            must_be_sound(copy, str(target))
        finally:
            copy.close()


def must_be_sound(connection: apsw.Connection, place: str) -> None:
    """Raise Unusable where SQLite finds damage."""
    found = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != [("ok",)]:
        raise Unusable(message("{place} is damaged. Run `crm-tui doctor`, then restore a backup.", place=place))


def write_dump(engine: Engine, target: Path) -> None:
    """A whole database as lines of JSON, compressed."""
    kind = kind_of(engine)
    version = engine.value("SELECT value FROM meta WHERE key = 'schema_version'")
    try:
        with gzip.open(target, "wt", encoding="utf-8", compresslevel=4) as out:
            out.write(_line({"format": FORMAT, "kind": kind, "schema_version": int(version)}))
            rows = 0
            for part in parts(engine):
                out.writelines(_lines(part))
                rows += 0 if isinstance(part, Table) else len(part)
            # A dump that was cut off lacks this line.
            out.write(_line({"rows": rows}))
    except OSError as error:
        raise unusable_file(error, str(target)) from error


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A file of the owner's that gets its name when it is whole and on the disk."""
    beside = target.with_name(f".{target.name}.part-{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield beside
        flush(beside)
        # A link, not a rename, so that nothing that appeared meanwhile is lost.
        os.link(beside, target)
        flush(target.parent)
    except FileExistsError:
        raise Conflict(message("{path} exists already.", path=str(target))) from None
    except OSError as error:
        raise unusable_file(error, str(target)) from error
    finally:
        beside.unlink(missing_ok=True)


def _lines(part: Part) -> Iterator[str]:
    if isinstance(part, Table):
        yield _line({"table": part.name, "columns": part.columns})
    else:
        yield from map(_line, part)


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
