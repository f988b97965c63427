"""The audit page: newest first, filtered by the store, read on, checked, copied."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.domain.audit import AuditFilter
from crm_tui.tui.presenters.actions import action_words
from crm_tui.tui.setup.audit import SHOWN
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown
from tests.tui.setup_pilot import ADMIN, LEGAL, SIZES, open_setup, rows, state, type_in

__all__ = ["demo", "demo_source"]


def ids(demo: Installation, where: AuditFilter, limit: int = SHOWN) -> list[str]:
    found = demo.workspace(ADMIN, "demo").audit.list(limit, where=where)
    return [str(row.id) for row in found]


@pytest.mark.parametrize("size", SIZES)
async def test_newest_first_and_older_ones_as_one_reads_on(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "audit")
        assert rows(pilot) == ids(demo, AuditFilter())
        assert state(pilot)["audit.older"]
        assert " 200+ " in shown(pilot).splitlines()[1], "there are more than those that were read"
        await press(pilot, "+")
        assert rows(pilot) == ids(demo, AuditFilter(), 2 * SHOWN)
        await press(pilot, "enter")
        newest = demo.workspace(ADMIN, "demo").audit.list(1)[0]
        assert newest.digest[:30] in shown(pilot).replace("\n", "")
        await press(pilot, "y")
        assert newest.digest in pilot.app.clipboard
        assert newest.entry.login in pilot.app.clipboard


@pytest.mark.parametrize("size", SIZES)
async def test_refused_attempts_of_one_person_are_found(demo: Installation, size: tuple[int, int]) -> None:
    his = demo.workspace(LEGAL, "demo")
    his.access.attempt("org.settings")
    his.access.attempt("records.create", "Leads")
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "audit")
        await press(pilot, "f")
        await type_in(pilot, LEGAL)
        await press(pilot, "tab", "tab", "tab")
        await type_in(pilot, "ref")
        await press(pilot, "enter", "ctrl+s")
        wanted = AuditFilter(login=LEGAL, outcome="refused")
        assert rows(pilot) == ids(demo, wanted)
        assert len(rows(pilot)) == 2
        assert "O27" in shown(pilot) or size[0] > 100
        assert "audit.older" not in state(pilot)
        await press(pilot, "/")
        await type_in(pilot, "SETTINGS")
        await press(pilot, "enter")
        assert len(rows(pilot)) == 1
        await press(pilot, "escape", "escape")
        assert rows(pilot) == ids(demo, AuditFilter())
        assert desk(pilot).place.area == "setup/audit"


async def test_a_text_is_searched_in_the_whole_log(demo: Installation) -> None:
    oldest = demo.workspace(ADMIN, "demo").audit.list(10_000)[-1]
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "audit")
        assert str(oldest.id) not in rows(pilot)
        await press(pilot, "/")
        await type_in(pilot, oldest.entry.action)
        assert set(rows(pilot)) <= set(ids(demo, AuditFilter(text=oldest.entry.action)))
        await press(pilot, "escape", "f", "f3")
        assert rows(pilot) == ids(demo, AuditFilter())


async def test_the_chain_is_checked_and_a_changed_row_shows(demo: Installation) -> None:
    engine = demo.store("demo").engine
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "audit")
        await press(pilot, "c")
        assert "is whole" in shown(pilot)
        with engine.write():
            engine.execute("UPDATE audit SET login = 'x' WHERE id = 7")
        await press(pilot, "c")
        assert "row 7 does not follow" in shown(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_actions_read_as_people_call_them(demo: Installation, size: tuple[int, int]) -> None:
    demo.workspace(LEGAL, "demo").access.attempt("records.create", "Leads")
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "audit")
        assert "Create records" in shown(pilot)
        await press(pilot, "/")
        await type_in(pilot, "create rec")
        assert rows(pilot) == ids(demo, AuditFilter(action="records.create"))
        await press(pilot, "enter", "f")
        await press(pilot, "tab")
        await type_in(pilot, "Create records")
        await press(pilot, "ctrl+s", "enter")
        assert rows(pilot) == ids(demo, AuditFilter(action="records.create"))
        # The id stays readable: the command line and promises name actions by it.
        assert "Create records · records.create" in shown(pilot)


def test_an_action_that_is_not_known_keeps_its_id() -> None:
    assert action_words("records.sing") == "records.sing"
