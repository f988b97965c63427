"""Data that is damaged, missing, newer or read-only: one clear line, status 1, and nothing is made worse."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from tests.robust.conftest import Ended, Program

READ = ("record", "list", "Leads")
WRITE = ("record", "edit", "Leads/1", "Last_Name=New")


def rubbish(path: Path) -> None:
    path.write_bytes(b"This is a shopping list and no database. " * 200)


def holes(path: Path) -> None:
    """Every third page behind the first two is overwritten."""
    data = bytearray(path.read_bytes())
    for start in range(2 * 4096, len(data), 3 * 4096):
        data[start : start + 400] = b"\xaa" * 400
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def newer(path: Path) -> None:
    change(path, "UPDATE meta SET value = '99' WHERE key = 'schema_version'")


def foreign(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE birds (name TEXT)")


def change(path: Path, sql: str) -> None:
    """Change a database behind the program's back."""
    connection = apsw.Connection(str(path))
    connection.execute(sql)
    connection.close()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (rubbish, "not a database of crm-tui"), (holes, "is damaged"), (cut, "is damaged"),
        (newer, "Use a newer crm-tui"), (Path.unlink, "There is no data at"), (emptied, "not a database of crm-tui"),
        (foreign, "not a database of crm-tui"),
    ],
)  # fmt: skip
def test_a_damaged_organisation(crm: Program, harm: Callable[[Path], None], words: str) -> None:
    harm(crm.data)
    size = crm.data.stat().st_size if crm.data.exists() else None
    assert words in must_be_unusable(crm(*(READ if harm is holes else WRITE)))
    checked = crm("doctor", "--json", login=None)
    assert checked.status == 1
    assert next(row["org"] for row in checked.json if not row["ok"]) == "helios"
    # An empty file is still an empty database, but nothing was put into it.
    assert harm is emptied or (crm.data.stat().st_size if crm.data.exists() else None) == size


def must_be_unusable(ended: Ended) -> str:
    assert (ended.status, ended.out) == (1, b"")
    return ended.said


@pytest.mark.parametrize(
    ("harm", "words"),
    [(rubbish, "not a database of crm-tui"), (holes, "is damaged"), (newer, "Use a newer crm-tui")],
)
def test_a_damaged_directory(crm: Program, harm: Callable[[Path], None], words: str) -> None:
    harm(crm.folder / "directory.db")
    assert words in must_be_unusable(crm(*READ))
    assert words in must_be_unusable(crm("doctor", login=None))


def test_doctor_goes_on_past_a_damaged_organisation(crm: Program) -> None:
    assert crm("org", "new", "Second", "second", "--user-name", "Ada").status == 0
    rubbish(crm.data)
    checked = crm("doctor", "--json", login=None)
    assert checked.status == 1
    assert {row["org"]: row["ok"] for row in checked.json} == {"helios": False, "second": True}
    assert crm("--org", "second", "count", "Leads").out == b"0\n"


def test_a_directory_that_is_lost_leaves_the_organisation_where_it_is(crm: Program) -> None:
    (crm.folder / "directory.db").unlink()
    ended = crm(*READ)
    assert (ended.status, ended.said.startswith("There is no data at")) == (4, True)
    made = crm("org", "new", "Fresh", "fresh", "--user-name", "Ada")
    assert made.status == 0, made
    assert (crm.folder / "org1.left-1" / "data.db").exists()


def test_where_there_is_no_data_nothing_is_made(tmp_path: Path) -> None:
    crm = Program(tmp_path / "typo")
    for words in (READ, ("doctor",), ("backup", str(tmp_path / "all"))):
        ended = crm(*words)
        assert (ended.status, ended.said) == (4, f"There is no data at {crm.folder}."), words
    assert list(tmp_path.iterdir()) == []
    assert "--as" in crm(*READ, login=None).said


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    crm = Program(tmp_path / "data")
    crm.folder.write_text("mine")
    for words in (READ, ("demo", "--no-open")):
        ended = crm(*words)
        assert ended.status in (1, 4)
        assert str(crm.folder) in ended.said
    assert crm.folder.read_text() == "mine"


