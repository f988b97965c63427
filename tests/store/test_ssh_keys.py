"""Keys and codes in the directory: what is unique, what an upgrade and a backup keep, and what `doctor` finds."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.domain.errors import Conflict, Unusable
from crm_tui.domain.public_keys import PublicKey, parse_public_key
from crm_tui.store.backup import back_up
from crm_tui.store.directory import Directory, open_directory
from crm_tui.store.directory_schema import DIRECTORY_VERSION, directory_version
from crm_tui.store.doctor import examine_directory
from crm_tui.store.dump import DIRECTORY, parts
from crm_tui.store.engine import Engine
from crm_tui.store.failures import ConstraintFailed
from crm_tui.store.key_rows import KeyReach
from crm_tui.store.restore import fill, restore_to_file, restore_to_schema
from tests.engines import BOTH, Place
from tests.key_lines import ed25519

ANNA, BEN = "anna@acme.test", "ben@acme.test"
NEW_TABLES = ("pending_act", "key_code", "ssh_key_org", "ssh_key")
"""Of version 2, children first."""


@pytest.fixture
def directory(engine: Engine, clock: FrozenClock) -> Directory:
    """Two logins in one organisation."""
    made = open_directory(engine, clock=clock)
    org = made.finish_org(made.begin_org("acme", "Acme").id)
    for login in (ANNA, BEN):
        made.add_membership(login, org.id)
    return made


def public(number: int) -> PublicKey:
    return parse_public_key(ed25519(number))


def register(directory: Directory, number: int, login: str = ANNA, *, everywhere: bool = True) -> int:
    org = directory.org("acme")
    assert org is not None
    reach = KeyReach(org.id, 1, everywhere=everywhere)
    return directory.register_key(login, public(number), f"key {number}", reach).id


def older(engine: Engine) -> None:
    """Make a directory what version 1 was."""
    with engine.write():
        for table in NEW_TABLES:
            engine.execute(f"DROP TABLE {table}")
        engine.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")


# Upgrade


def test_an_older_directory_is_brought_up_to_date_once(directory: Directory, place: Place) -> None:
    older(directory.engine)
    for _again in range(2):
        opened = open_directory(place.open())
        assert directory_version(opened.engine) == DIRECTORY_VERSION
        assert [row.login for row in opened.logins()] == [ANNA, BEN]
        assert opened.keys_of(ANNA) == ()
        opened.engine.close()
    assert register(open_directory(directory.engine), 1) == 1


def test_processes_that_open_it_at_once_agree(directory: Directory, place: Place) -> None:
    older(directory.engine)
    start, done = threading.Barrier(4), list[object]()

    def open_it() -> None:
        engine = place.open()
        start.wait()
        try:
            done.append(directory_version(open_directory(engine).engine))
        except Exception as error:
            done.append(error)
        engine.close()

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [DIRECTORY_VERSION] * 4


def test_a_newer_directory_is_refused(directory: Directory, place: Place) -> None:
    with directory.engine.write():
        directory.engine.execute("UPDATE meta SET value = '4' WHERE key = 'schema_version'")
    engine = place.open()
    with pytest.raises(Unusable):
        open_directory(engine)
    engine.close()


# Backups


def restored(directory: Directory, target: Place, copy: Path) -> Directory:
    made = back_up(directory.engine, copy)
    if target.dialect == "sqlite":
        restore_to_file(made.path, Path(target.location))
    else:
        restore_to_schema(made.path, target.location, target.schema)
    return open_directory(target.open())


@pytest.mark.parametrize("target", BOTH, indirect=True)
def test_keys_go_through_a_backup(directory: Directory, target: Place, tmp_path: Path) -> None:
    register(directory, 1)
    register(directory, 2, everywhere=False)
    directory.add_code(ANNA, "label-secret", KeyReach(1, 1), by_key=None)
    there = restored(directory, target, tmp_path / "copy")
    assert there.keys_of(ANNA) == directory.keys_of(ANNA)
    assert there.engine.rows("SELECT * FROM key_code") == directory.engine.rows("SELECT * FROM key_code")
    assert register(there, 3, BEN) == 3
    there.engine.close()


@pytest.mark.parametrize("target", BOTH, indirect=True)
def test_a_backup_of_an_older_directory_is_restored(directory: Directory, target: Place, tmp_path: Path) -> None:
    older(directory.engine)
    there = restored(directory, target, tmp_path / "copy")
    assert [row.login for row in there.logins()] == [ANNA, BEN]
    assert directory_version(there.engine) == DIRECTORY_VERSION
    assert register(there, 1) == 1
    there.engine.close()


@pytest.mark.parametrize("target", BOTH, indirect=True)
def test_keys_move_to_the_other_engine(directory: Directory, target: Place) -> None:
    register(directory, 1, everywhere=False)
    engine = target.open(create=True)
    fill(engine, DIRECTORY, parts(directory.engine))
    there = open_directory(engine)
    assert there.keys_of(ANNA) == directory.keys_of(ANNA)
    engine.close()


# What is unique


def test_a_living_fingerprint_is_there_once(directory: Directory) -> None:
    first = register(directory, 1)
    with pytest.raises(Conflict):
        register(directory, 1, BEN)
    with pytest.raises(ConstraintFailed), directory.engine.write():
        directory.engine.execute(
            "INSERT INTO ssh_key (login_id, name, fingerprint, kind, public, created_at) VALUES (1, '', ?, '', '', 1)",
            (public(1).fingerprint,),
        )
    directory.revoke_key(first)
    assert register(directory, 1, BEN) != first
    assert directory.key(first) is None


def test_of_two_logins_that_register_a_key_at_once_one_has_it(directory: Directory, place: Place) -> None:
    start, done = threading.Barrier(2), list[object]()

    def add(login: str) -> None:
        own = open_directory(place.open(), clock=directory.clock)
        start.wait()
        try:
            done.append(register(own, 1, login))
        except Conflict:
            done.append(None)
        own.engine.close()

    threads = [threading.Thread(target=add, args=(login,)) for login in (ANNA, BEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count(None) == 1
    assert len(directory.keys_of(ANNA)) + len(directory.keys_of(BEN)) == 1


def test_nothing_in_the_way_of_a_key_is_run_as_sql(directory: Directory) -> None:
    hostile = "'; DROP TABLE ssh_key; --"
    assert directory.key_by_fingerprint(hostile) is None
    assert directory.keys_of(hostile) == ()
    assert directory.open_code(hostile) is None
    key = public(1)
    made = directory.register_key(ANNA, key, hostile, KeyReach(1, 1, everywhere=True))
    assert directory.keys_of(ANNA)[0].name == made.name == hostile


def test_join_is_no_organisations_slug(directory: Directory) -> None:
    for slug in ("join", "JOIN"):
        with pytest.raises(Conflict):
            directory.begin_org(slug, "Trap")


# Doctor


def test_a_key_with_a_fingerprint_that_is_not_its_own_is_a_fault(
    directory: Directory, tmp_path: Path, place: Place
) -> None:
    tmp_path.chmod(0o700)
    register(directory, 1)
    assert examine_directory(directory.engine) == ()
    with directory.engine.write():
        directory.engine.execute("UPDATE ssh_key SET fingerprint = ?", (public(2).fingerprint,))
    assert [finding.check for finding in examine_directory(directory.engine)] == ["keys"]
