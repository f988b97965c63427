"""Several people and processes at once, and processes that die: nothing is overwritten silently, nothing is lost."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from pathlib import Path

from tests.cli.conftest import ADMIN
from tests.robust.conftest import Program

KILLS = 8
FORK = """
import io, os, sys
from crm_tui.cli.main import main
import crm_tui.cli.records, crm_tui.cli.values, crm_tui.bootstrap.installation, crm_tui.store.sqlite
folder, login, target, times = sys.argv[1:]
for number in range(int(times)):
    out, err = io.StringIO(), io.StringIO()
    words = ["--data", folder, "--as", login, "record", "edit", target, f"Description=edit {os.getpid()} {number}"]
    status = main(words, io.StringIO(), out, err)
    os.write(1, f"{status} {number} {err.getvalue()}\\n".encode())
"""
"""Edits a record over and over, through the command line's own entry, and tells of each one that was acknowledged."""


def test_a_stale_edit_shows_both_sides(crm: Program) -> None:
    edit = ("record", "edit", "Leads/1", "--version-seen", "1")
    assert crm(*edit, "Last_Name=Mine", "Company=Same").status == 0
    ended = crm(*edit, "Last_Name=Late", "Company=Same", "--json")
    assert (ended.status, ended.out, ended.error["error"]) == (5, b"", "conflict")
    assert ended.error["theirs"] == {"Last_Name": "Mine"}
    assert ended.error["mine"] == {"Last_Name": "Late"}
    assert (ended.error["version"], ended.error["changed_by"]) == (2, "Ada Admin")
    told = crm(*edit, "Last_Name=Late", "Company=Same")
    assert told.status == 5
    assert all(words in told.err.decode() for words in ("meanwhile", "Last_Name", "Mine", "Late"))
    assert crm("record", "show", "Leads/1", "--json").json["Last_Name"] == "Mine"


def test_of_two_edits_at_once_one_wins_and_the_other_is_told(crm: Program) -> None:
    edits = [
        crm.start("record", "edit", "Leads/1", f"Last_Name={name}", "--version-seen", "1", "--json")
        for name in ("Left", "Right")
    ]
    ended = [(process.communicate(timeout=60), process.returncode) for process in edits]
    assert sorted(status for _, status in ended) == [0, 5]
    ((won, _),) = [streams for streams, status in ended if status == 0]
    ((_, lost),) = [streams for streams, status in ended if status == 5]
    winner = json.loads(won)["Last_Name"]
    assert json.loads(lost)["theirs"] == {"Last_Name": winner}
    assert crm("record", "show", "Leads/1", "--json").json["Last_Name"] == winner


def editing(crm: Program, target: str, times: int) -> subprocess.Popen[bytes]:
    """A process that edits over and over."""
    command = [*crm.command()[:1], "-c", FORK, str(crm.folder), ADMIN, target, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_processes_that_edit_one_record_wait_for_each_other(crm: Program) -> None:
    processes = [editing(crm, "Leads/1", 15) for _ in range(3)]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert [line[:2] for line in out.splitlines()] == [b"0 "] * 15, (out, err)
    assert crm("record", "show", "Leads/1", "--json").json["version"] == 46
    assert crm.is_sound()


def test_kill_9_loses_no_edit_that_was_acknowledged(crm: Program) -> None:
    chance = random.Random(9)
    told: list[tuple[int, int]] = []
    for _ in range(KILLS):
        process = editing(crm, "Leads/2", 10_000)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        rest = process.communicate(timeout=60)[0]
        lines = [line for line in (first + rest).split(b"\n")[:-1] if line]
        assert all(line.startswith(b"0 ") for line in lines), lines
        told.append((process.pid, len(lines)))
    timeline = crm("timeline", "Leads/2", "--json", "--limit", "100000").json
    written = {change["after"] for event in timeline for change in event["changes"] if change["field"] == "Description"}
    assert {f"edit {pid} {number}" for pid, count in told for number in range(count)} <= written
    assert crm("audit", "check").status == 0
    assert crm.is_sound()


def test_a_backup_while_others_write_is_one_moment(crm: Program, tmp_path: Path) -> None:
    writer = editing(crm, "Leads/1", 10_000)
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        saved = [tmp_path / f"{number}.backup" for number in range(2)]
        for path in saved:
            assert crm("backup", str(path), login=None).status == 0
            assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate(timeout=60)
    for at, path in enumerate(saved):
        other = Program(tmp_path / f"restored{at}")
        assert other("restore", str(path), login=None).status == 0
        shown = other("record", "show", "Leads/1", "--json").json
        assert shown["version"] > 1
        assert shown["Description"].startswith("edit ")
        assert other.is_sound()
