"""Lists: every order is total and the same on both engines, cursors lead to the next row in both directions."""

from __future__ import annotations

import itertools
import random

import pytest

from crm_tui.base.text import fold
from crm_tui.domain.criteria import parse
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.errors import Invalid
from crm_tui.domain.records import Count, Cursor, Sort
from crm_tui.store.plans import Held, ListPlan, NewRow, StoredRow
from crm_tui.store.rows import RecordRows
from crm_tui.store.sort_sql import DELETED_TIME
from tests.store.sample import ALL, AT, Sample, sample

__all__ = ["sample"]

NAMES = ("Łódź", "lodz", "Zoë", "éclair", "Eclair", "王伟", "", "alpha", "Ωmega", "_x")


def fill(sample: Sample, count: int = 60) -> list[int]:
    """Rows with every value missing here and there, and many alike."""
    chance = random.Random(7)
    module = sample.module("Things")
    colours = [choice.id for choice in module.by_name["A_picklist"].choices]
    accounts = [sample.add("Accounts", name or "?") for name in NAMES]
    shades = [choice.id for choice in module.by_name["A_multi"].choices]

    def maybe(value: Held) -> Held:
        return value if chance.random() < 0.7 else None

    rows = []
    for number in range(count):
        stored: dict[str, Held] = {
            "A_text": maybe(chance.choice(NAMES)),
            "A_email": maybe(chance.choice(("B@x.test", "a@x.test", "c@x.test"))),
            "A_integer": maybe(chance.randrange(5)),
            "A_decimal": maybe(chance.choice((0.5, 1.25, -3.0))),
            "A_date": maybe(f"2026-0{chance.randrange(1, 4)}-01"),
            "A_checkbox": maybe(chance.randrange(2)),
            "A_user": maybe(chance.choice((sample.ann, sample.bob, sample.cem))),
            "A_picklist": maybe(chance.choice(colours)),
            "A_lookup": maybe(chance.choice(accounts)),
        }
        if number % 3:
            stored["A_multi"] = tuple(chance.sample(shades, 2))
        rows.append(NewRow(chance.choice((sample.ann, sample.bob)), chance.choice(NAMES), stored))
    with sample.engine.write():
        return sample.rows.insert_many(module, sample.ann, AT, rows)


def walk(rows: RecordRows, plan: ListPlan, limit: int, *, back: bool = False) -> list[StoredRow]:
    """All rows by cursor, from the start, or from the last one backwards."""
    found = rows.page(plan, limit=1000)[-1:] if back else rows.page(plan, limit=limit)
    while found:
        edge = found[0] if back else found[-1]
        cursor = Cursor(edge.key, edge.id)
        if back:
            more = rows.page(plan, limit=limit, before=cursor)
            found = more + found
        else:
            more = rows.page(plan, limit=limit, after=cursor)
            found = found + more
        if not more:
            break
    return found


SORTS = (
    "Name", "Number", "Owner", "Modified_Time", "A_text", "A_email", "A_integer", "A_decimal", "A_date", "A_checkbox",
    "A_user", "A_picklist", "A_multi", "A_lookup",
)  # fmt: skip


@pytest.mark.parametrize("field", SORTS)
def test_cursors_walk_the_whole_list_both_ways(sample: Sample, field: str) -> None:
    ids = fill(sample, 40)
    for descending in (False, True):
        plan = sample.plan("Things", sort=Sort(field, descending))
        whole = sample.rows.page(plan, limit=1000)
        assert sorted(row.id for row in whole) == ids
        keys = [row.key for row in whole]
        filled = [key for key in keys if key is not None]
        assert keys[: len(filled)] == filled
        assert filled == sorted(filled, reverse=descending)
        for row, following in itertools.pairwise(whole):
            assert row.key != following.key or (row.id > following.id) == descending
        assert walk(sample.rows, plan, 7) == whole
        assert walk(sample.rows, plan, 7, back=True) == whole


