"""A few people at once behind the real SSH door; the same with many is `python -m bench serve-day`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from bench.serving.day import days
from bench.serving.guest import Guest
from bench.serving.people import Person, move_in
from bench.serving.scene import crowd
from bench.serving.servers import Server, ours
from crm_tui.bootstrap import open_installation
from crm_tui.domain.organisations import NewOrganisation

SLUG, ADMIN = "acme", "ada@acme.test"
PEOPLE = 10
AT_ONCE = 5
"""The last ones: one of them is a team user."""


def test_five_people_work_at_once_and_nobody_sees_what_is_not_his(tmp_path: Path) -> None:
    data = tmp_path / "data"
    people = organisation(data)[-AT_ONCE:]
    assert [person.team for person in people].count(True) == 1
    with ours(data, SLUG) as server:
        failed, guests = asyncio.run(a_day(server, people))
    assert failed == []
    assert all(guest.screen.received > 10_000 for guest in guests)
    assert made(data) == {f"{person.mark}-{'changed' if person.team else 'made'}" for person in people}


def organisation(data: Path) -> list[Person]:
    installation = open_installation(data)
    installation.create_organisation(
        NewOrganisation("Acme", SLUG, "EUR", "en", "FR", "Europe/Paris", login=ADMIN, user_name="Ada")
    )
    people = move_in(installation, SLUG, PEOPLE, records=8)
    installation.close()
    return people


async def a_day(server: Server, people: Sequence[Person]) -> tuple[list[str], list[Guest]]:
    async with crowd(server, people) as guests:
        return (await days(guests))[1], guests


def made(data: Path) -> set[str]:
    installation = open_installation(data)
    rows = installation.store(SLUG).engine.rows(
        "SELECT name FROM search_doc WHERE name LIKE '%-made' OR name LIKE '%-changed'"
    )
    installation.close()
    return {name for (name,) in rows}
