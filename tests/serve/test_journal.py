"""Log lines of a server: safe to read, and enough to find a fault by."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path
from typing import Any

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.serve.journal import Journal, JournalHandler
from crm_tui.serve.refusal import Refusal, refusal
from tests.demo import NOW


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def broken() -> None:
    raise ZeroDivisionError("by design")


def refused() -> Refusal:
    try:
        broken()
    except ZeroDivisionError as error:
        return refusal(error, "abc123", Path("/data"))
    raise AssertionError


def test_what_came_from_outside_is_made_visible_and_cut(tmp_path: Path) -> None:
    Journal(FrozenClock(NOW), tmp_path / "log").note("refused", asked="\x1b[2Jx\n" + "y" * 999, empty="")
    [line] = lines(tmp_path / "log")
    assert "\x1b" not in line["asked"]
    assert len(line["asked"]) == 200
    assert "empty" not in line


def test_a_log_that_was_moved_away_begins_anew(tmp_path: Path) -> None:
    """As whoever keeps logs does; the file cannot be written for a moment, and nothing is lost by that."""
    file, moved = tmp_path / "log", tmp_path / "log.1"
    journal = Journal(FrozenClock(NOW), file)
    journal.note("before")
    file.rename(moved)
    file.mkdir()
    with pytest.raises(IsADirectoryError):
        journal.reopen()
    journal.note("meanwhile")
    file.rmdir()
    journal.reopen()
    journal.note("after")
    assert [line["event"] for line in lines(moved)] == ["before", "meanwhile"]
    assert [line["event"] for line in lines(file)] == ["after"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_fault_that_nobody_foresaw_says_where_it_happened() -> None:
    found = refused()
    assert found.trace.startswith("test_journal.py:")
    assert "broken" in found.trace
    assert "test_journal" not in found.line(as_json=False) + found.line(as_json=True)
    assert "abc123" in found.words


def test_warnings_of_other_parts_say_where_too(tmp_path: Path) -> None:
    handler = JournalHandler(Journal(FrozenClock(NOW), tmp_path / "log"))
    log = logging.Logger("crm_tui.other")
    log.addHandler(handler)
    try:
        broken()
    except ZeroDivisionError:
        log.warning("could not be asked", exc_info=True)
    [line] = lines(tmp_path / "log")
    assert (line["event"], line["part"], line["text"]) == ("log", "crm_tui.other", "could not be asked")
    assert "by design" in line["error"]
    assert "broken" in line["trace"]
