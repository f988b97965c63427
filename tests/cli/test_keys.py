"""`keys`: the table of keys, the check of one's own file, and the trial at a terminal."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from crm_tui.base.locations import keymap_file
from crm_tui.bootstrap import open_installation
from crm_tui.cli.doors import Door
from crm_tui.cli.main import main
from crm_tui.tui.commands.registry import COMMANDS, DEFAULT_KEYMAP, read_keymap
from crm_tui.tui.key_trial import keys_to_try, meaning
from tests.pty_app import PtyApp

RUN = "import sys; from crm_tui.cli.main import run; run()"


def line(*words: str, door: Door | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return main(words, io.StringIO(), out, err, door=door), out.getvalue(), err.getvalue()


def own_keys(text: str) -> Path:
    path = keymap_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_list_has_every_command_with_the_keys_in_use() -> None:
    own_keys('[keys]\n"record.note" = "B"\n')
    status, out, _err = line("keys", "list", "--json")
    rows = json.loads(out)
    assert status == 0
    assert {row["command"] for row in rows} == {command.id for command in COMMANDS}
    note = next(row for row in rows if row["command"] == "record.note")
    assert (note["keys"], note["changed"]) == (["B"], True)
    assert "record.note" in line("keys", "list")[1]


@pytest.mark.parametrize(
    ("text", "status", "kinds"),
    [
        ('[keys]\n"record.note" = "t"\n', 5, ["clash"]),
        ('[keys]\n"record.edit" = "g"\n"record.fly" = "x"\n', 5, None),
        ('[keys]\n"record.note" = "ctrl+b"\n', 0, ["problem"]),
        ('[keys]\n"record.note" = "B"\n', 0, []),
    ],
)
def test_the_check_ends_with_5_where_keys_clash(text: str, status: int, kinds: list[str] | None) -> None:
    own_keys(text)
    found, out, _err = line("keys", "check", "--json")
    assert found == status
    told = [row["kind"] for row in json.loads(out)]
    assert told == kinds if kinds is not None else {"clash", "problem"} == set(told)
    assert line("keys", "check")[0] == status


def test_the_check_names_line_and_file_of_broken_toml() -> None:
    path = own_keys("[keys]\nundo = \n")
    status, _out, err = line("keys", "check")
    assert status == 2
    assert "line 2" in err
    assert str(path) in err


def test_hostile_names_in_the_file_are_made_visible() -> None:
    own_keys('[keys]\n"\\u001b[2J" = "x"\n')
    _status, out, _err = line("keys", "check")
    assert "\x1b" not in out
    assert "\N{REPLACEMENT CHARACTER}" in out


def test_without_a_file_all_is_well() -> None:
    assert line("keys", "check")[0] == 0
    assert json.loads(line("keys", "check", "--json")[1]) == []


def test_keys_are_those_of_ones_own_machine(tmp_path: Path) -> None:
    installation = open_installation(tmp_path / "data")
    door = Door("ssh", "a@x.test", installation)
    assert [line("keys", *words, door=door)[0] for words in ([], ["list"], ["check"])] == [3, 3, 3]
    installation.close()


def test_no_data_is_made_by_asking_for_keys(tmp_path: Path) -> None:
    line("--data", str(tmp_path / "none"), "keys", "list")
    assert not (tmp_path / "none").exists()


def test_a_key_is_told_with_all_that_it_does() -> None:
    assert "Tag (record.tag)" in meaning(DEFAULT_KEYMAP, "t")
    assert "g h Home" in meaning(DEFAULT_KEYMAP, "g")
    assert meaning(DEFAULT_KEYMAP, "f12") == ""
    assert {"ctrl+s", "f2", "f5", "[", "g"} <= set(keys_to_try(DEFAULT_KEYMAP))
    keymap, _problems = read_keymap({"record.tag": "ctrl+b"})
    assert "record.tag" in meaning(keymap, "ctrl+b")


def test_the_trial_needs_a_terminal() -> None:
    status, _out, err = line("keys")
    assert status == 2
    assert "terminal" in err


@pytest.mark.parametrize("end", ["qq", "\x03", "signal"])
def test_the_trial_names_what_arrives_and_puts_the_terminal_back(end: str) -> None:
    with PtyApp([sys.executable, "-c", RUN, "keys"], size=(80, 24)) as app:
        app.wait_for("Not seen yet")
        app.send("t")
        app.wait_for("Tag (record.tag)")
        app.send("\x02")
        app.wait_for("ctrl+b", "tmux")
        app.send("\x1b")
        app.wait_for("esc ", "Out (out)")
        app.send("\x1b[15~")  # F5
        app.wait_for("Refresh")
        app.send("q[")  # one q alone goes on
        app.wait_for("Back (history.back)")
        if end == "signal":
            os.kill(app.pid, signal.SIGTERM)
        else:
            app.send(end)
        assert app.wait_end() == 0
        assert app.raw.rindex(b"\x1b[?1049l") > app.raw.rindex(b"\x1b[?1049h")
        assert b"\x1b[?1000h" not in app.raw
