"""Older data is brought to this program's schema at its first open, after a copy; newer data is refused."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from crm_tui.domain.errors import Unusable
from crm_tui.domain.users import ProfileRights, UserKind
from crm_tui.store.engine import open_sqlite
from crm_tui.store.migrations import migrate, pending
from crm_tui.store.migrations.runner import FOLDER
from crm_tui.store.organisation import OrganisationStore, open_organisation
from crm_tui.store.restore import restore_to_file
from crm_tui.store.schema import SCHEMA_VERSION
from crm_tui.store.versions import schema_version
from tests.engines import Place

ADD_COLUMN = """
from peewee import *
def up(migrator, db):
    migrator.migrate(migrator.add_column("member", "nickname", TextField(default="none")))
"""
REBUILD = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE profile_2 (id INTEGER NOT NULL PRIMARY KEY)")
    db.execute_sql("INSERT INTO profile_2 SELECT id FROM profile")
"""
BROKEN = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE half_done (id INTEGER)")
    db.execute_sql("INSERT INTO half_done VALUES (1)")
    raise ZeroDivisionError
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """A folder with the scripts of this program and one more."""
    folder = tmp_path / "versions"
    folder.mkdir()
    for script in FOLDER.glob("[0-9]*.py"):
        (folder / script.name).write_text(script.read_text())
    (folder / f"{NEXT:04}_add_nickname.py").write_text(ADD_COLUMN)
    return folder


NEXT = SCHEMA_VERSION + 1


def add_user(org: OrganisationStore) -> None:
    with org.engine.write():
        profile = org.add_profile(ProfileRights("standard", "Standard"))
        org.add_member("anna@acme.test", "Anna", UserKind.REGULAR, profile)


def test_the_last_script_is_the_schema_of_this_program() -> None:
    assert max(int(path.name[:4]) for path in FOLDER.glob("[0-9]*.py")) == SCHEMA_VERSION


def test_a_new_organisation_needs_no_script(org: OrganisationStore) -> None:
    assert schema_version(org.engine) == SCHEMA_VERSION
    assert pending(org.engine) == ()
    assert migrate(org.engine) == 0


def test_older_data_is_migrated_once_after_a_copy(org: OrganisationStore, scripts: Path, tmp_path: Path) -> None:
    add_user(org)
    copies = tmp_path / "copies"
    assert migrate(org.engine, copies, folder=scripts, known=NEXT) == 1
    assert org.engine.value("SELECT nickname FROM member") == "none"
    assert schema_version(org.engine) == NEXT
    assert pending(org.engine, folder=scripts) == ()
    assert migrate(org.engine, copies, folder=scripts, known=NEXT) == 0
    (copy,) = copies.iterdir()
    restore_to_file(copy, tmp_path / "before.db")
    before = open_organisation(open_sqlite(tmp_path / "before.db"))
    assert before.member("anna@acme.test") is not None
    assert "nickname" not in before.engine.columns("member")
    before.engine.close()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_the_copy_stands_beside_the_file(org: OrganisationStore, scripts: Path, place: Place) -> None:
    migrate(org.engine, folder=scripts, known=NEXT)
    (copy,) = (Path(place.location).parent / "backups").iterdir()
    assert copy.name.startswith(f"acme-schema{SCHEMA_VERSION}-")


def test_newer_data_is_refused_with_both_numbers(org: OrganisationStore, place: Place) -> None:
    with org.engine.write():
        org.set_mark("schema_version", "99")
    other = place.open()
    with pytest.raises(Unusable, match=f"schema 99.*only schema {SCHEMA_VERSION}"):
        open_organisation(other)
    other.close()


def test_a_session_from_before_a_migration_must_connect_again(
    org: OrganisationStore, scripts: Path, place: Place, tmp_path: Path
) -> None:
    """DOOR-3."""
    assert org.policy_version() > 0
    other = place.open()
    migrate(other, tmp_path / "copies", folder=scripts, known=NEXT)
    other.close()
    with pytest.raises(Unusable, match="new version"):
        org.policy_version()


def test_a_script_that_fails_leaves_nothing(org: OrganisationStore, scripts: Path, tmp_path: Path) -> None:
    add_user(org)
    (scripts / f"{NEXT + 1:04}_broken.py").write_text(BROKEN)
    with pytest.raises(ZeroDivisionError):
        migrate(org.engine, tmp_path / "copies", folder=scripts, known=NEXT + 1)
    assert "half_done" not in org.engine.tables()
    assert schema_version(org.engine) == NEXT, "the script before it stays, and the number says so"
    assert pending(org.engine, folder=scripts) == (f"{NEXT + 1:04}_broken",)
    (scripts / f"{NEXT + 1:04}_broken.py").write_text(REBUILD)
    assert migrate(org.engine, tmp_path / "more", folder=scripts, known=NEXT + 1) == 1
    assert schema_version(org.engine) == NEXT + 1


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_foreign_keys_are_on_again_after_a_migration(org: OrganisationStore, scripts: Path) -> None:
    migrate(org.engine, folder=scripts, known=NEXT)
    assert org.engine.value("PRAGMA foreign_keys") == 1


def test_two_processes_migrate_once(org: OrganisationStore, scripts: Path, place: Place, tmp_path: Path) -> None:
    engines = [place.open(), place.open()]
    done: list[int] = []

    def work(number: int) -> None:
        done.append(migrate(engines[number], tmp_path / f"copies{number}", folder=scripts, known=NEXT))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 1
    for engine in engines:
        engine.close()


def test_nobody_writes_during_a_migration(org: OrganisationStore) -> None:
    with org.engine.alone():
        with org.engine.write():
            org.set_mark("sample", "1")
        with pytest.raises(RuntimeError), org.engine.alone():
            pass
    with org.engine.write(), pytest.raises(RuntimeError), org.engine.alone():
        pass
