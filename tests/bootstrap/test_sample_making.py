"""Making the sample: always the same, whole or not at all, and for new organisations too (ORG-7).

What makes it several times makes a quarter of its records, through all its stories; `CRM_TUI_DEEP=1` makes all of them.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap import sample as making
from crm_tui.bootstrap.sample import DEMO, ensure_demo
from crm_tui.bootstrap.sample_plan import SamplePlan, read_plan
from crm_tui.domain.errors import Conflict
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.records import ListQuery
from crm_tui.store.doctor import examine, healthy
from crm_tui.store.dump import Table, parts
from crm_tui.store.engine import Engine
from tests.bootstrap.conftest import Open, installation

MINE = NewOrganisation(
    "Verre Bleu", "verre-bleu", "JPY", "fr", "JP", "Asia/Tokyo", login="me@verre.test", user_name="Me"
)
SHARE = 1 if os.environ.get("CRM_TUI_DEEP") else 4
"""One of so many records of each module is made."""
HISTORY = "schema_migration"
"""Tells when the program made a table, by the machine's own clock."""


def small() -> SamplePlan:
    """The people, settings and stories of the sample, with fewer records."""
    plan = read_plan(DEMO)
    return replace(plan, scale={name: -(-count // SHARE) for name, count in plan.scale.items()})


@pytest.fixture(scope="module")
def any_other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Made in files, at one go."""
    folder = tmp_path_factory.mktemp("any-other")
    made = installation(folder, folder)
    assert ensure_demo(made, small())
    yield made
    made.close()


def contents(engine: Engine) -> dict[str, list[object]]:
    """Table -> rows, in an order of their own: a server gives them as they lie, which cleaning up may change."""
    found: dict[str, list[object]] = {}
    table = ""
    for part in parts(engine):
        if isinstance(part, Table):
            table = part.name
            found[table] = []
        elif table != HISTORY:
            found[table] += part
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def people(at: Installation) -> list[tuple[object, ...]]:
    """Logins as they are, but for their numbers: a server counts what failed."""
    mine = at.org(DEMO).id
    return [(one.login, one.name, one.created_at, one.default_org == mine) for one in at.directory.logins()]


def test_a_sample_that_is_there_is_left_alone(demo: Installation) -> None:
    before = demo.store(DEMO).engine.value("SELECT max(id) FROM audit")
    assert not ensure_demo(demo)
    assert demo.store(DEMO).engine.value("SELECT max(id) FROM audit") == before


def test_another_organisation_of_this_slug_is_never_touched(open_empty: Open) -> None:
    mine = open_empty()
    mine.create_organisation(replace(MINE, slug=DEMO))
    with pytest.raises(Conflict):
        ensure_demo(mine)
    assert mine.store(DEMO).info().name == "Verre Bleu"


def test_what_fails_half_way_leaves_nothing_and_made_again_it_is_equal_to_any_other(
    any_other: Installation, open_empty: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that was made on a server to one that was made in files."""
    here = open_empty()

    def fail(story: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(making, "plan_extras", fail)
        with pytest.raises(KeyboardInterrupt):
            ensure_demo(here, small())
    assert here.slugs() == []
    assert here.directory.logins() == ()
    again = installation(here.places.url or here.places.folder, here.places.folder)
    assert ensure_demo(again, small())
    first, second = (contents(one.store(DEMO).engine) for one in (any_other, again))
    assert {name for name in first if first[name] != second.get(name)} == set()
    assert people(again) == people(any_other)
    assert healthy(examine(again.store(DEMO).engine))
    again.close()


def test_a_folder_that_a_crash_left_is_set_aside(tmp_path: Path) -> None:
    left = tmp_path / "org1"
    left.mkdir()
    (left / "data.db").write_text("half of it")
    here = installation(tmp_path, tmp_path)
    here.create_organisation(MINE)
    assert here.org(MINE.slug).location == "org1"
    assert (tmp_path / "org1.left-1" / "data.db").read_text() == "half of it"
    here.close()


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC),  # the hour before summer time, on a Sunday
        dt.datetime(2028, 2, 29, 12, 0, tzinfo=dt.UTC),
        dt.datetime(2027, 1, 1, 3, 15, tzinfo=dt.UTC),
    ],
    ids=str,
)
def test_it_can_be_made_at_any_moment(tmp_path: Path, now: dt.datetime) -> None:
    here = installation(tmp_path, tmp_path, now)
    assert ensure_demo(here, small())
    engine = here.store(DEMO).engine
    assert engine.value("SELECT max(at) FROM event") <= now.timestamp()
    assert engine.value("SELECT count(*) FROM event WHERE at > ?", (now.timestamp() - 86_400,)) >= 5
    here.close()


def test_a_new_organisation_with_sample_data(open_empty: Open) -> None:
    here = open_empty()
    slug = here.create_organisation(replace(MINE, sample_data=True))
    ws = here.workspace(MINE.login, slug)
    least = {"Accounts": 15, "Contacts": 30, "Leads": 20, "Deals": 15, "Tasks": 15, "Products": 8, "Contracts": 8}
    assert {name: n for name, n in least.items() if ws.listing.count(ListQuery(name)).number < n} == {}
    assert [space.name for space in ws.spaces.list()][:-1] == ["Sales", "Marketing", "Legal"]
    assert all(space.entries for space in ws.spaces.list())
    assert healthy(examine(here.store(slug).engine))
    assert [m.login for m in here.store(slug).members().values()] == [MINE.login]


def test_a_new_organisation_without_sample_data_is_empty(open_empty: Open) -> None:
    here = open_empty()
    slug = here.create_organisation(MINE)
    assert here.store(slug).engine.value("SELECT count(*) FROM record") == 0
