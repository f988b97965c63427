"""Backups are whole, restores never lose what was there, and a database moves from one engine to the other."""

from __future__ import annotations

import gzip
import stat
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.domain.errors import Conflict, Invalid, Unusable
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import ProfileRights, UserKind
from crm_tui.store.backup import back_up
from crm_tui.store.directory import open_directory
from crm_tui.store.dump import Table, parts
from crm_tui.store.engine import Engine, open_sqlite
from crm_tui.store.organisation import OrganisationStore, open_organisation
from crm_tui.store.restore import restore_to_file, restore_to_schema
from crm_tui.store.rows import RecordRows
from crm_tui.store.transfer import transfer
from tests.engines import BOTH, Place, drop


@pytest.fixture
def full(crm: OrganisationStore) -> OrganisationStore:
    """An organisation with people, records of two modules, and something of most tables."""
    with crm.engine.write():
        profile = crm.add_profile(ProfileRights("standard", "Standard"))
        top = crm.add_role("ceo", "CEO")
        first = crm.add_role("rep", "Rep")
        crm.edit_role(top, parent_id=first)  # a parent with a greater id than its child
        crm.edit_role(top, parent_id=0)
        crm.edit_role(first, parent_id=top)
        user = crm.add_member("anna@acme.test", "Łucja 王伟", UserKind.REGULAR, profile, top)
        crm.put_module_in_space(crm.add_space("sales", "Sales"), crm.catalog().by_name["Leads"].id)
        for number in range(3):
            add_lead(crm, user, f"Müller {number}")
        crm.hide_field(module(crm).id, module(crm).by_name["Fax"].id)
        record = crm.engine.value("SELECT max(id) FROM record")
        crm.engine.execute(
            "INSERT INTO event (record_id, at, actor_id, kind) VALUES (?, 1, ?, 'created')", (record, user)
        )
    return crm


def module(org: OrganisationStore) -> ModuleDef:
    return org.catalog().by_name["Leads"]


def add_lead(org: OrganisationStore, user: int, name: str) -> int:
    return RecordRows(org).insert(module(org), user, user, 1, {"Last_Name": name, "Company": "Łódź"}, name)


def content(engine: Engine) -> dict[str, object]:
    """All of a database, but the history of migrations, whose moments differ."""
    found: dict[str, list[object]] = {}
    rows: list[object] = []
    for part in parts(engine):
        if isinstance(part, Table):
            rows = found.setdefault(f"{part.name} {part.columns}", [])
        else:
            rows += part
    return {name: sorted(map(repr, rows)) for name, rows in found.items()}


def restore(source: Path, target: Place, *, force: bool = False, clock: FrozenClock | None = None) -> str:
    if target.dialect == "sqlite":
        return restore_to_file(source, Path(target.location), force=force, clock=clock).kept
    return restore_to_schema(source, target.location, target.schema, force=force, clock=clock).kept


@pytest.mark.parametrize("target", BOTH, indirect=True)
def test_a_backup_of_either_engine_is_restored_on_either(
    full: OrganisationStore, target: Place, tmp_path: Path
) -> None:
    made = back_up(full.engine, tmp_path / "copy")
    assert made.size == made.path.stat().st_size > 0
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir() if "part" in p.name] == []
    restore(made.path, target)
    there = open_organisation(target.open())
    assert content(there.engine) == content(full.engine)
    leads = module(there)
    assert leads == module(full)
    user = next(iter(there.members()))
    with there.engine.write():
        new = add_lead(there, user, "New")
        there.show_field(leads.id, full.engine.value("SELECT id FROM field WHERE state = 'hidden'"))
    assert new == 1 + full.engine.value("SELECT max(id) FROM record")
    assert search(there, "lodz") == 4
    there.engine.close()


def search(org: OrganisationStore, word: str) -> int:
    if org.engine.is_sqlite:
        return int(org.engine.value("SELECT count(*) FROM search_index WHERE search_index MATCH ?", (word,)))
    return int(org.engine.value("SELECT count(*) FROM search_doc WHERE terms @@ to_tsquery('simple', ?)", (word,)))


