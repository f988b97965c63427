"""Lines and streams as nobody should write them: status 2, one clear line, no traceback."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.robust.conftest import Program, Word

ASCII = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
STRICT = {"PYTHONIOENCODING": "utf-8:strict"}


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("record", "new", "Leads", b"Last_Name=\xff\xfe", "Company=C"), 2, "UTF-8"),
        (("record", "new", "Leads", b"Last_Name=\xed\xa0\x80", "Company=C"), 2, "UTF-8"),
        (("record", "list", "Leads", "--where", b"Last_Name = \xff"), 2, "UTF-8"),
        (("record", "list", b"Le\xffads"), 2, "UTF-8"),
        (("--org", b"\xff", "user", "list"), 2, "UTF-8"),
        (("--org", "", "user", "list"), 2, "--org needs a value"),
        (("--data=", "user", "list"), 2, "--data needs a value"),
        (("--database", "mysql://x/y", "user", "list"), 2, "no address of a PostgreSQL"),
        (("record", "new", "Leads", "Last_Name=" + "x" * 120_000, "Company=C"), 2, "At most 80 characters"),
        (("record", "note", "Leads/1", "x" * 40_000), 2, "at most 32000 characters"),
        (("record", "show", "Leads/" + "9" * 18), 4, "Not found"),
        (("record", "show", "Leads/" + "9" * 30), 2, "MODULE/ID"),
        (("record", "list", "Leads", "--where", "(" * 5000), 2, "levels"),
        (("record", "list", "Leads", "--after", "x"), 2, "no cursor"),
        (("record", "attach", "Leads/1", "/dev/zero"), 2, "no file"),
        (("record", "attach", "Leads/1", b"\xff"), 2, "no file"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, tuple) else None,
)  # fmt: skip
def test_one_clear_line(crm: Program, words: tuple[Word, ...], status: int, told: str) -> None:
    ended = crm(*words)
    assert (ended.status, ended.out) == (status, b"")
    assert told in ended.said


def test_an_unknown_verb_or_option_shows_how_it_is_written(crm: Program) -> None:
    for words in (("recrod", "list"), ("record", "list", "Leads", "--wher", "x")):
        ended = crm(*words)
        first, *usage = ended.err.decode().splitlines()
        assert (ended.status, first[:9]) == (2, "crm-tui: ")
        assert "crm-tui" in usage[0]
        assert crm(*words, "--json").error["error"] == "invalid"


def test_the_longest_word_that_a_system_passes_is_kept_whole(crm: Program) -> None:
    text = "é" * 31_999 + "."
    made = crm("record", "new", "Leads", "Last_Name=Long", "Company=C", f"Description={text}", "--json")
    assert made.status == 0, made.err
    assert crm("record", "show", f"Leads/{made.json['id']}", "--json").json["Description"] == text


def test_hostile_values_are_kept_and_printed_harmlessly(crm: Program) -> None:
    name = "\x1b[31m[/]\u202e=cmd|' /C calc'!A1"
    made = crm("record", "new", "Leads", f"Last_Name={name}", "Company==1+1", "--json")
    assert made.json["Last_Name"] == name
    assert made.json["Company"] == "=1+1"
    shown = crm("record", "show", f"Leads/{made.json['id']}")
    assert b"[/]" in shown.out
    for streams in (made.out, shown.out):
        assert b"\x1b" not in streams
        assert "\u202e".encode() not in streams


def test_bytes_on_standard_input_that_are_no_text(crm: Program) -> None:
    lines = b"sales@x.test records.edit Leads\n\xff\xfe\x00 x\n\n" + b"y" * 1_000_000 + b"\nsales@x.test records.nope\n"
    ended = crm("can", "--batch", stdin=lines, env=STRICT)
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.status, ended.err) == (0, b"")
    assert ["rule" in answer for answer in answers] == [True, False, False, False, False]


def test_a_terminal_that_knows_only_ascii(crm: Program) -> None:
    made = crm("record", "new", "Leads", "Last_Name=王Łoś", "Company=C", "--json")
    assert made.json["Last_Name"] == "王Łoś"
    listed = crm("record", "list", "Leads", env=ASCII)
    assert (listed.status, listed.err) == (0, b"")
    assert b"?" in listed.out
    told = crm("record", "list", "Leads", "--json", env=ASCII)
    assert told.out.isascii()
    assert told.json[0]["Full_Name"] == "王Łoś"


@pytest.mark.parametrize("words", [("user", "list"), ("matrix", "--json"), ("--version",)])
def test_an_output_that_is_full(crm: Program, words: tuple[str, ...]) -> None:
    ended = shell(crm, *words, behind=">/dev/full")
    assert ended[0] == 1
    assert b"No space left" in ended[1]
    assert b"Traceback" not in ended[1]


def test_closed_streams(crm: Program) -> None:
    assert shell(crm, "user", "list", behind=">&-") == (0, b"")
    assert shell(crm, "can", "--batch", behind="<&- >/dev/null") == (0, b"")
    assert shell(crm, "user", "show", "nobody", behind="2>&-")[0] == 4


def shell(crm: Program, *words: str, behind: str) -> tuple[int, bytes]:
    """Status and standard error of a line with redirections behind it."""
    command = ["sh", "-c", f'"$@" {behind}', "sh", *crm.command(*words)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stderr
