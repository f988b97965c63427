"""Plans: which index SQLite walks. A wrong one is not a wrong answer, only a thousand times slower."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crm_tui.domain.criteria import parse
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.records import Cursor, Sort
from crm_tui.domain.users import UserKind
from crm_tui.store import drivers
from crm_tui.store.engine import Engine
from crm_tui.store.plans import ListPlan, NewRow
from crm_tui.store.rows import RecordRows
from crm_tui.store.search import SearchIndex
from tests.engines import Place
from tests.store.sample import ALL, AT, Sample, make_sample

OWNERS = 40
ROWS = 4000


class Watched:
    """Notes the statements that an engine runs, and tells the plan of the last one."""

    def __init__(self, engine: Engine, patch: pytest.MonkeyPatch) -> None:
        self._run = engine.rows
        self._last: tuple[str, tuple[object, ...]] = ("", ())
        patch.setattr(engine, "rows", self._note)

    def _note(self, sql: str, params: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        self._last = (sql, params)
        return self._run(sql, params)

    def plan(self, call: Callable[[], object]) -> str:
        """The plan of the last statement of a call, one line for each step."""
        call()
        sql, params = self._last
        return "\n".join(row[3] for row in self._run(f"EXPLAIN QUERY PLAN {sql}", params))


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """4,000 contacts of 40 owners: enough for a choice, and sizes that say which one is right."""
    engine = Place("sqlite", str(tmp_path_factory.mktemp("plans") / "big.db")).open(create=True)
    sample = make_sample(engine)
    profile = next(iter(sample.org.profiles()))
    with engine.write():
        owners = [sample.org.add_member(f"u{i}@x.test", f"U {i}", UserKind.REGULAR, profile) for i in range(OWNERS)]
        account = sample.rows.insert_many(sample.module("Accounts"), sample.ann, AT, [NewRow(sample.ann, "Acme", {})])
        rows = [
            NewRow(
                owners[i % OWNERS],
                f"Name {i}",
                {"Account_Name": account[0] if i == 7 else None, "Email": f"e{i}@x.test"},
            )
            for i in range(ROWS)
        ]
        sample.rows.insert_many(sample.module("Contacts"), sample.ann, AT, rows)
        sample.rows.insert_many(
            sample.module("Things"), sample.ann, AT, [NewRow(owners[i % 40], "x", {}) for i in range(ROWS)]
        )
    engine.analyse()
    return sample


@pytest.fixture
def watched(big: Sample, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.setattr(drivers, "SMALL", 100)
    return Watched(big.engine, monkeypatch)


def some_owners(big: Sample, count: int) -> frozenset[int]:
    rows = big.engine.rows("SELECT id FROM member WHERE login LIKE 'u%@x.test' ORDER BY id LIMIT ?", (count,))
    return frozenset(owner for (owner,) in rows)


def page(big: Sample, plan: ListPlan) -> Callable[[], object]:
    return lambda: RecordRows(big.org, lambda module_id: ALL).page(plan, limit=50)


@pytest.mark.parametrize(
    ("field", "index"), [("Full_Name", "name"), ("Modified_Time", "modified"), ("Created_Time", "created")]
)
def test_without_a_scope_the_sort_index_is_walked(big: Sample, watched: Watched, field: str, index: str) -> None:
    plan = watched.plan(page(big, big.plan("Contacts", sort=Sort(field))))
    assert f"SCAN t USING INDEX {big.module('Contacts').table}_{index}" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("field", ["Full_Name", "Created_Time", "Email"])
@pytest.mark.parametrize("count", [1, 2])
def test_few_owners_are_looked_up(big: Sample, watched: Watched, field: str, count: int) -> None:
    scope = RowScope(owners=some_owners(big, count))
    plan = watched.plan(page(big, big.plan("Contacts", scope, sort=Sort(field))))
    assert f"SEARCH t USING INDEX {big.module('Contacts').table}_owner (owner_id=?)" in plan


@pytest.mark.parametrize(("field", "index"), [("Full_Name", "name"), ("Modified_Time", "modified")])
@pytest.mark.parametrize("count", [8, 9, 30])
def test_many_owners_are_tested_while_walking(
    big: Sample, watched: Watched, field: str, index: str, count: int
) -> None:
    scope = RowScope(owners=some_owners(big, count))
    plan = watched.plan(page(big, big.plan("Contacts", scope, sort=Sort(field))))
    assert f"SCAN t USING INDEX {big.module('Contacts').table}_{index}" in plan
    assert "TEMP B-TREE" not in plan


def test_one_owners_latest_need_no_sorting(big: Sample, watched: Watched) -> None:
    scope = RowScope(owners=some_owners(big, 1))
    for criteria in (None, parse("Email contains x", big.module("Contacts"))):
        plan = watched.plan(page(big, big.plan("Contacts", scope, criteria=criteria)))
        assert f"SEARCH t USING INDEX {big.module('Contacts').table}_owner (owner_id=?)" in plan
        assert "TEMP B-TREE" not in plan


def test_mine_in_words_is_the_same_as_mine_by_scope(big: Sample, watched: Watched) -> None:
    criteria = parse("Owner = me", big.module("Contacts"))
    plan = watched.plan(page(big, big.plan("Contacts", criteria=criteria, user_id=min(some_owners(big, 1)))))
    assert f"SEARCH t USING INDEX {big.module('Contacts').table}_owner (owner_id=?)" in plan
    assert "TEMP B-TREE" not in plan


def test_a_kanban_column_reads_its_index_newest_first(big: Sample, watched: Watched) -> None:
    module = big.module("Things")
    plan = watched.plan(page(big, big.plan("Things", criteria=parse("Status = New", module))))
    assert f"SEARCH t USING INDEX {module.table}_{module.by_name['Status'].column}" in plan
    assert "TEMP B-TREE" not in plan


def test_shares_of_few_start_from_the_shares(big: Sample, watched: Watched) -> None:
    scope = RowScope(owners=some_owners(big, 1), user_id=big.bob, shared_level=1, requester_id=big.bob)
    plan = watched.plan(page(big, big.plan("Contacts", scope, sort=Sort("Full_Name"))))
    assert "SEARCH t USING INTEGER PRIMARY KEY" in plan
    assert "share USING COVERING INDEX share_user_id_record_id" in plan or "SEARCH share" in plan
    assert f"SEARCH {big.module('Contacts').table} USING" in plan


def test_related_rows_start_from_the_look_up(big: Sample, watched: Watched) -> None:
    module = big.module("Contacts")
    field = module.by_name["Account_Name"]
    account = big.engine.value(f"SELECT max({field.column}) FROM {module.table}")
    plan = watched.plan(page(big, big.plan("Contacts", related=(field, account))))
    assert f"SEARCH t USING INDEX {module.table}_{field.column}" in plan


def test_words_and_texts_start_from_the_search_index(big: Sample, watched: Watched) -> None:
    module = big.module("Contacts")
    by_text = big.plan("Contacts", text="e777", sort=Sort("Full_Name"))
    by_mail = big.plan("Contacts", criteria=parse("Email = E777@x.test", module))
    for wanted in (by_text, by_mail):
        plan = watched.plan(page(big, wanted))
        assert "SEARCH t USING INTEGER PRIMARY KEY" in plan
        assert "VIRTUAL TABLE INDEX" in plan


def test_deep_pages_are_found_by_their_cursor(big: Sample, watched: Watched) -> None:
    rows = RecordRows(big.org, lambda module_id: ALL)
    wanted = big.plan("Contacts", sort=Sort("Full_Name"))
    (row,) = rows.page(wanted, limit=1, offset=2000)
    plan = watched.plan(lambda: rows.page(wanted, limit=50, after=Cursor(row.key, row.id)))
    table = big.module("Contacts").table
    assert f"SEARCH t USING INDEX {table}_name (name_key=? AND id>?)" in plan
    assert f"SEARCH t USING INDEX {table}_name (name_key>?)" in plan
    assert "TEMP B-TREE" not in plan


def test_search_reads_its_index_newest_first(big: Sample, watched: Watched) -> None:
    index = SearchIndex(big.org)
    module = big.module("Contacts")
    for scope in (ALL, RowScope(owners=some_owners(big, 2)), RowScope(owners=some_owners(big, 30))):
        plan = watched.plan(lambda reached=scope: index.find("nam", {module.id: reached}))  # type: ignore[misc]
        assert plan.startswith("SCAN f VIRTUAL TABLE INDEX")
        assert "TEMP B-TREE" not in plan


def test_a_count_of_owners_reads_one_index(big: Sample, watched: Watched) -> None:
    scope = RowScope(owners=some_owners(big, 30))
    plan = watched.plan(lambda: RecordRows(big.org).count(big.plan("Contacts", scope)))
    assert f"SEARCH t USING COVERING INDEX {big.module('Contacts').table}_owner" in plan


def test_the_few_that_are_not_closed_are_looked_up(big: Sample, watched: Watched) -> None:
    module = big.module("Things")
    status = module.by_name["Status"]
    closed = next(choice for choice in status.choices if choice.closed)
    with big.engine.write():
        big.engine.execute(f"UPDATE {module.table} SET {status.column} = ? WHERE id % 500 > 0", (closed.id,))
    big.engine.analyse()
    criteria = parse(f'not Status in ("{closed.api_name}")', module)
    plan = watched.plan(page(big, big.plan("Things", criteria=criteria, sort=Sort("Created_Time"))))
    assert f"SEARCH t USING COVERING INDEX {module.table}_{status.column}" in plan
    assert "SCAN t" not in plan


def opened(big: Sample, *criteria: str, owners: int = 2) -> RowScope:
    """A scope that shares and sharing rules of criteria widen."""
    return RowScope(owners=some_owners(big, owners), user_id=big.bob, shared_level=1, rules=criteria)


def test_a_rule_that_lets_many_through_is_tested_while_walking(big: Sample, watched: Watched) -> None:
    for field, index in (("Full_Name", "name"), ("Modified_Time", "modified")):
        scope = opened(big, "Email contains x.test")
        plan = watched.plan(page(big, big.plan("Contacts", scope, sort=Sort(field))))
        assert f"SCAN t USING INDEX {big.module('Contacts').table}_{index}" in plan
        assert "TEMP B-TREE" not in plan


def test_a_rule_with_an_index_is_looked_up_where_it_lets_few_through(big: Sample, watched: Watched) -> None:
    criteria = "Owner = u9@x.test or Owner = u8@x.test"
    plan = watched.plan(page(big, big.plan("Contacts", opened(big, criteria), sort=Sort("Full_Name"))))
    assert "SEARCH t USING INTEGER PRIMARY KEY" in plan
    assert f"SEARCH o USING COVERING INDEX {big.module('Contacts').table}_owner" in plan
    assert "SCAN t" not in plan


def test_a_table_is_read_for_a_rule_only_where_hardly_a_row_is_found(big: Sample, watched: Watched) -> None:
    """No index finds them: beside the rows of two owners it is tested, without them the whole table is read once."""
    rare = 'Email = "e1234@x.test"'
    beside = watched.plan(page(big, big.plan("Contacts", opened(big, rare, owners=3), sort=Sort("Full_Name"))))
    assert "SCAN o" not in beside
    alone = watched.plan(page(big, big.plan("Contacts", opened(big, rare, owners=0), sort=Sort("Full_Name"))))
    assert "SCAN o" in alone
    assert "SEARCH t USING INTEGER PRIMARY KEY" in alone


def test_a_capped_count_reads_for_rules_last(big: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    value = big.engine.value

    def noted(sql: str, params: tuple[object, ...] = ()) -> Any:
        counted.append(sql)
        return value(sql, params)

    monkeypatch.setattr(big.engine, "value", noted)
    rows, wanted = (
        RecordRows(big.org, lambda module_id: ALL),
        big.plan("Contacts", opened(big, "Email contains x.test")),
    )
    assert rows.count(wanted).more
    assert "UNION ALL SELECT 1 FROM" in counted[-1]
    assert rows.count(wanted, None).number == ROWS
