"""Sessions that break, through both doors, by real clients: their person reads an id and nothing else, and his terminal
is as it was."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw
import psutil
import pytest

from crm_tui.bootstrap import open_installation
from crm_tui.domain.places import KeptPlace
from tests.cli.conftest import run_in
from tests.pty_app import PtyApp
from tests.serve.clients import Clients
from tests.serve.house import PEOPLE, House, make_installation, serving, until
from tests.serve.own_sshd import launcher, sshd

pytestmark = pytest.mark.needs("ssh", "sshd")

HOME = ("? Help",)
SECRET = "Kowalska"
"""Stands in the row that breaks the app."""
LAST_SECOND = 253_402_300_799
"""Of the year 9999, in UTC: nobody can enter it, and east of there it is a time that there is not."""
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
AS_EVER = {7, 25}
"""Modes that are on where no app runs: lines wrap, and the cursor is seen."""


@dataclass(frozen=True)
class Doorway:
    """A door into an installation. `session(app)`: the process of the session that this client has opened."""

    data: Path
    clients: Clients
    session: Callable[[], int]
    home: Path

    def logged(self) -> str:
        """What sessions wrote to their log."""
        return "".join(file.read_text() for file in self.home.rglob("crm-tui.log"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a meeting, which is what the salesman opens at."""
    data = make_installation(tmp_path_factory.mktemp("crashes"))
    made = run_in(
        data, "record", "new", "Meetings", f"Event_Title={SECRET}", "Start_DateTime=2026-12-01 10:00",
        "End_DateTime=2026-12-01 11:00", login=PEOPLE["sales"],
    )  # fmt: skip
    assert made.status == 0, made.err
    installation = open_installation(data)
    settings = installation.workspace(PEOPLE["sales"], "helios").settings
    settings.change(time_zone="Asia/Tokyo")
    settings.keep_place(KeptPlace(module="Meetings"))
    installation.close()
    return data


@pytest.fixture(params=["serve ssh", "own sshd"])
def door(request: pytest.FixtureRequest, data: Path, tmp_path: Path) -> Iterator[Doorway]:
    """Each of the two doors."""
    home = Path(os.environ["XDG_STATE_HOME"])
    if request.param == "serve ssh":
        with serving(tmp_path / "server", data, "--no-zygote", "--logins-per-minute", "0") as house:
            yield Doorway(data, house.clients, lambda: house.sessions()[-1], home)
        return
    forced = launcher(data, "serve", "session", "--login", PEOPLE["sales"])
    keys = Clients(tmp_path / "forced", 0)
    keys.folder.mkdir()
    with sshd(keys.folder, [keys.public("sales")], f"ForceCommand {forced}") as clients:
        yield Doorway(data, clients, lambda: below_launcher(data), data.parent)


def below_launcher(data: Path) -> int:
    """The process of the one session under an sshd of one's own."""
    found = [one for one in psutil.process_iter(["cmdline"]) if str(data) in (one.info["cmdline"] or [])]
    return next(int(one.pid) for one in found if one.parent() in found)


def left_on(app: PtyApp) -> set[int]:
    """Modes of the terminal that are on at the end, of those that anything was said of."""
    on: dict[int, bool] = {}
    for numbers, letter in _MODE.findall(app.raw):
        on |= {int(number): letter == b"h" for number in numbers.split(b";")}
    return {mode for mode, is_on in on.items() if is_on}


@pytest.fixture
def damaged(data: Path) -> Iterator[None]:
    """A row that no program wrote: its time is one that cannot be painted."""
    connection = apsw.Connection(str(next(data.glob("*/data.db"))))
    [(table, column)] = connection.execute(
        "SELECT m.table_name, f.column_name FROM field f JOIN module m ON m.id = f.module_id"
        " WHERE m.api_name = 'Meetings' AND f.api_name = 'Start_DateTime'"
    )
    [(before,)] = connection.execute(f"SELECT {column} FROM {table}")
    connection.execute(f"UPDATE {table} SET {column} = ?", (LAST_SECOND,))
    yield
    connection.execute(f"UPDATE {table} SET {column} = ?", (before,))
    connection.close()


@pytest.mark.usefixtures("damaged")
def test_an_app_that_breaks_shows_an_id_and_gives_the_terminal_back(door: Doorway) -> None:
    with door.clients.terminal() as app:
        assert app.wait_end() == 1
    shown = re.search(rb"had to stop\. It is in the log as ([0-9a-f]{8})\.", app.raw)
    assert shown, app.text
    after = app.raw[app.raw.rindex(b"\x1b[?1049l") :]
    assert shown[0] in after, "it stands where it can be read"
    for word in (b"Traceback", b"OverflowError", b'File "', SECRET.encode(), str(door.data).encode()):
        assert word not in after
    assert left_on(app) <= AS_EVER
    assert f"unexpected error {shown[1].decode()}" in door.logged()
    assert SECRET not in door.logged()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_process_that_dies_gives_the_terminal_back(door: Doorway, number: signal.Signals) -> None:
    with door.clients.terminal() as app:
        app.wait_for(SECRET, *HOME)
        os.kill(door.session(), number)
        assert app.wait_end() == 128 + number
    assert left_on(app) <= AS_EVER
    assert b"Traceback" not in app.raw
    assert b"Fatal Python error" not in app.raw


@pytest.fixture
def house(data: Path, tmp_path: Path) -> Iterator[House]:
    """A server with the time that sessions have by default to end by themselves."""
    options = ("--no-zygote", "--logins-per-minute", "0", "--farewell-seconds", "0.6")
    with serving(tmp_path / "server", data, *options) as house:
        yield house


def test_a_session_that_stands_still_is_ended_all_the_same(house: House) -> None:
    with house.clients.terminal() as app:
        app.wait_for(SECRET, *HOME)
        [process] = house.sessions()
        os.kill(process, signal.SIGSTOP)
        [row] = house.line("user", "session", "list", "--everybody")
        house.line("user", "session", "end", row["id"])
        assert app.wait_end() == 3
        assert "An administrator has ended this session." in app.text
    assert left_on(app) <= AS_EVER
    until(lambda: not psutil.pid_exists(process))
