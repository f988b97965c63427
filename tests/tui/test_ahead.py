"""An app that is started ahead of its person: nobody's, holding nothing, and whoever comes finds all as ever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.tui.ahead import AppAhead
from crm_tui.tui.screens.main import MainScreen
from crm_tui.tui.theme import DEFAULT_THEME
from tests.pty_app import PtyApp
from tests.tui.desk_pilot import demo, demo_source, settle, shown

__all__ = ["demo", "demo_source"]

SALES = "sales@demo.test"
OWN = NewOrganisation("Own", "own", "EUR", "en", "", "UTC", login=SALES, user_name="S")
HOLDS = """
import os, sys, threading
from crm_tui.tui.ahead import Ahead
held, streams = sorted(os.listdir("/proc/self/fd")), (sys.stdout, sys.stderr)
ahead = Ahead()
assert sorted(os.listdir("/proc/self/fd")) == held, os.listdir("/proc/self/fd")
assert threading.active_count() == 1
assert (sys.stdout, sys.stderr) == streams
assert not hasattr(ahead.app, "entrance") and ahead.app.line is None
print("all is well", flush=True)  # nobody does it at such an end
os._exit(0)
"""


def forked(installation: Installation, login: str, *more: str, size: tuple[int, int] = (120, 40)) -> PtyApp:
    """On a terminal; its log goes beside the data."""
    words = [sys.executable, "-m", "tests.tui.forked_app", str(installation.places.folder), login, *more]
    return PtyApp(words, size=size, env={"XDG_STATE_HOME": str(installation.places.folder)})


def test_it_holds_no_descriptor_no_thread_and_nobodys_data() -> None:
    ran = subprocess.run([sys.executable, "-c", HOLDS], capture_output=True, check=False, text=True, timeout=120)
    assert (ran.returncode, ran.stdout.strip()) == (0, "all is well"), ran.stderr


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_whoever_comes_works_and_leaves(demo: Installation, size: tuple[int, int]) -> None:
    with forked(demo, SALES, size=size) as app:
        app.wait_for("? Help")
        app.send("?")
        app.wait_for("esc close")
        app.send("\x1b")
        app.wait_until(lambda: "esc close" not in app.text)
        app.send("q")
        assert app.wait_end() == 0
        assert "printed at the end" in app.text


def test_who_says_no_name_chooses_one(demo: Installation) -> None:
    with forked(demo, "-") as app:
        app.wait_for("marketing@demo.test")
        assert "? Help" not in app.text
        app.send("\r")
        app.wait_for("? Help")
        app.send("q")
        assert app.wait_end() == 0


def test_who_leaves_before_there_is_a_desk_leaves_nothing(demo: Installation) -> None:
    with forked(demo, "-") as app:
        app.wait_for("marketing@demo.test")
        app.send("\x1b")
        assert app.wait_end() == 0
        assert "Traceback" not in app.text


def test_a_crash_is_told_by_its_number_alone(demo: Installation) -> None:
    with forked(demo, SALES, "crash") as app:
        assert app.wait_end() == 1
        assert "It is in the log as" in app.text
        assert "secret" not in app.text
    log = Path(demo.places.folder, "crm-tui")
    assert any("a secret" in path.read_text() for path in log.rglob("*.log*")), list(log.rglob("*"))


async def test_the_desk_laid_ahead_is_the_first_one_and_goes_when_he_goes_on(
    demo: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.create_organisation(OWN)
    monkeypatch.setattr(AppAhead, "take_terminal", lambda _app: None)  # the test's stays
    app = AppAhead(CountingIds())
    async with app.run_test(size=(120, 40)) as pilot:
        await app.laid.wait()
        await settle(pilot)
        [laid] = app._installed_screens.values()
        assert isinstance(laid, MainScreen)
        assert laid not in app.screen_stack
        assert laid.is_mounted
        app.come_in(demo, SALES, "demo", DEFAULT_THEME, None)
        await settle(pilot)
        assert app.screen is laid
        assert "Help" in shown(pilot)
        app.enter(SALES, "own")
        await settle(pilot)
        assert isinstance(app.screen, MainScreen)
        assert app.screen is not laid
        assert app.screen.ws.organisation.slug == "own"
        assert not laid.is_running
        assert not app._installed_screens
