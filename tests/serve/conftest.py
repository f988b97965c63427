"""Fixtures of the tests of the doors. Each file that wants clients has a `house` of its own, with its own limits."""

from __future__ import annotations

import pytest

from tests.serve.clients import Clients
from tests.serve.house import House


@pytest.fixture
def clients(house: House) -> Clients:
    """Clients of the file's server."""
    return house.clients
