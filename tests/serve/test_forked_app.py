"""A session that is forked with an app in it shows what one shows that starts its own, on every kind of terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import pytest

from tests.pty_app import PtyApp
from tests.serve.house import House, make_installation, serving

pytestmark = pytest.mark.needs("ssh")

HOME = ("Leads", "? Help", "Lead 2")
ANYWHERE = ("Leads", "? Help")
Cell = tuple[object, ...]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, House]]:
    """The same data served twice: with sessions that are forked, and with such as are programs of their own."""
    folder = tmp_path_factory.mktemp("forked")
    data = make_installation(folder)
    options = ("--logins-per-minute", "0")
    with (
        serving(folder / "one", data, *options) as forked,
        serving(folder / "two", data, *options, "--no-zygote") as own,
    ):
        yield forked, own


def cells(app: PtyApp) -> list[list[Cell]]:
    """What stands on the screen, with its colours."""
    return [[tuple(app.screen.buffer[line][column]) for column in range(app.columns)] for line in range(app.lines)]


def told(raw: bytes) -> set[bytes]:
    """The modes that the terminal was told to have."""
    return {b"?" + part[: end + 1] for part in raw.split(b"\x1b[?")[1:] if (end := _end(part)) >= 0}


def _end(part: bytes) -> int:
    return next((at for at, byte in enumerate(part[:8]) if byte in b"hl"), -1)


@pytest.mark.parametrize(
    ("size", "term", "options"),
    [
        ((120, 40), "xterm-256color", ()),
        ((120, 40), "xterm", ()),
        ((120, 40), "xterm-kitty", ()),
        ((120, 40), "xterm-256color", ("SetEnv=NO_COLOR=1",)),
        ((80, 24), "xterm-256color", ()),
        ((200, 60), "screen", ()),
        ((40, 10), "linux", ()),
    ],
)
def test_the_first_screen_is_the_same(
    houses: tuple[House, House], size: tuple[int, int], term: str, options: Sequence[str]
) -> None:
    shown, modes = [], []
    for house in houses:
        with house.clients.terminal(keys=["sales"], size=size, env={"TERM": term}, options=options) as app:
            app.wait_for(*(HOME if size[0] > 100 else ANYWHERE[:1]))
            app.read(1.0)
            shown.append(cells(app))
            app.send("q")
            assert app.wait_end() == 0
            modes.append(told(app.raw))
    assert shown[0] == shown[1]
    assert modes[0] == modes[1]


def test_a_zygote_holds_nothing_open(houses: tuple[House, House]) -> None:
    forked, _own = houses
    process = forked.zygote()
    assert len(os.listdir(f"/proc/{process}/task")) == 1
    held = {int(fd): os.readlink(f"/proc/{process}/fd/{fd}") for fd in os.listdir(f"/proc/{process}/fd")}
    assert set(held) == {0, 1, 2, 3}, held
    assert held[3].startswith("socket:")
