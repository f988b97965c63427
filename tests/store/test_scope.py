"""Row scopes: a list holds what the scope says and nothing else, counts and look-ups alike."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.decisions import OrgRows, RowScope
from crm_tui.domain.modules import Level
from crm_tui.domain.records import Count
from crm_tui.store.rows import RecordRows
from crm_tui.store.shares import Shares
from tests.store.sample import AT, Sample, sample

__all__ = ["sample"]


def test_a_scope_is_the_union_of_its_parts(sample: Sample) -> None:
    mine = sample.add("Things", "mine", sample.ann)
    shared = sample.add("Things", "shared", sample.bob)
    read_only = sample.add("Things", "read only", sample.bob)
    asked = sample.add("Things", "asked", sample.bob, requester_id=sample.ann)
    sample.add("Things", "other", sample.cem)
    with sample.engine.write():
        Shares(sample.engine).put(shared, sample.ann, Level.EDIT, sample.bob, AT)
        Shares(sample.engine).put(read_only, sample.ann, Level.READ, sample.bob, AT)
    owners = frozenset((sample.ann,))
    expected = {
        RowScope(): set(),
        RowScope(owners=owners): {mine},
        RowScope(owners=owners, user_id=sample.ann, shared_level=Level.READ): {mine, shared, read_only},
        RowScope(owners=owners, user_id=sample.ann, shared_level=Level.EDIT): {mine, shared},
        RowScope(user_id=sample.ann, shared_level=Level.FULL): set(),
        RowScope(requester_id=sample.ann): {asked},
        RowScope(owners=owners, user_id=sample.ann, shared_level=Level.EDIT, requester_id=sample.ann): {
            mine, shared, asked,
        },
    }  # fmt: skip
    for scope, ids in expected.items():
        plan = sample.plan("Things", scope)
        assert set(sample.ids(plan)) == ids
        assert sample.rows.count(plan) == Count(len(ids))
        assert sample.rows.count(plan, None) == Count(len(ids))


def test_many_owners_travel_as_one_value(sample: Sample) -> None:
    mine, other = sample.add("Things", "mine", sample.ann), sample.add("Things", "other", sample.cem)
    many = frozenset(range(1000, 2000))
    assert sample.ids(sample.plan("Things", RowScope(owners=many | {sample.ann}))) == [mine]
    assert set(sample.ids(sample.plan("Things", RowScope(owners=many | {sample.ann, sample.cem})))) == {mine, other}


def test_an_activity_follows_its_parent(sample: Sample) -> None:
    """AC10: it is seen by its owner and by whoever sees the record that it hangs on."""
    seen, unseen = sample.add("Accounts", "seen", sample.ann), sample.add("Contacts", "unseen", sample.bob)
    on_seen = sample.add("Tasks", "a", sample.cem, parent_id=seen)
    sample.add("Tasks", "b", sample.cem, parent_id=unseen)
    on_nothing = sample.add("Tasks", "c", sample.ann)
    sample.add("Tasks", "d", sample.cem)
    scopes = {sample.module("Accounts").id: RowScope(owners=frozenset((sample.ann,)))}
    rows = RecordRows(sample.org, lambda module_id: scopes.get(module_id, RowScope()))
    scope = RowScope(owners=frozenset((sample.ann,)), by_parent=True)
    plan = sample.plan("Tasks", scope)
    assert {row.id for row in rows.page(plan, limit=9)} == {on_seen, on_nothing}
    assert rows.count(plan) == Count(2)
    assert rows.get(sample.module("Tasks"), on_seen, scope=scope)
    assert set(rows.names(sample.module("Tasks"), [on_seen, on_nothing], scope)) == {on_seen, on_nothing}
    # A right that comes or goes counts at once, also for texts that are kept.
    scopes[sample.module("Contacts").id] = RowScope(everything=True)
    assert len(rows.page(plan, limit=9)) == 3
    scopes.clear()
    assert {row.id for row in rows.page(plan, limit=9)} == {on_nothing}
    assert not rows.get(sample.module("Tasks"), on_seen, scope=scope)


def test_an_activity_does_not_follow_a_parent_in_the_bin(sample: Sample) -> None:
    account = sample.add("Accounts", "gone", sample.bob)
    task = sample.add("Tasks", "t", sample.cem, parent_id=account)
    plan = sample.plan("Tasks", RowScope(by_parent=True))
    assert sample.ids(plan) == [task]
    with sample.engine.write():
        sample.rows.delete([account], sample.ann, AT)
    assert sample.ids(plan) == []


def test_without_scopes_of_other_modules_no_parent_counts(sample: Sample) -> None:
    account = sample.add("Accounts", "a")
    sample.add("Tasks", "t", parent_id=account)
    rows = RecordRows(sample.org)
    assert rows.page(sample.plan("Tasks", RowScope(by_parent=True)), limit=9) == []


def test_activities_of_others_count_only_outside_of_team_modules(sample: Sample) -> None:
    account = sample.add("Accounts", "a", sample.bob)
    contract = sample.add("Things", "c", sample.bob)
    on_account = sample.add("Tasks", "one", sample.bob, parent_id=account)
    on_contract = sample.add("Tasks", "two", sample.bob, parent_id=contract)
    on_nothing = sample.add("Tasks", "three", sample.cem)
    of_bob = RowScope(user_id=sample.ann, org_owners=frozenset((sample.bob,)))
    assert set(sample.ids(sample.plan("Tasks", of_bob))) == {on_account}
    of_all = RowScope(user_id=sample.ann, org_everything=True)
    assert set(sample.ids(sample.plan("Tasks", of_all))) == {on_account, on_nothing}
    assert on_contract not in sample.ids(sample.plan("Tasks", of_all))


def test_own_activities_count_where_the_scope_says_so(sample: Sample) -> None:
    """AC02, AC10: of the organisation's for `org_rows`, of team modules in those that are named alone."""
    account, thing = sample.add("Accounts", "a", sample.bob), sample.add("Things", "t", sample.bob)
    on_account = sample.add("Tasks", "one", sample.ann, parent_id=account)
    on_thing = sample.add("Tasks", "two", sample.ann, parent_id=thing)
    loose = sample.add("Tasks", "three", sample.ann)
    things, none = frozenset((sample.module("Things").id,)), frozenset[int]()
    rows = RecordRows(sample.org, lambda module_id: RowScope())
    his = RowScope(owners=frozenset((sample.ann,)), user_id=sample.ann, shared_level=Level.READ)
    expected = {
        (none, OrgRows.ALL): {on_account, loose}, (none, OrgRows.LOOSE): {loose}, (none, OrgRows.NONE): set(),
        (things, OrgRows.ALL): {on_account, loose, on_thing}, (things, OrgRows.NONE): {on_thing},
    }  # fmt: skip
    for (team_modules, org_rows), found in expected.items():
        scope = replace(his, by_parent=True, team_modules=team_modules, org_rows=org_rows, by_org_parent=False)
        assert {row.id for row in rows.page(sample.plan("Tasks", scope), limit=9)} == found
        assert rows.count(sample.plan("Tasks", scope)) == Count(len(found))
