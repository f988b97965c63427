"""`migrate-database`: from files to a server and back, for whoever owns the data; never through a door (DOOR-1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.opening import DATABASE, folder_of, is_server
from crm_tui.cli.output import Json, Output
from crm_tui.cli.parser import UsageError
from crm_tui.cli.verbs import Argument, Call, Verb

if TYPE_CHECKING:
    from crm_tui.bootstrap.migrating import Moved
    from crm_tui.bootstrap.places import Places

EVERY = 1.0
"""Seconds between two lines of progress."""


class _Progress:
    """Says how far it is, for people: rows so far and rows a second, of the database that is being copied."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._database, self._rows = "", 0
        self._began = self._said = monotonic()

    def __call__(self, database: str, table: str, rows: int) -> None:
        now = monotonic()
        if database != self._database:
            self._database, self._rows, self._began, self._said = database, 0, now, now
        self._rows += rows
        if now - self._said >= EVERY and not self._out.as_json:
            self._said = now
            self._say(table, self._rows / (now - self._began))

    def _say(self, table: str, rate: float) -> None:
        words = _(
            "{database}: {rows} rows, {rate} a second ({table})", database=self._database, rows=self._rows,
            rate=round(rate), table=table,
        )  # fmt: skip
        self._out.line(words)
        self._out.stream.flush()


def migrate(call: Call) -> None:
    """Copy all data to an empty place and compare it there; the source is only read."""
    from crm_tui.bootstrap.migrating import migrate as move

    call.oneself()
    source, target = (_places(call, option) for option in ("from", "to"))
    moved = move(source, target, _Progress(call.out), again=call.args.again)
    _report(call, moved, target)


def _places(call: Call, option: str) -> Places:
    from crm_tui.bootstrap.places import Places

    text = getattr(call.args, option)
    if not text:
        raise UsageError(message("{option} needs a value.", option=f"--{option}"))
    if is_server(text):
        return Places(folder_of(call.globals), text)
    return Places(Path(text).expanduser())


def _report(call: Call, moved: Moved, target: Places) -> None:
    rows: list[Mapping[str, Json]] = [
        {"database": one.database, "table": one.table, "rows": one.sum.rows, "checksum": one.sum.text}
        for one in moved.tables
    ]
    total = sum(one.sum.rows for one in moved.tables)
    if call.globals.json:
        call.out.json({"rows": total, "files": moved.files, "tables": rows})
        return
    call.out.rows([row for row in rows if row["rows"]])
    call.out.line(_("{rows} rows and {files} files are there, and alike.", rows=total, files=moved.files))
    # What was moved was only read: it can still be worked in, by whoever does not name the new place.
    name = f"{DATABASE}={target.shown}" if target.url else f"--data {target.folder}"
    call.out.line(_("From now on name it in every line, service and script: {name}. Put the old data away.", name=name))


VERBS = (
    Verb(
        "migrate-database", N_("Copy all data from files to a server or back, into an empty place, and compare it."),
        migrate,
        (
            Argument("--from", N_("where it is: a data directory, or postgresql://…"), metavar="PLACE"),
            Argument("--to", N_("where it goes: one of these that is empty"), metavar="PLACE"),
            Argument("--again", N_("clear first what an interrupted run has left there"), flag=True),
        ),
        "", False, on_empty=True,
    ),
)  # fmt: skip
