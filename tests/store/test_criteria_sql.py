"""Criteria mean the same in SQL as in Python, on both engines; and so does folding."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_tui.base.clock import epoch, from_epoch
from crm_tui.base.text import fold
from crm_tui.domain.criteria import (
    ME,
    And,
    Comparison,
    CriteriaContext,
    Criterion,
    Empty,
    In,
    Moment,
    Not,
    Operand,
    Operator,
    Or,
    Period,
    PeriodWord,
    evaluate,
    parse,
)
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import NOT_VISIBLE, FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.engine import Engine
from crm_tui.store.plans import Held, NewRow, StoredRecord
from crm_tui.store.rows import RecordRows
from crm_tui.store.text_sql import prepare
from tests.store.sample import ALL, AT, NOW, Sample, sample

__all__ = ["sample"]

ZONE = zoneinfo.ZoneInfo("Europe/Warsaw")
HERE = NOW.astimezone(ZONE)
WORDS = ("Łódź", "lodz", "LODZ ", "Strauß", "strauss", "王伟", "Ёлка", "елка", "a%b_c", "É", "ﬁn", "x", "ŒUVRE", "Άλφα")
TEXTS = st.one_of(st.sampled_from(WORDS), st.text("aAéÉłŁ王%_'\"\\ ßÜİıΣςЙ", max_size=4).map(str.strip))
DAYS = st.sampled_from([NOW.date() + dt.timedelta(days) for days in (-400, -45, -8, -1, 0, 1, 6, 40)])
SECONDS = st.sampled_from([AT + offset for offset in (-86400, -43200, -7200, -1, 0, 1, 59, 7200, 43200, 86400)])
PERIODS = st.one_of(
    st.sampled_from([w for w in PeriodWord if not w.value.endswith("_days")]).map(Period),
    st.builds(Period, st.sampled_from([PeriodWord.LAST_DAYS, PeriodWord.NEXT_DAYS]), st.integers(1, 60)),
)
MOMENTS = st.builds(
    Moment, DAYS, st.sampled_from([dt.time(0, 0), dt.time(12, 0), dt.time(14, 0, 1)]), st.booleans(), st.booleans()
)
SAME = (Operator.EQUAL, Operator.NOT_EQUAL)
ORDER = (*SAME, Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST)
PARTS = (*SAME, Operator.CONTAINS, Operator.STARTS)
NUMBERS = st.sampled_from([-3, 0, 1, 2, 250])
DECIMALS = st.sampled_from([Decimal(text) for text in ("-1.5", "0", "0.25", "1", "19.99", "2.505")])
TEXT_KINDS = (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL)


def held_values(module: ModuleDef, accounts: tuple[int, ...], users: tuple[int, ...]) -> st.SearchStrategy[NewRow]:
    """Random rows of the team module."""
    choices = [choice.id for choice in module.by_name["A_multi"].choices]
    some: dict[str, st.SearchStrategy[Held]] = {
        "A_integer": NUMBERS,
        "A_decimal": DECIMALS.map(float),
        "A_percent": DECIMALS.map(float),
        "A_currency": st.sampled_from([-150, 0, 25, 100, 1999]),
        "A_date": DAYS.map(dt.date.isoformat),
        "A_datetime": SECONDS,
        "A_checkbox": st.sampled_from([0, 1]),
        "A_user": st.sampled_from(users),
        "A_picklist": st.sampled_from([choice.id for choice in module.by_name["A_picklist"].choices]),
        "A_multi": st.lists(st.sampled_from(choices), unique=True).map(tuple),
        "A_lookup": st.sampled_from(accounts),
        **{f"A_{kind.value}": TEXTS for kind in TEXT_KINDS},
    }
    stored = st.fixed_dictionaries({}, optional=some)
    return st.builds(NewRow, st.sampled_from(users), TEXTS, stored)


def criteria(module: ModuleDef, accounts: tuple[int, ...], users: tuple[int, ...]) -> st.SearchStrategy[Criterion]:
    """Random criteria on the team module."""
    leaves = st.one_of([_leaf(field, accounts, users) for field in module.fields if field.api_name.startswith("A_")])
    name = _leaf(module.by_name["Name"], accounts, users)
    return st.recursive(
        st.one_of(leaves, name),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        ),
        max_leaves=5,
    )


def _leaf(field: FieldDef, accounts: tuple[int, ...], users: tuple[int, ...]) -> st.SearchStrategy[Criterion]:
    operands, operators = _operands(field, accounts, users)
    name, kind = field.api_name, field.kind
    found: list[st.SearchStrategy[Criterion]] = [
        st.builds(Comparison, st.just(name), st.just(kind), st.sampled_from(operators), operands)
    ]
    # What the language lacks: lists of parts, and checkboxes that are empty.
    found.append(st.lists(operands, min_size=1, max_size=3).map(lambda some: In(name, kind, tuple(some))))
    if kind is not FieldKind.CHECKBOX:
        found.append(st.just(Empty(name, kind)))
    return st.one_of(found)


def _operands(
    field: FieldDef, accounts: tuple[int, ...], users: tuple[int, ...]
) -> tuple[st.SearchStrategy[Operand], tuple[Operator, ...]]:
    match field.kind:
        case FieldKind.INTEGER:
            return NUMBERS, ORDER
        case FieldKind.DECIMAL | FieldKind.PERCENT | FieldKind.CURRENCY:
            return DECIMALS, ORDER
        case FieldKind.DATE:
            return st.one_of(DAYS, PERIODS), ORDER
        case FieldKind.DATETIME:
            return st.one_of(DAYS, PERIODS, MOMENTS), ORDER
        case FieldKind.CHECKBOX:
            return st.booleans(), SAME
        case FieldKind.USER:
            return st.one_of(st.sampled_from(users), st.just(ME), st.sampled_from(["ANN ZAB", "bob@acme.test"])), SAME
        case FieldKind.PICKLIST:
            return st.sampled_from(["Red", "Green"]), SAME
        case FieldKind.MULTI_PICKLIST:
            return st.sampled_from(["Red", "Green"]), (*SAME, Operator.CONTAINS)
        case FieldKind.LOOKUP:
            return st.one_of(st.sampled_from(accounts), TEXTS.filter(bool)), PARTS
        case _:
            return TEXTS.filter(bool), PARTS


def domain_values(sample: Sample, record: StoredRecord, names: Mapping[int, str]) -> dict[str, Value]:
    """The values of a record as services make them."""
    return {f.api_name: _value(sample, f, record.values[f.api_name], names) for f in sample.module("Things").fields}


def _value(sample: Sample, field: FieldDef, held: Held, names: Mapping[int, str]) -> Value:
    if held is None:
        return None
    match field.kind:
        case FieldKind.DECIMAL | FieldKind.PERCENT:
            return Decimal(str(held))
        case FieldKind.CURRENCY:
            return Decimal(int(str(held))).scaleb(-2)
        case FieldKind.DATE:
            return dt.date.fromisoformat(str(held))
        case FieldKind.DATETIME:
            return from_epoch(int(str(held)))
        case FieldKind.CHECKBOX:
            return bool(held)
        case FieldKind.PICKLIST:
            return next(choice.api_name for choice in field.choices if choice.id == held)
        case FieldKind.MULTI_PICKLIST:
            assert isinstance(held, tuple)
            return tuple(choice.api_name for choice in field.choices if choice.id in held)
        case FieldKind.LOOKUP:
            account = int(str(held))
            return Link(account, "Accounts", names[account]) if account in names else NOT_VISIBLE
        case FieldKind.USER:
            member = sample.org.members()[int(str(held))]
            return UserRef(member.id, member.login, member.name)
        case _:
            return str(held) if not isinstance(held, int) else held


@pytest.mark.parametrize("scope", [ALL, "own"])
def test_sql_and_python_find_the_same_rows(sample: Sample, scope: RowScope | str) -> None:
    accounts = tuple(sample.add("Accounts", name, sample.bob if name != "x" else sample.ann) for name in WORDS)
    gone = sample.add("Accounts", "Gone")
    with sample.engine.write():
        sample.rows.delete([gone], sample.ann, AT)
    accounts, module = (*accounts, gone), sample.module("Things")
    reach = RowScope(owners=frozenset((sample.bob,))) if scope == "own" else ALL
    rows = RecordRows(sample.org, lambda module_id: reach)
    names = rows.names(sample.module("Accounts"), accounts, reach)
    context = CriteriaContext(sample.ann, HERE, ZONE)
    users = (sample.ann, sample.bob, sample.cem)
    ids: list[int] = []

    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(held_values(module, accounts, users), min_size=5, max_size=15))
    def add(new: list[NewRow]) -> None:
        with sample.engine.write():
            ids.extend(rows.insert_many(module, sample.ann, AT, new))

    add()
    records = [rows.get(module, record_id, scope=ALL) for record_id in ids]
    values = {record.id: domain_values(sample, record, names) for record in records if record}

    @settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(criteria(module, accounts, users))
    def agree(criterion: Criterion) -> None:
        plan = sample.plan("Things", criteria=criterion, now=HERE)
        found = {row.id for row in rows.page(plan, limit=10_000)}
        assert found == {record_id for record_id, held in values.items() if evaluate(criterion, held, context)}
        assert rows.count(plan, None).number == len(found)

    agree()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        st.one_of(
            st.characters(min_codepoint=0x20, max_codepoint=0x24F),
            st.characters(min_codepoint=0x370, max_codepoint=0x52F),
            st.sampled_from("\u0301\u0308\u0327\u0328王伟かがกำ한ﬁⅣ①ﾊﾞ\u1e9e\u1e69\u212b"),
        ),
        max_size=12,
    )
)
def fold_agrees(sample: Sample, text: str) -> None:
    cleaned = text.replace("\x00", "")
    assert sample.engine.value("SELECT crm_fold(CAST(? AS text))", (cleaned,)) == fold(cleaned)


def test_folding_in_sql_is_folding_in_python(sample: Sample) -> None:
    inner = fold_agrees.hypothesis.inner_test  # type: ignore[attr-defined]
    for word in (*WORDS, "Nguyễn Đặng", "Søren", "İlker Işık", "ΌΣΟΣ", "ǅ", "ŉ", "Ǆ", "ẞ"):
        inner(sample, word)
    fold_agrees(sample)


def test_criteria_text_reaches_sql(sample: Sample) -> None:
    module = sample.module("Things")
    one = sample.add("Things", "one", A_currency=1050, A_datetime=epoch(NOW))
    sample.add("Things", "two", A_currency=1049)
    for text in ("A_currency >= 10.5", "A_datetime = today and Owner = me", "not A_currency < 10.50"):
        assert sample.ids(sample.plan("Things", criteria=parse(text, module))) == [one], text


def test_an_older_folding_is_made_anew(engine: Engine) -> None:
    if engine.is_sqlite:
        pytest.skip("not run: SQLite folds by our own function")
    with engine.write():
        engine.execute("CREATE FUNCTION crm_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT value'")
    prepare(engine)
    assert engine.value("SELECT crm_fold('ŁÓDŹ')") == "lodz"
