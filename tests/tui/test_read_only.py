"""Whoever comes into an organisation that can only be read is told so at once (ORG-3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.organisations import NewOrganisation
from tests.demo import NOW
from tests.tui.desk_pilot import shown
from tests.tui.scene_pilot import at_desk

ADMIN = "ada@acme.test"
WORDS = "The trial has ended and no edition is chosen"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOW)


@pytest.fixture
def trial(tmp_path: Path, clock: FrozenClock) -> Iterator[Installation]:
    """An organisation of today, on trial for 15 days."""
    made = open_installation(tmp_path, clock=clock, ids=CountingIds())
    made.create_organisation(
        NewOrganisation("Acme", "demo", "EUR", "en", "FR", "Europe/Paris", login=ADMIN, user_name="Ada")
    )
    yield made
    made.close()


async def test_an_organisation_whose_trial_has_ended_says_so(trial: Installation, clock: FrozenClock) -> None:
    async with at_desk(trial, ADMIN) as pilot:
        assert WORDS not in shown(pilot)
    clock.advance(dt.timedelta(days=16).total_seconds())
    async with at_desk(trial, ADMIN) as pilot:
        assert WORDS in shown(pilot)
        assert "rule ORG-3" in shown(pilot)
