"""The app at a terminal of this machine: an open session, gone however it dies, and ended by name."""

from __future__ import annotations

import os
import signal
from typing import Any

from tests.pty_app import PtyApp
from tests.robust.conftest import Program

LEGAL = "legal@x.test"


def open_sessions(crm: Program) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = crm("user", "session", "list", "--everybody", "--json").json
    return found


def at_terminal(crm: Program) -> PtyApp:
    return PtyApp([str(word) for word in crm.command(login=LEGAL)])


def listed(app: PtyApp, crm: Program) -> dict[str, Any]:
    """Its session, once the desk stands and it has said that it is there."""
    app.wait_for("? Help")
    app.wait_until(lambda: bool(open_sessions(crm)))
    [found] = open_sessions(crm)
    return found


def test_it_is_listed_and_goes_with_its_end(crm: Program) -> None:
    with at_terminal(crm) as app:
        found = listed(app, crm)
        assert (found["login"], found["door"], found["address"]) == (LEGAL, "screen", "")
        app.send("q")
        assert app.wait_end() == 0
    assert open_sessions(crm) == []


def test_it_is_gone_when_it_is_killed(crm: Program) -> None:
    with at_terminal(crm) as app:
        listed(app, crm)
        os.killpg(app.pid, signal.SIGKILL)
        app.wait_end()
        assert open_sessions(crm) == []


def test_it_leaves_by_itself_when_an_administrator_ends_it(crm: Program) -> None:
    with at_terminal(crm) as app:
        found = listed(app, crm)
        assert crm("user", "session", "end", found["id"]).status == 0
        assert app.wait_end() == 3
        assert "Ada Admin has ended this session." in app.text
    assert open_sessions(crm) == []


def test_a_live_store_that_is_no_database_stops_nobody(crm: Program) -> None:
    (crm.folder / "live.db").write_bytes(b"no database " * 1000)
    with at_terminal(crm) as app:
        assert listed(app, crm)["login"] == LEGAL
