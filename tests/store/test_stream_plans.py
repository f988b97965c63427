"""Plans of streams: the last contacts are read from the end of the index, not sorted out of all there ever were."""

from __future__ import annotations

import pytest

from crm_tui.domain.decisions import RowScope
from crm_tui.store.interactions import Interactions, NewContact
from crm_tui.store.plans import NewRow
from crm_tui.store.stream_sql import Leg, StreamPlan
from crm_tui.store.streams import EventLeg, Streams
from tests.engines import Place
from tests.store.sample import ALL, AT, Sample, make_sample
from tests.store.test_plans import Watched

PEOPLE, EACH = 300, 4


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """300 contacts at ten accounts, each with four e-mails; one of them with a thousand, and with tasks."""
    sample = make_sample(Place("sqlite", str(tmp_path_factory.mktemp("plans") / "streams.db")).open(create=True))
    module = sample.module("Contacts")
    with sample.engine.write():
        accounts = sample.rows.insert_many(
            sample.module("Accounts"), sample.ann, AT, [NewRow(sample.ann, f"A{i}", {}) for i in range(10)]
        )
        rows = [
            NewRow((sample.ann, sample.bob)[i % 2], f"C{i}", {"Account_Name": accounts[i % 10]}) for i in range(PEOPLE)
        ]
        people = sample.rows.insert_many(module, sample.ann, AT, rows)
        mails = Interactions(sample.engine)
        for number, record_id in enumerate(people):
            for turn in range(1000 if number == 0 else EACH):
                mails.add(NewContact(AT - turn, "email", "in", "received", sample.ann, record_id, "x"))
        done = sample.module("Tasks").by_name["Status"].choice("Completed")
        assert done is not None
        tasks = [
            NewRow(sample.bob, "t", {"Subject": "t", "Status": done.id, "Closed_Time": AT - i}, people[0])
            for i in range(50)
        ]
        sample.rows.insert_many(sample.module("Tasks"), sample.ann, AT, tasks)
    sample.engine.analyse()
    return sample


@pytest.fixture
def watched(office: Sample, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(office.engine, monkeypatch)


def first(office: Sample, module: str) -> int:
    return int(office.engine.value(f"SELECT min(id) FROM {office.module(module).table}"))


def plan_of(office: Sample, record_id: int, *legs: Leg) -> StreamPlan:
    own = Leg((office.module("Tasks"),), mails=True)
    return StreamPlan(record_id, (own, *legs), office.ann, AT)


def streams(office: Sample, scope: RowScope = ALL) -> Streams:
    return Streams(office.org, lambda module_id: scope)


NARROW = RowScope(owners=frozenset({1}), user_id=1, shared_level=1, by_parent=True)


@pytest.mark.parametrize("scope", [ALL, NARROW])
@pytest.mark.parametrize("after", [None, (AT - 100, 5)])
def test_a_page_is_read_from_the_index(
    office: Sample, watched: Watched, scope: RowScope, after: tuple[int, int] | None
) -> None:
    wanted = plan_of(office, first(office, "Contacts"))
    steps = watched.plan(lambda: streams(office, scope).page(wanted, 50, after))
    assert "SEARCH l USING PRIMARY KEY (record_id=?" in steps
    assert "SEARCH i USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert "SCAN" not in steps
    assert "TEMP B-TREE" not in steps


def test_an_account_starts_from_its_contacts(office: Sample, watched: Watched) -> None:
    module = office.module("Contacts")
    account, column = first(office, "Accounts"), module.by_name["Account_Name"].column
    leg = Leg((office.module("Tasks"),), True, module, column, account)
    for scope in (ALL, NARROW):
        narrow = streams(office, scope)
        steps = watched.plan(lambda reader=narrow: reader.page(plan_of(office, account, leg), 50))  # type: ignore[misc]
        assert f"INDEX {module.table}_{column} ({column}=?)" in steps
        assert steps.count("SEARCH l USING PRIMARY KEY (record_id=?") == 2
        assert "SCAN l" not in steps
        assert "SCAN i" not in steps


def test_milestones_start_from_the_records(office: Sample, watched: Watched) -> None:
    deals = office.module("Deals")
    legs = (
        EventLeg(("created",)),
        EventLeg(("created",), "Stage", deals, deals.by_name["Contact_Name"].column, first(office, "Contacts")),
    )
    steps = watched.plan(lambda: streams(office).milestones(first(office, "Contacts"), legs, 0, AT))
    assert steps.count("SEARCH e USING INDEX event_record_id_id (record_id=?)") == 2
    assert "SCAN event" not in steps
    assert f"INDEX {deals.table}_{deals.by_name['Contact_Name'].column} (" in steps
