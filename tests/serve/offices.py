"""Two organisations on either engine, and the same data as another process has it open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_tui.bootstrap.installation import Installation
from crm_tui.domain.organisations import NewOrganisation
from tests.bootstrap.conftest import Open, installation, open_empty
from tests.engines import postgres_url

__all__ = ["elsewhere", "office", "open_empty", "postgres_url"]


@pytest.fixture(scope="module")
def office(open_empty: Open) -> Installation:
    """Two organisations, 1 and 2."""
    made = open_empty()
    for slug in ("acme", "other"):
        made.create_organisation(
            NewOrganisation(slug, slug, "EUR", "en", "FR", "UTC", login=f"admin@{slug}.test", user_name="Ada")
        )
    return made


@pytest.fixture
def elsewhere(office: Installation) -> Iterator[Installation]:
    """The same data, as another process has it open."""
    opened = installation(office.places.url or office.places.folder, office.places.folder)
    yield opened
    opened.close()