@pytest.mark.parametrize("target", BOTH, indirect=True)
def test_a_database_moves_to_the_other_engine(full: OrganisationStore, target: Place) -> None:
    engine, told = target.open(create=True), list[tuple[str, int]]()
    with engine.write():
        sums = transfer(full.engine, engine, lambda table, rows: told.append((table, rows)))
    assert content(engine) == content(full.engine)
    assert {table: one.rows for table, one in sums.items()} == {
        table: sum(rows for name, rows in told if name == table) for table, _ in told
    }
    assert sums["record"].rows == full.engine.value("SELECT count(*) FROM record") > 0
    with pytest.raises(Conflict), engine.write():
        transfer(full.engine, engine, lambda _table, _rows: None)
    engine.close()


def test_a_restore_never_loses_what_was_there(
    full: OrganisationStore, place: Place, tmp_path: Path, clock: FrozenClock
) -> None:
    made = back_up(full.engine, tmp_path / "copy")
    with full.engine.write():
        full.edit_info(name="Changed since")
    full.engine.close()
    with pytest.raises(Conflict):
        restore(made.path, place)
    kept = restore(made.path, place, force=True, clock=clock)
    now = open_organisation(place.open())
    assert now.info().name == "Acme"
    before = Place(place.dialect, kept if place.dialect == "sqlite" else place.location, kept)
    old = open_organisation(before.open())
    assert old.info().name == "Changed since"
    now.engine.close()
    old.engine.close()
    if place.dialect == "postgresql":
        drop(before)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_file_in_use_is_not_replaced(full: OrganisationStore, tmp_path: Path, place: Place) -> None:
    made = back_up(full.engine, tmp_path / "copy")
    full.engine.value("SELECT 1")
    with pytest.raises(Unusable, match="in use"):
        restore(made.path, place, force=True)
    assert full.info().name == "Acme"
    assert [p.name for p in tmp_path.glob(".*")] == []


def test_a_backup_overwrites_nothing(org: OrganisationStore, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(Conflict):
        back_up(org.engine, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"


def test_a_backup_is_one_moment_of_a_database_in_use(full: OrganisationStore, place: Place, tmp_path: Path) -> None:
    other = open_organisation(place.open())
    with other.engine.write():
        add_lead(other, next(iter(other.members())), "not committed")
        made = back_up(full.engine, tmp_path / "copy")
    other.engine.close()
    restore_to_file(made.path, tmp_path / "restored.db")
    restored = open_organisation(open_sqlite(tmp_path / "restored.db"))
    assert restored.engine.value("SELECT count(*) FROM record") == 3
    restored.engine.close()


def test_a_damaged_backup_is_refused(full: OrganisationStore, tmp_path: Path) -> None:
    made = back_up(full.engine, tmp_path / "copy").path.read_bytes()
    (tmp_path / "short").write_bytes(made[: len(made) * 2 // 3])
    with pytest.raises(Unusable):
        restore_to_file(tmp_path / "short", tmp_path / "target.db")
    assert not (tmp_path / "target.db").exists()


OTHERS = {
    "empty": b"",
    "text": b"hello",
    "zip": b"PK\x03\x04",
    "packed text": gzip.compress(b"hello"),
    "packed JSON": gzip.compress(b"[1]\n"),
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_no_backup_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "other").write_bytes(text)
    with pytest.raises((Invalid, Unusable)):
        restore_to_file(tmp_path / "other", tmp_path / "target.db")
    with pytest.raises(Unusable):
        restore_to_file(tmp_path / "missing", tmp_path / "target.db")
    assert [p.name for p in tmp_path.iterdir()] == ["other"]


def test_a_backup_of_a_later_program_is_refused(org: OrganisationStore, tmp_path: Path) -> None:
    with org.engine.write():
        org.set_mark("schema_version", "99")
    made = back_up(org.engine, tmp_path / "copy")
    with pytest.raises(Unusable, match="99"):
        restore_to_file(made.path, tmp_path / "target.db")


def test_a_directory_is_backed_up_too(engine: Engine, tmp_path: Path) -> None:
    directory = open_directory(engine)
    directory.add_membership("anna@acme.test", directory.finish_org(directory.begin_org("acme", "Acme").id).id)
    restore_to_file(back_up(engine, tmp_path / "copy").path, tmp_path / "directory.db")
    restored = open_directory(open_sqlite(tmp_path / "directory.db"))
    assert restored.organisations_of("anna@acme.test") == directory.organisations_of("anna@acme.test")
    assert restored.begin_org("beta", "Beta").id == 2
    restored.engine.close()
