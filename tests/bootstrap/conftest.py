"""The sample organisation, made once in files for all workers, and carried to a server: tests of it only read."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.bootstrap.migrating import migrate
from crm_tui.bootstrap.places import Places
from tests.demo import NOW, demo_folder
from tests.engines import BOTH, postgres_url

__all__ = ["postgres_url"]

Open = Callable[[], Installation]


@pytest.fixture(scope="session", params=BOTH)
def open_empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Opens installations with nothing in them, each in a place of its own."""
    opened: list[Installation] = []
    databases: list[str] = []
    server = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""

    def fresh() -> Installation:
        folder = tmp_path_factory.mktemp("installation")
        url = None
        if server:
            databases.append(f"sample_{uuid.uuid4().hex[:12]}")
            url = _database(server, databases[-1])
        opened.append(installation(url or folder, folder))
        return opened[-1]

    yield fresh
    for one in opened:
        one.close()
    for name in databases:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def open_sample(open_empty: Open, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Opens installations with the sample organisation; one made there is equal, as a test of its making says."""

    def copied() -> Installation:
        made = open_empty()
        made.close()
        source = Places(demo_folder(tmp_path_factory))
        if made.places.url:
            migrate(source, made.places, lambda _database, _table, _rows: None)
        else:
            shutil.copytree(source.folder, made.places.folder, dirs_exist_ok=True)
        return made

    return copied


@pytest.fixture(scope="session")
def demo(open_sample: Open) -> Installation:
    """An installation with the sample organisation."""
    return open_sample()


def installation(place: Path | str, folder: Path, now: dt.datetime = NOW) -> Installation:
    """An installation whose clock stands still."""
    files = folder if isinstance(place, str) else None
    return open_installation(place, files=files, clock=FrozenClock(now), ids=CountingIds())


def _database(url: str, name: str) -> str:
    _run(url, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    head, _, options = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}?{options}"


def _run(url: str, sql: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql)
