"""How the screen behaves: movement, mouse, header line, words in the last lines, and what wakes a session."""

from __future__ import annotations

import asyncio
import gc
import sys
import warnings
from pathlib import Path

from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.taste import Taste
from crm_tui.tui.commands.registry import BY_ID
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.watcher import Watcher
from tests.demo import demo_copy
from tests.pty_app import PtyApp
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

LOGIN = "sales@demo.test"
RUN = "import sys; from crm_tui.cli.main import run; run()"


async def test_the_header_line_gives_its_place_and_stays_away(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        rows = desk(pilot).table.page_rows
        assert "Helios Optics" in shown(pilot).splitlines()[0]
        await press(pilot, "z")
        assert "Helios Optics" not in shown(pilot).splitlines()[0]
        assert desk(pilot).table.page_rows == rows + 1
        assert "? Help" in shown(pilot).splitlines()[-1]
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "Helios Optics" not in shown(pilot).splitlines()[0]
        await press(pilot, "z")
        assert "Helios Optics" in shown(pilot).splitlines()[0]
    assert demo.workspace(LOGIN, "demo").settings.mine().taste == Taste()


def moving(pilot: Pilot[int]) -> str:
    """What the app lets move."""
    return pilot.app.animation_level


async def test_movement_is_off_until_it_is_chosen(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert moving(pilot) == "none"
        await pilot.press("/")
        await pilot.pause()
        assert not desk(pilot).filter.cursor_blink
        await press(pilot, "escape")
        await desk(pilot).run_command(BY_ID["settings.motion"])
        assert moving(pilot) == "full"
        await pilot.press("/")
        await pilot.pause()
        assert desk(pilot).filter.cursor_blink
        await press(pilot, "escape")
    assert demo.workspace(LOGIN, "demo").settings.mine().taste == Taste(motion=True)


def test_the_mouse_is_left_to_the_terminal_at_once_and_at_the_next_start(demo_source: Path, tmp_path: Path) -> None:
    demo_copy(demo_source, tmp_path / "data").close()
    argv = [sys.executable, "-c", RUN, "--data", str(tmp_path / "data"), "--as", LOGIN]
    on, off = b"\x1b[?1003h", b"\x1b[?1003l"
    with PtyApp(argv) as terminal:
        terminal.wait_for("? Help")
        assert terminal.raw.rindex(on) > terminal.raw.rfind(off)
        terminal.send(":")
        terminal.wait_for("esc close")
        terminal.send("leave it to the terminal")
        terminal.wait_for("Mouse")
        terminal.read(0.5)
        terminal.send("\r")
        terminal.wait_for("left to the terminal")
        assert terminal.raw.rindex(off) > terminal.raw.rindex(on)
        terminal.send("\x11")
        assert terminal.wait_end() == 0
    with PtyApp(argv) as terminal:
        terminal.wait_for("? Help")
        terminal.read(0.5)
        assert terminal.raw.rindex(off) > terminal.raw.rindex(on)
        terminal.send("\x1b[<0;40;8M\x1b[<0;40;8m")  # a click that comes all the same does no harm
        terminal.read(0.2)
        terminal.send("\x11")
        assert terminal.wait_end() == 0


def test_keys_arrive_split_alone_and_after_a_long_sleep(demo_source: Path, tmp_path: Path) -> None:
    demo_copy(demo_source, tmp_path / "data").close()
    argv = [sys.executable, "-c", RUN, "--data", str(tmp_path / "data"), "--as", LOGIN]
    with PtyApp(argv) as terminal:
        terminal.wait_for("? Help")
        terminal.read(1.0)  # longer than it looks for the end of a sequence
        terminal.send("/")
        terminal.wait_for("words to find")
        word = "王é".encode()
        for n in range(len(word)):
            terminal.send_bytes(word[n : n + 1])
            terminal.read(0.02)
        terminal.wait_for("王", "é")
        terminal.send("\x1b")  # an escape alone
        terminal.wait_for("? Help")
        for part in ("\x1b[", "5~"):  # a key in two pieces
            terminal.send(part)
            terminal.read(0.02)
        terminal.send("?")
        terminal.wait_for("── List ──")
        terminal.send("\x1b")
        terminal.wait_for("? Help")
        terminal.send("\x11")
        assert terminal.wait_end() == 0
        assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")


def test_a_terminal_that_goes_away_ends_the_program(demo_source: Path, tmp_path: Path) -> None:
    demo_copy(demo_source, tmp_path / "data").close()
    deaf = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); {RUN}"
    with PtyApp([sys.executable, "-c", deaf, "--data", str(tmp_path / "data"), "--as", LOGIN]) as terminal:
        terminal.wait_for("? Help")
        assert terminal.hang_up() == 0


async def test_what_somebody_else_changes_is_pending_until_a_dialog_closes(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen, other = desk(pilot), demo.workspace("admin@demo.test", "demo")
        await press(pilot, "m")
        assert isinstance(pilot.app.screen, NoteEditor)
        assert "? Help" not in shown(pilot), "keys of the desk that do nothing in the dialog"
        other.records.new("Leads", {"Last_Name": "Zebrowski", "Company": "Zoo"})
        await off_loop(screen.watcher.look)
        await settle(pilot)
        assert screen.watcher.pending
        await press(pilot, "escape")
        assert not screen.watcher.pending
        assert "Zebrowski" in shown(pilot)
        assert "? Help" in shown(pilot)


async def test_a_look_that_another_overtakes_leaves_nothing_half_begun(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            screen.watcher.pending = True
            screen.on_screen_resume()
            screen.on_screen_resume()
            await settle(pilot)
            gc.collect()
        assert [str(one.message) for one in told] == []
        assert not screen.watcher.pending


async def test_a_database_that_is_away_is_told_of_once() -> None:
    told: list[str] = []

    def away() -> bool:
        raise OSError("gone")

    watcher = Watcher(away, lambda: told.append("changed"), lambda error: told.append(str(error)))
    watcher.start()
    for _look in range(3):
        await off_loop(watcher.look)
    await off_loop(watcher.stop)
    await off_loop(watcher.look)
    await asyncio.sleep(0)
    assert told == ["gone"]


async def test_keys_of_a_sequence_show_what_may_follow_them(demo: Installation) -> None:
    async with app_of(demo, "support@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        before = shown(pilot).splitlines()[-1]
        await press(pilot, "N")
        last = shown(pilot).splitlines()[-1]
        assert last.startswith(" N · ")
        assert "(t New task)" in last
        assert "r New request" in last
        await press(pilot, "escape")
        assert shown(pilot).splitlines()[-1] == before
        await press(pilot, "g")
        assert "h Home  r Requests  n Notices" in shown(pilot).splitlines()[-1]
        await press(pilot, "h")
        assert "h Home" not in shown(pilot).splitlines()[-1]


async def test_the_last_key_of_a_sequence_that_there_is_not_does_nothing(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        before = shown(pilot)
        for keys in (("N", "escape"), ("g", "z"), ("N", "v")):
            await press(pilot, *keys)
            assert shown(pilot) == before


async def test_what_cannot_be_taken_back_is_said_until_the_next_command(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "u")
        screen = desk(pilot)
        assert screen.status.status.kind == "error"
        await press(pilot, "j")
        assert screen.status.status.kind == "error"
        await press(pilot, "enter")
        assert screen.status.status == Status()
        await press(pilot, "t", *"warm", "enter", "ctrl+s", "1")
        assert screen.status.status.hint == "u undo"
