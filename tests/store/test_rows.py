"""Single records: written whole, read whole, changed by version, moved to the bin and out of it."""

from __future__ import annotations

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import Level
from crm_tui.store.plans import NewRow
from crm_tui.store.search import SearchIndex
from crm_tui.store.shares import Shares
from tests.store.sample import ALL, AT, Sample, sample

__all__ = ["sample"]


def test_a_new_record_is_read_back_whole(sample: Sample) -> None:
    module = sample.module("Things")
    colours = [choice.id for choice in module.by_name["A_multi"].choices]
    account = sample.add("Accounts", "Łódź Works")
    record_id = sample.add(
        "Things", "First", sample.bob, A_text="é", A_integer=3, A_decimal=1.5, A_checkbox=1, A_date="2026-01-31",
        A_multi=(colours[2], colours[0]), A_lookup=account, A_email="",
    )  # fmt: skip
    record = sample.rows.get(module, record_id, scope=ALL)
    assert record is not None
    assert (record.id, record.version, record.owner_id, record.name, record.number) == (
        record_id, 1, sample.bob, "First", "THI-0001",
    )  # fmt: skip
    assert record.values["A_multi"] == (colours[0], colours[2])
    assert record.values["A_lookup"] == account
    assert (record.values["A_text"], record.values["A_email"], record.values["A_decimal"]) == ("é", None, 1.5)
    assert (record.values["Name"], record.values["Number"], record.values["Owner"]) == ("First", "THI-0001", sample.bob)


def test_numbers_count_up_for_each_module(sample: Sample) -> None:
    module = sample.module("Things")
    first, second = sample.add("Things", "a"), sample.add("Things", "b")
    numbers = [r.number for r in (sample.rows.get(module, i, scope=ALL) for i in (first, second)) if r]
    assert numbers == ["THI-0001", "THI-0002"]


def test_a_stale_version_changes_nothing(sample: Sample) -> None:
    module, record_id = sample.module("Things"), sample.add("Things", "a", A_integer=1)
    with sample.engine.write():
        assert sample.rows.update(module, record_id, 1, sample.bob, AT + 5, {"A_integer": 2}, name="b")
        assert not sample.rows.update(module, record_id, 1, sample.ann, AT + 9, {"A_integer": 3})
    record = sample.rows.get(module, record_id, scope=ALL)
    assert record is not None
    assert (record.version, record.values["A_integer"], record.name, record.modified_by, record.modified_at) == (
        2, 2, "b", sample.bob, AT + 5,
    )  # fmt: skip


def test_multi_select_values_are_replaced(sample: Sample) -> None:
    module = sample.module("Things")
    red, green, _ = (choice.id for choice in module.by_name["A_multi"].choices)
    record_id = sample.add("Things", "a", A_multi=(red,))
    with sample.engine.write():
        sample.rows.update(module, record_id, 1, sample.ann, AT, {"A_multi": (green,)})
    record = sample.rows.get(module, record_id, scope=ALL)
    assert record is not None
    assert record.values["A_multi"] == (green,)


def test_scope_hides_what_is_not_reached(sample: Sample) -> None:
    module, record_id = sample.module("Things"), sample.add("Things", "a", sample.bob, requester_id=sample.cem)
    own = RowScope(owners=frozenset((sample.bob,)))
    shared = RowScope(user_id=sample.ann, shared_level=Level.EDIT)
    asked = RowScope(requester_id=sample.cem)
    assert sample.rows.get(module, record_id, scope=own)
    assert sample.rows.get(module, record_id, scope=asked)
    assert not sample.rows.get(module, record_id, scope=RowScope())
    assert not sample.rows.get(module, record_id, scope=shared)
    with sample.engine.write():
        Shares(sample.engine).put(record_id, sample.ann, Level.READ, sample.bob, AT)
    assert not sample.rows.get(module, record_id, scope=shared)
    with sample.engine.write():
        Shares(sample.engine).put(record_id, sample.ann, Level.FULL, sample.bob, AT)
    assert sample.rows.get(module, record_id, scope=shared)
    assert sample.rows.names(module, [record_id], shared) == {record_id: "a"}
    assert sample.rows.names(module, [record_id], RowScope(owners=frozenset((sample.cem,)))) == {}


