"""`restore` from outside: onto nothing, onto something, from what is no backup."""

from __future__ import annotations

import io
import stat
import tarfile
from pathlib import Path

import pytest

from tests.robust.conftest import Program


@pytest.fixture
def saved(crm: Program, tmp_path: Path) -> Path:
    """A backup of the organisation."""
    path = tmp_path / "all.backup"
    assert crm("backup", str(path), login=None).status == 0
    return path


def test_onto_nothing(crm: Program, saved: Path, tmp_path: Path) -> None:
    other = Program(tmp_path / "other")
    assert other("restore", str(saved), login=None).status == 0
    assert other("record", "list", "Leads", "--json").json == crm("record", "list", "Leads", "--json").json
    assert other("record", "files", "Leads/1", "--json").json == crm("record", "files", "Leads/1", "--json").json
    checked = other("doctor", "--json", login=None)
    assert checked.status == 0
    assert "permissions" not in {row["check"] for row in checked.json}
    said = other("doctor", login=None).out.decode()
    for check in ("attachments", "audit", "search", "keys"):
        assert any(check in line and "In order." in line for line in said.splitlines()), check
    assert said.splitlines()[-1] == "No fault was found."
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in other.folder.rglob("*")}
    assert modes == {0}


def test_onto_something(crm: Program, saved: Path) -> None:
    assert crm("record", "edit", "Leads/1", "Last_Name=Later").status == 0
    told = crm("restore", str(saved), login=None)
    assert told.status == 0
    kept = [Path(line.strip()) for line in told.out.decode().splitlines() if line.startswith("  ")]
    assert len(kept) == 2
    assert all(path.is_file() for path in kept), "the organisation's and the directory's"
    assert crm("record", "show", "Leads/1", "--json").json["Last_Name"] == "One"
    assert [path for path in crm.data.parent.iterdir() if path.name.startswith("data-")], "what was there is kept"
    assert crm.is_sound()


def test_from_what_is_no_backup_nothing_changes(crm: Program, saved: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in crm.folder.rglob("*") if path.is_file()}
    whole = saved.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0x5A
    cases = {
        "cut": whole[: len(whole) // 2],
        "tail": whole[:-4],
        "flipped": bytes(flipped),
        "text": b"no",
        "empty": b"",
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        ended = crm("restore", str(tmp_path / name), login=None)
        assert (ended.status, str(tmp_path / name) in ended.said) == (2, True), (name, ended)
    missing = crm("restore", str(tmp_path / "missing"), login=None)
    assert (missing.status, "There is no data at" in missing.said) == (1, True)
    assert {path: path.read_bytes() for path in crm.folder.rglob("*") if path.is_file()} == before


def test_a_backup_overwrites_nothing(crm: Program, saved: Path, tmp_path: Path) -> None:
    before = saved.read_bytes()
    assert crm("backup", str(saved), login=None).status == 5
    assert crm("backup", str(tmp_path), login=None).status == 5
    assert saved.read_bytes() == before


def test_a_backup_that_would_write_elsewhere_is_none(saved: Path, tmp_path: Path) -> None:
    other = Program(tmp_path / "other")
    for name in ("../evil", f"{tmp_path}/evil", "files/../../evil", "evil", "files/org1/link"):
        evil = tmp_path / "evil.backup"
        with tarfile.open(evil, "w:gz") as archive, tarfile.open(saved) as whole:
            member = tarfile.TarInfo(name)
            if name.endswith("link"):
                member.type, member.linkname = tarfile.SYMTYPE, str(tmp_path)
            archive.addfile(member, io.BytesIO())
            for one in whole:
                archive.addfile(one, whole.extractfile(one))
        ended = other("restore", str(evil), login=None)
        assert (ended.status, "no backup" in ended.said) == (2, True), name
        assert list(other.folder.iterdir()) == []
        assert not (tmp_path / "evil").exists()
