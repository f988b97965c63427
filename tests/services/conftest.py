"""The organisations of the services' tests, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.engines import BOTH, postgres_url
from tests.once import made_once
from tests.services.cast import Cast, Origin, PostgresOrigin, SqliteOrigin

__all__ = ["postgres_url"]


@pytest.fixture(scope="session")
def sqlite_origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """Both organisations as files."""
    return SqliteOrigin(made_once(tmp_path_factory, "cast-in-files", SqliteOrigin.make))


@pytest.fixture(scope="session")
def postgres_origin(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """Both organisations on the server."""
    made = made_once(tmp_path_factory, "cast-on-server", partial(PostgresOrigin.make, postgres_url))
    return PostgresOrigin(postgres_url, made)


@pytest.fixture(params=BOTH)
def cast(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cast]:
    """A copy of both organisations on either engine."""
    origin: Origin = request.getfixturevalue(_origin(request))
    made = origin.copy(tmp_path)
    yield made
    origin.drop(made)


@pytest.fixture
def file_cast(sqlite_origin: Origin, tmp_path: Path) -> Iterator[Cast]:
    """A copy on SQLite alone, for what no engine makes a difference to."""
    made = sqlite_origin.copy(tmp_path)
    yield made
    sqlite_origin.drop(made)


def _origin(request: pytest.FixtureRequest) -> str:
    return "sqlite_origin" if request.param == "sqlite" else "postgres_origin"