def test_facts_tell_owner_share_request_and_parent(sample: Sample) -> None:
    account = sample.add("Accounts", "Acme", sample.bob)
    task = sample.add("Tasks", "Call", sample.cem, parent_id=account)
    with sample.engine.write():
        Shares(sample.engine).put(account, sample.ann, Level.EDIT, sample.bob, AT)
        sample.rows.set_marks(sample.module("Accounts"), account, locked=True)
    known = sample.rows.facts(sample.module("Tasks"), task, sample.ann)
    assert known is not None
    facts, deleted, version = known
    assert (facts.owner_id, facts.level, deleted, version) == (sample.cem, Level.NONE, False, 1)
    assert facts.parent is not None
    parent_module, parent = facts.parent
    assert (parent_module.api_name, parent.owner_id, parent.level, parent.locked) == (
        "Accounts", sample.bob, Level.EDIT, True,
    )  # fmt: skip


def test_the_bin_takes_and_gives_back(sample: Sample) -> None:
    module = sample.module("Accounts")
    kept, gone = sample.add("Accounts", "kept"), sample.add("Accounts", "gone")
    task = sample.add("Tasks", "t", parent_id=gone)
    assert sample.rows.children(gone) == {task: sample.module("Tasks").id}
    with sample.engine.write():
        batch = sample.rows.next_batch()
        assert sample.rows.delete([gone, task], sample.bob, AT + 1, batch) == 2
        assert sample.rows.delete([gone], sample.bob, AT + 2, batch) == 0
    assert sample.ids(sample.plan("Accounts")) == [kept]
    assert sample.ids(sample.plan("Accounts", bin=True)) == [gone]
    assert sample.rows.names(module, [kept, gone], ALL) == {kept: "kept"}
    assert set(sample.rows.batch(batch)) == {gone, task}
    entry = sample.rows.bin_entries([gone, kept])
    assert {i: (g.at, g.by) for i, g in entry.items()} == {gone: (AT + 1, sample.bob)}
    with sample.engine.write():
        assert sample.rows.restore([gone, task]) == 2
    assert set(sample.ids(sample.plan("Accounts"))) == {kept, gone}


def test_purging_takes_all_that_hangs_on_a_record(sample: Sample) -> None:
    account = sample.add("Accounts", "gone")
    contact = sample.add("Contacts", "Ann Bee", Account_Name=account)
    with sample.engine.write():
        sample.rows.delete([account], sample.ann, AT)
        assert sample.rows.purge([account]) == 1
    record = sample.rows.get(sample.module("Contacts"), contact, scope=ALL)
    assert record is not None
    assert record.values["Account_Name"] is None
    for table in ("record", "search_doc", sample.module("Accounts").table):
        assert sample.engine.value(f"SELECT count(*) FROM {table} WHERE id = ?", (account,)) == 0
    assert SearchIndex(sample.org).find("gone", {sample.module("Accounts").id: ALL}) == []


def test_many_records_are_written_as_one_by_one(sample: Sample) -> None:
    module = sample.module("Things")
    red = module.by_name["A_multi"].choices[0].id
    one = sample.add("Things", "Zoë", A_integer=1, A_multi=(red,))
    with sample.engine.write():
        new = [
            NewRow(sample.ann, "Zoë", {"A_integer": 1, "A_multi": (red,)}),
            NewRow(sample.bob, "Yan", {"A_text": "x"}),
        ]
        ids = sample.rows.insert_many(module, sample.ann, AT, new)
    two = sample.add("Things", "last")
    assert one < ids[0] < ids[1] < two
    first, second = (sample.rows.get(module, i, scope=ALL) for i in (one, ids[0]))
    assert first is not None
    assert second is not None
    assert {**first.values, "Number": ""} == {**second.values, "Number": ""}
    found = SearchIndex(sample.org).find("zoe", {module.id: ALL})
    assert [record_id for record_id, _, _ in found] == [ids[0], one]