@pytest.mark.parametrize("field", ["Name", "A_integer", "A_text"])
def test_offsets_skip_away_from_the_cursor(sample: Sample, field: str) -> None:
    fill(sample, 40)
    plan = sample.plan("Things", sort=Sort(field))
    whole = sample.rows.page(plan, limit=1000)
    for place, offset in itertools.product((0, 9, 20, 35), (0, 3, 17, 30)):
        cursor = Cursor(whole[place].key, whole[place].id)
        assert sample.rows.page(plan, limit=4, after=cursor, offset=offset) == whole[place + 1 + offset :][:4]
        end = max(0, place - offset)
        assert sample.rows.page(plan, limit=4, before=cursor, offset=offset) == whole[max(0, end - 4) : end]
    assert sample.rows.page(plan, limit=5, offset=12) == whole[12:17]


def test_names_sort_without_case_and_marks(sample: Sample) -> None:
    for name in ("zeta", "Écho", "echo", "Łódź", "Lodge", "Ärger"):
        sample.add("Accounts", name)
    plan = sample.plan(
        "Accounts", sort=Sort("Account_Name"), columns=(sample.module("Accounts").by_name["Account_Name"],)
    )
    assert [row.values for row in sample.rows.page(plan, limit=9)] == [
        ("Ärger",), ("Écho",), ("echo",), ("Lodge",), ("Łódź",), ("zeta",),
    ]  # fmt: skip


def test_choices_sort_in_their_own_order(sample: Sample) -> None:
    module = sample.module("Things")
    with sample.engine.write():
        field = module.by_name["A_picklist"]
        for place, api_name in enumerate(("Blue", "Green", "Red")):
            sample.engine.execute(
                "UPDATE choice SET position = ? WHERE field_id = ? AND api_name = ?", (place, field.id, api_name)
            )
        sample.org.bump("catalog_version")
    module = sample.module("Things")
    colours = {choice.api_name: choice.id for choice in module.by_name["A_picklist"].choices}
    assert list(colours) == ["Blue", "Green", "Red"]
    ids = {name: sample.add("Things", name, A_picklist=colours[name]) for name in ("Red", "Blue", "Green")}
    assert sample.ids(sample.plan("Things", sort=Sort("A_picklist"))) == [ids["Blue"], ids["Green"], ids["Red"]]


def test_a_look_up_sorts_by_the_name_only_where_it_is_reached(sample: Sample) -> None:
    mine, other = sample.add("Accounts", "B mine", sample.ann), sample.add("Accounts", "A other", sample.bob)
    ids = [sample.add("Things", name, A_lookup=to) for name, to in (("one", other), ("two", mine), ("three", other))]
    plan = sample.plan("Things", sort=Sort("A_lookup"))
    rows = RecordRows(sample.org, lambda module_id: RowScope(owners=frozenset((sample.ann,))))
    assert [(row.id, row.key) for row in rows.page(plan, limit=9)] == [
        (ids[1], "b mine"),
        (ids[0], None),
        (ids[2], None),
    ]
    assert sample.ids(plan) == [ids[0], ids[2], ids[1]]


def test_columns_come_as_asked_for(sample: Sample) -> None:
    module = sample.module("Things")
    shades = [choice.id for choice in module.by_name["A_multi"].choices]
    sample.add("Things", "a", sample.bob, A_multi=(shades[1], shades[0]), A_integer=5)
    columns = tuple(module.by_name[name] for name in ("A_multi", "Owner", "A_integer", "Name", "A_text"))
    (row,) = sample.rows.page(sample.plan("Things", columns=columns), limit=5)
    assert (row.version, row.owner_id) == (1, sample.bob)
    assert row.values == ((shades[0], shades[1]), sample.bob, 5, "a", None)


def test_counts_stop_at_their_cap(sample: Sample) -> None:
    fill(sample, 12)
    plan = sample.plan("Things")
    assert sample.rows.count(plan, 1001) == Count(12)
    assert sample.rows.count(plan, 11) == Count(10, more=True)
    assert sample.rows.count(plan, None) == Count(12)


def test_words_find_beginnings_of_words(sample: Sample) -> None:
    one = sample.add("Contacts", "Aurélie Lefèvre", First_Name="Aurélie", Last_Name="Lefèvre", Email="al@acme.test")
    two = sample.add("Contacts", "王伟", First_Name="伟", Last_Name="王", Mailing_City="Łódź")
    for text, expected in {
        "lefevre": {one}, "lef aur": {one}, "evre": set(), "al@ac": {one}, "lodz": {two}, "王伟": {two}, "伟王": {two},
        "王": {two}, "lef lodz": set(), "": {one, two}, "'; drop": set(), '"': set(),
    }.items():  # fmt: skip
        assert set(sample.ids(sample.plan("Contacts", text=text))) == expected, text
    hidden = frozenset(("Email", "Mailing_City"))
    assert sample.ids(sample.plan("Contacts", text="al@ac", hidden=hidden)) == []
    assert sample.ids(sample.plan("Contacts", text="lef", hidden=hidden)) == [one]