@contextmanager
def mounted(*words: str, folder: Path) -> Iterator[None]:
    """Something mounted there for a while; skips where this process may not."""
    if os.geteuid() or not shutil.which("mount"):
        pytest.skip("not run: no right to mount")
    if subprocess.run(["mount", *words, str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("not run: no right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_folder(crm: Program, tmp_path: Path) -> None:
    saved = tmp_path / "all.backup"
    assert crm("backup", str(saved), login=None).status == 0
    with mounted("--bind", str(crm.folder), folder=crm.folder):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(crm.folder)], check=True)
        for words in (WRITE, ("restore", str(saved)), ("org", "new", "X", "x")):
            ended = crm(*words)
            assert ended.status == 1
            assert "read-only for this user" in ended.said
            assert str(crm.folder) in ended.said
    assert crm("record", "show", "Leads/1", "--json").json["Last_Name"] == "One"
    assert crm.is_sound()


def small_files() -> None:
    """No file may grow past the shared memory of SQLite's log, as on a disk whose quota is used up."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (33_000, 33_000))


def test_a_full_quota(crm: Program, tmp_path: Path) -> None:
    for words in (("record", "note", "Leads/1", "x" * 30_000), ("backup", str(tmp_path / "all.backup"))):
        ended = crm(*words, before=small_files)
        assert ended.status == 1
        assert "disk is full" in ended.said
    assert not list(tmp_path.glob("*backup*"))
    assert len(crm("record", "notes", "Leads/1", "--json").json) == 1
    assert crm.is_sound()


def test_a_full_disk(crm: Program, small: Path) -> None:
    """A note is written over and over until there is no room, then once more after there is some again."""
    shutil.rmtree(crm.folder)
    crm.folder.mkdir()
    size = sum(path.stat().st_size for path in small.rglob("*")) + 600_000
    with mounted("-t", "tmpfs", "-o", f"size={size}", "none", folder=crm.folder):
        shutil.copytree(small, crm.folder, dirs_exist_ok=True)
        filler = crm.folder / "holiday.mov"
        written = 0
        with filler.open("wb") as file:
            free = os.statvfs(crm.folder)
            file.write(b"x" * (free.f_bavail * free.f_bsize - 300_000))
        while (ended := crm("record", "note", "Leads/1", "x" * 30_000)).status == 0:
            written += 1
        assert ended.status == 1
        assert "disk is full" in ended.said
        assert "disk is full" in crm("backup", str(crm.folder / "all.backup"), login=None).said
        filler.unlink()
        assert crm("record", "note", "Leads/1", "at last").status == 0
        assert len(crm("record", "notes", "Leads/1", "--json").json) == written + 2
        assert crm.is_sound()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET login = 'nobody@x.test' WHERE id = 3", "DELETE FROM audit WHERE id = 4",
        "INSERT INTO audit (at, actor_id, login, action, target, outcome, rule, door, detail, previous, digest)"
        " SELECT at, actor_id, login, action, target, outcome, rule, door, detail, previous, digest FROM audit LIMIT 1",
    ],
)  # fmt: skip
def test_a_log_that_was_tampered_with(crm: Program, sql: str) -> None:
    change(crm.data, sql)
    checked = crm("audit", "check", "--json")
    assert (checked.status, checked.json["sound"]) == (1, False)
    found = crm("doctor", "--json", login=None)
    assert found.status == 1
    assert [row["check"] for row in found.json if not row["ok"]] == ["audit"]


def test_an_attachment_that_was_changed_or_is_gone(crm: Program) -> None:
    (content,) = (path for path in (crm.folder / "org1" / "files").rglob("*") if path.is_file())
    content.write_text("another one")
    found = crm("doctor", "--json", login=None)
    assert (found.status, [row["check"] for row in found.json if not row["ok"]]) == (1, ["attachments"])
    content.unlink()
    assert crm("doctor", login=None).status == 1
    assert crm("record", "files", "Leads/1").status == 0


def test_doctor_prints_figures(crm: Program) -> None:
    found = {row["check"]: row["number"] for row in crm("doctor", "--json", login=None).json}
    assert found["records"] == 3
    assert found["size"] == crm.data.stat().st_size
