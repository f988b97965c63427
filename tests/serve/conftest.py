"""Fixtures of the tests of the doors. Each file that wants clients has a `house` of its own, with its own limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.domain.organisations import NewOrganisation
from tests.bootstrap.conftest import installation
from tests.serve.clients import Clients
from tests.serve.house import House

ADMIN = "admin@acme.test"


@pytest.fixture
def clients(house: House) -> Clients:
    """Clients of the file's server."""
    return house.clients


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Installation]:
    """An organisation for parts of a server, without a server around them."""
    made = installation(tmp_path, tmp_path)
    made.create_organisation(NewOrganisation("acme", "acme", "EUR", "en", "FR", "UTC", login=ADMIN, user_name="Ada"))
    yield made
    made.close()
