"""People at one record through the real door: they see each other, and who is ended reads by whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pty_app import PtyApp
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

HOME = ("Leads", "? Help")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server for all tests of this file."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder / "server", make_installation(folder), "--logins-per-minute", "0") as house:
        yield house


def at_lead(app: PtyApp) -> None:
    """Open the newest lead."""
    app.wait_for(*HOME, "Together")
    app.send("\r")


def test_two_see_each_other_at_one_record(house: House) -> None:
    house.line("record", "new", "Leads", "Last_Name=Together", "Company=Lens & Co", login="sales@x.test")
    with house.clients.terminal(keys=["manager"]) as one, house.clients.terminal(keys=["sales"]) as other:
        at_lead(one)
        at_lead(other)
        one.wait_for("● Sam Sales looks")
        other.wait_for("● Mo Manager looks")
        other.send("e")
        one.wait_for("● Sam Sales is editing")
        other.wait_for("F2 save")  # it is said before the form is there to be closed
        other.send("\x1b")
        one.wait_for("● Sam Sales looks")
        other.send("q")
        assert other.wait_end() == 0
        one.wait_until(lambda: not any("●" in line for line in one.screen.display))
        one.send("q")
        assert one.wait_end() == 0


def test_an_administrator_sees_who_is_in_and_ends_a_session(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app:
        app.wait_for(*HOME)
        until(lambda: house.line("user", "session", "list", "--everybody"))
        [row] = house.line("user", "session", "list", "--everybody")
        assert (row["login"], row["door"], row["address"], row["key"]) == ("sales@x.test", "ssh", "127.0.0.1", "sales")
        app.send("n")
        app.wait_for("New:")
        app.send("Unsaved words")
        app.wait_for("Unsaved words")
        assert house.clients.ssh("user", "session", "end", row["id"], keys=["legal"]).status == 3
        assert house.clients.ssh("user", "session", "end", row["id"], keys=["admin"]).status == 0
        assert app.wait_end() == 3
        _painted, reason, after = app.raw.decode(errors="replace").partition("Ada Admin has ended this session.")
        assert reason
        assert "Unsaved words" in after
        assert "An administrator" not in after, "once is enough"
    until(lambda: not house.line("user", "session", "list", "--everybody"))


def test_the_page_of_sessions_follows_who_comes_and_goes(house: House) -> None:
    with house.clients.terminal(keys=["admin"]) as boss:
        boss.wait_for(*HOME)
        boss.send(":sessions")
        boss.wait_for("Sessions")
        boss.send("\r")
        boss.wait_for("Ada Admin", "Idle for")
        with house.clients.terminal(keys=["legal"]) as other:
            other.wait_for("? Help")
            boss.wait_for("Lea Legal")
            other.send("q")
            assert other.wait_end() == 0
        boss.wait_until(lambda: not any("Lea Legal" in line for line in boss.screen.display))
        boss.send("\x11")
        boss.wait_end()
