"""Fixtures of the store's tests."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import Place, clock, crm, drop, engine, org, place, postgres_url

__all__ = ["clock", "crm", "engine", "org", "place", "postgres_url"]


@pytest.fixture
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Another place for a database."""
    if request.param == "sqlite":
        yield Place("sqlite", str(tmp_path / "there" / "other.db"))
        return
    found = Place("postgresql", request.getfixturevalue("postgres_url"), f"t_{uuid.uuid4().hex[:12]}")
    yield found
    drop(found)
