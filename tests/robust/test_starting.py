"""What a start loads, and what the app says where it cannot open anything: no empty screen, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pty_app import PtyApp
from tests.robust.conftest import PROGRAM, Program
from tests.robust.test_broken_data import change, newer, rubbish

NEEDLESS = {"textual", "rich", "babel", "psycopg", "asyncio", "ssl", "tarfile", "gzip", "playhouse.migrate", "difflib"}


@pytest.mark.parametrize(
    "words", [("can", "sales@x.test", "records.edit", "Leads"), ("record", "list", "Leads"), ("--version",)]
)
def test_a_command_loads_nothing_that_it_does_not_need(crm: Program, words: tuple[str, ...]) -> None:
    command = [PROGRAM[0], "-X", "importtime", *crm.command(*words)[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    # A module that was looked for and not found has a line as well, but no parts.
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "crm_tui.cli.main" in loaded
    assert {name for name in loaded if name in NEEDLESS - {"psycopg"} or name.startswith("psycopg.")} == set()


@pytest.mark.parametrize(
    ("harm", "words", "told", "status"),
    [
        (rubbish, (), "not a database of crm-tui", 1), (newer, ("open", "helios"), "Use a newer crm-tui", 1),
        (Path.unlink, (), "There is no data at", 1), (None, ("open", "nowhere"), "Not found", 4),
        (None, ("--as", "nobody@x.test"), "Not found", 4),
    ],
)  # fmt: skip
def test_the_app_says_why_it_does_not_open(
    crm: Program, harm: Callable[[Path], None] | None, words: tuple[str, ...], told: str, status: int
) -> None:
    if harm:
        harm(crm.data)
    login = None if "--as" in words else "legal@x.test"
    with PtyApp([str(word) for word in crm.command(*words, login=login)], size=(200, 24)) as app:
        app.wait_for("crm-tui: ", told)
        assert app.wait_end() == status
        assert "Traceback" not in app.text


def test_the_app_opens_where_the_last_login_is_gone(crm: Program) -> None:
    change(crm.folder / "directory.db", "UPDATE meta SET value = 'gone@x.test' WHERE key = 'last_login'")
    with PtyApp([str(word) for word in crm.command(login=None)]) as app:
        app.wait_for("Ada Admin")


def signalled(app: PtyApp) -> int:
    """The end after a signal, as of a terminal that controls the program."""
    app.send_signal(signal.SIGHUP)
    return app.wait_end()


@pytest.mark.parametrize("end", [signalled, PtyApp.hang_up])
def test_a_terminal_that_goes_away_ends_the_app_and_keeps_the_place(crm: Program, end: Callable[[PtyApp], int]) -> None:
    argv = [str(word) for word in crm.command(login="sales@x.test")]
    with PtyApp(argv) as app:
        app.wait_for("Leads")
        app.send("gn")
        app.wait_for("Notices", "All read")
        assert end(app) in (0, -signal.SIGHUP)
    with PtyApp(argv) as app:
        app.wait_for("Notices", "All read")