def test_related_rows(sample: Sample) -> None:
    account, other = sample.add("Accounts", "one"), sample.add("Accounts", "two")
    contact = sample.add("Contacts", "Ann", Account_Name=account)
    sample.add("Contacts", "Bob", Account_Name=other)
    field = sample.module("Contacts").by_name["Account_Name"]
    plan = sample.plan("Contacts", related=(field, account))
    assert sample.ids(plan) == [contact]
    assert sample.rows.count(plan) == Count(1)


def test_the_bin_is_listed_by_time_of_deletion(sample: Sample) -> None:
    ids = [sample.add("Accounts", name) for name in "abcd"]
    with sample.engine.write():
        sample.rows.delete([ids[2]], sample.ann, AT + 1)
        sample.rows.delete([ids[0]], sample.bob, AT + 2)
        sample.rows.delete([ids[3]], sample.bob, AT + 3, batch=-1)
    plan = sample.plan("Accounts", bin=True, sort=Sort(DELETED_TIME, True))
    assert sample.ids(plan) == [ids[0], ids[2]]


def test_an_unknown_sort_field_is_refused(sample: Sample) -> None:
    with pytest.raises(Invalid):
        sample.ids(sample.plan("Accounts", sort=Sort("Nothing")))


def test_each_driver_finds_the_same_rows(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever condition a list starts from, its rows are the same."""
    fill(sample)
    module = sample.module("Things")
    colour = next(i for i, c in enumerate(module.by_name["Status"].choices))
    with sample.engine.write():
        sample.engine.execute(
            f"UPDATE {module.table} SET {module.by_name['Status'].column} = ? WHERE id % 2 = 0",
            (module.by_name["Status"].choices[colour].id,),
        )
    criterion = parse("Status = New and A_integer >= 1", module)
    scope = RowScope(owners=frozenset((sample.ann, sample.cem)), user_id=sample.bob, shared_level=1, requester_id=9)
    for field in ("Name", "Modified_Time", "A_integer", "A_text"):
        plan = sample.plan("Things", scope, criteria=criterion, text="l", sort=Sort(field))
        plain = sample.ids(plan)
        found = [sample.rows.count(plan, None).number]
        for small in (0, 10**9):
            monkeypatch.setattr("crm_tui.store.drivers.SMALL", small)
            rows = RecordRows(sample.org, lambda module_id: ALL)
            assert [row.id for row in rows.page(plan, limit=1000)] == plain
            found.append(rows.count(plan, None).number)
        assert found == [len(plain)] * 3
        assert plain
    assert fold("Łódź").startswith("l")


def test_what_is_not_closed_is_found_by_each_way_empty_and_retired_choices_too(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sample.module("Tasks")
    status = module.by_name["Status"]
    with sample.engine.write():
        sample.org.edit_choice(module.id, status.choices[1].id, active=False)
    made = {
        (choice.api_name if choice else ""): sample.add("Tasks", "x", Status=choice.id if choice else None)
        for choice in (*status.choices, None)
    }
    module = sample.module("Tasks")
    for text in ("not Status in (Completed)", 'not Status in (Completed, "In Progress")', "Status != Completed"):
        plan = sample.plan("Tasks", criteria=parse(text, module))
        gone = {name for name in made if name in text}
        wanted = sorted(number for name, number in made.items() if name not in gone or not name)
        for small in (0, 10**9):
            monkeypatch.setattr("crm_tui.store.drivers.SMALL", small)
            rows = RecordRows(sample.org, lambda module_id: ALL)
            assert sorted(row.id for row in rows.page(plan, limit=100)) == wanted
            assert rows.count(plan, None).number == len(wanted)
    every = ", ".join(f'"{choice.api_name}"' for choice in status.choices)
    assert sample.ids(sample.plan("Tasks", criteria=parse(f"not Status in ({every})", module))) == [made[""]]
