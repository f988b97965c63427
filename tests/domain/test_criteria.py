"""Criteria as people write them: what is read, what is refused and where, and what comes back as text."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.criteria import (
    ME,
    And,
    Comparison,
    Criterion,
    Empty,
    In,
    Moment,
    Not,
    Operator,
    Or,
    Period,
    PeriodWord,
    fields_of,
    parse,
    text_of,
)
from crm_tui.domain.criteria.literals import operators_of
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.numbers import MAX_INTEGER
from tests.domain.making import every_kind, module

LEADS, DEALS, KINDS = module("Leads"), module("Deals"), every_kind()


def _text(value: str, operator: Operator = Operator.EQUAL, field: str = "Company") -> Comparison:
    return Comparison(field, FieldKind.TEXT, operator, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Company = "Acme Ltd"', _text("Acme Ltd")),
        ("Company = 'Acme \"Ltd\"'", _text('Acme "Ltd"')),
        (r'Company = "a \"b\" \\ c:\new"', _text(r'a "b" \ c:\new')),
        ("company=Acme", _text("Acme")),
        ("Company == Acme", _text("Acme")),
        ("Company <> Łódź", _text("Łódź", Operator.NOT_EQUAL)),
        ("Company contains [/]", _text("[/]", Operator.CONTAINS)),
        ("COMPANY STARTS with =", None),
        (
            '"Annual Revenue" >= 1000.50',
            Comparison("Annual_Revenue", FieldKind.CURRENCY, Operator.AT_LEAST, Decimal("1000.50")),
        ),
        ("No_of_Employees > -5", Comparison("No_of_Employees", FieldKind.INTEGER, Operator.GREATER, -5)),
        ("Email_Opt_Out = yes", Comparison("Email_Opt_Out", FieldKind.CHECKBOX, Operator.EQUAL, True)),
        ("Owner = me", Comparison("Owner", FieldKind.USER, Operator.EQUAL, ME)),
        ("Owner = 'me'", Comparison("Owner", FieldKind.USER, Operator.EQUAL, "me")),
        ("Owner != ana@demo.test", Comparison("Owner", FieldKind.USER, Operator.NOT_EQUAL, "ana@demo.test")),
        ("Converted_Account = 17", Comparison("Converted_Account", FieldKind.LOOKUP, Operator.EQUAL, 17)),
        ("Converted_Account = '17'", Comparison("Converted_Account", FieldKind.LOOKUP, Operator.EQUAL, "17")),
        ("lead_status = 'junk LEAD'", Comparison("Lead_Status", FieldKind.PICKLIST, Operator.EQUAL, "Junk Lead")),
        ("Lead_Status in (Contacted, 'Lost Lead')", In("Lead_Status", FieldKind.PICKLIST, ("Contacted", "Lost Lead"))),
        ("Lead_Status contains lead", In("Lead_Status", FieldKind.PICKLIST, ("Junk Lead", "Lost Lead"))),
        ("Company empty", Empty("Company", FieldKind.TEXT)),
        ("Company is not EMPTY", Not(Empty("Company", FieldKind.TEXT))),
        ("Company = ''", Empty("Company", FieldKind.TEXT)),
        ("Company != empty", Not(Empty("Company", FieldKind.TEXT))),
        ("Company = 'empty'", _text("empty")),
        ("Company not contains x", Not(_text("x", Operator.CONTAINS))),
        ("Company not in (a, b)", Not(In("Company", FieldKind.TEXT, ("a", "b")))),
        (
            "Created_Time >= today",
            Comparison("Created_Time", FieldKind.DATETIME, Operator.AT_LEAST, Period(PeriodWord.TODAY)),
        ),
        (
            "Created_Time = LAST_30_days",
            Comparison("Created_Time", FieldKind.DATETIME, Operator.EQUAL, Period(PeriodWord.LAST_DAYS, 30)),
        ),
        (
            "Created_Time < 2026-01-31",
            Comparison("Created_Time", FieldKind.DATETIME, Operator.LESS, dt.date(2026, 1, 31)),
        ),
        (
            "Created_Time < 2026-01-31T10:05",
            Comparison("Created_Time", FieldKind.DATETIME, Operator.LESS, Moment(dt.date(2026, 1, 31), dt.time(10, 5))),
        ),
        (
            "Created_Time = '2026-01-31 10:05:06+02:00'",
            Comparison(
                "Created_Time",
                FieldKind.DATETIME,
                Operator.EQUAL,
                Moment(dt.date(2026, 1, 31), dt.time(8, 5, 6), seconds=True, utc=True),
            ),
        ),
    ],
)
def test_one_condition(text: str, expected: Criterion | None) -> None:
    if expected is None:
        with pytest.raises(Invalid):
            parse(text, LEADS)
    else:
        assert parse(text, LEADS) == expected
        assert parse(text_of(expected), LEADS) == expected


def test_and_binds_tighter_than_or_and_not_tighter_than_both() -> None:
    a, b, c = (_text(word) for word in "abc")
    assert parse("Company=a or Company=b and not Company=c", LEADS) == Or((a, And((b, Not(c)))))
    assert parse("(Company=a OR Company=b) AND Company=c", LEADS) == And((Or((a, b)), c))
    assert parse("not (Company=a and Company=b and Company=c)", LEADS) == Not(And((a, b, c)))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "There are no criteria"),
        ("  ", "There are no criteria"),
        ("Nonsense = 1", "Character 1: Leads has no field “Nonsense”"),
        ("Company = a and Nope = 1", "Character 17: Leads has no field “Nope”"),
        ("Company", "not “the end”"),
        ("Company =", "Character 10: a value is expected, not “the end”"),
        ("Company ~ x", "not “~”"),
        ("Company < x", "Company cannot be compared by “<”"),
        ("Company = Acme Ltd", "Character 16: “Ltd” is not expected"),
        ("Company = 'a", "opens at character 11"),
        ("(Company = a", "parenthesis at character 1 is not closed"),
        ("Company = a)", "Character 12: “)” is not expected"),
        ("Company in a", "after in a list is expected"),
        ("Company in ()", "a value is expected, not “)”"),
        ("Company in (a b)", "comma"),
        ("Company contains '  '", "a text to look for"),
        ("Lead_Status = Nope", "“Nope” is none of Not Contacted"),
        ("Lead_Status < Contacted", "cannot be compared by “<”"),
        ("Email_Opt_Out = maybe", "neither true nor false"),
        ("Email_Opt_Out empty", "cannot be compared by “empty”"),
        ("Owner contains a", "cannot be compared by “contains”"),
        ("No_of_Employees = 1.5", "no whole number"),
        ("No_of_Employees = 99999999999999999999", "no whole number"),
        ("No_of_Employees = 9999999999999999", "too large"),
        ("Annual_Revenue = 1e5", "no number"),
        ("Annual_Revenue = ٣", "no number"),
        ("Annual_Revenue = 1.0000000000000001", "more than 15 digits"),
        ("Created_Time = 2026-02-30", "no date"),
        ("Created_Time = 2026-01-31T25:00", "no date"),
        ("Created_Time = last_0_days", "no date"),
        ("Created_Time = last_days", "no date"),
        ("Created_Time = 9999-12-31", "no date"),
        ("; DROP TABLE record", "has no field “;”"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, part: str) -> None:
    with pytest.raises(Invalid) as error:
        parse(text, LEADS)
    assert part in str(error.value.text)


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(Invalid) as error:
        parse("Nope = 1", LEADS)
    assert set(error.value.fields) == {"Nope"}


def test_length_terms_lists_and_levels_have_an_end() -> None:
    long = " or ".join(["Company = a"] * 200)
    assert isinstance(parse(long, LEADS), Or)
    for text in (
        long + " or Company = a",
        "(" * 41 + "Company = a" + ")" * 41,
        "not " * 41 + "Company = a",
        "not " * 4000 + "Company = a",
        "Company in (" + ",".join("a" * 501) + ")",
        "Company = '" + "x" * 20_000 + "'",
    ):
        with pytest.raises(Invalid, match=r"more than|longer than"):
            parse(text, LEADS)
    assert parse("(" * 40 + "Company = a" + ")" * 40, LEADS) == _text("a")


def test_controls_and_wrong_encodings_become_storable_text() -> None:
    found = parse("Company = 'a\x00b\ud800'", LEADS)
    assert isinstance(found, Comparison)
    assert found.operand == "a\N{REPLACEMENT CHARACTER}b?"


def test_fields_of_names_every_field_once() -> None:
    criterion = parse("Stage = 'Closed Won' and (Amount > 5 or not Owner = me) and Amount < 9", DEALS)
    assert fields_of(criterion) == {"Stage", "Amount", "Owner"}


# Round trip: any tree that the parser can make, over a module with a field of each kind.

_WORDS = (
    st.text(min_size=1, max_size=12)
    .map(lambda text: unicodedata.normalize("NFC", text.replace("\x00", "").encode("utf-8", "ignore").decode().strip()))
    .filter(bool)
)
_DAYS = st.dates(dt.date(1000, 1, 1), dt.date(9998, 12, 31))
_PERIODS = st.one_of(
    st.sampled_from([w for w in PeriodWord if not w.value.endswith("_days")]).map(Period),
    st.builds(Period, st.sampled_from([PeriodWord.LAST_DAYS, PeriodWord.NEXT_DAYS]), st.integers(1, 9999)),
)
_MOMENTS = st.builds(
    lambda day, time, seconds, utc: Moment(day, time if seconds else time.replace(second=0), seconds, utc),
    _DAYS,
    st.times().map(lambda time: time.replace(microsecond=0)),
    st.booleans(),
    st.booleans(),
)
_DECIMALS = st.decimals(-(10**9), 10**9, places=4)
_CHOICES = st.sampled_from(["Red", "Dark Blue", 'O\'Hara "x" \\'])
_OPERANDS: dict[FieldKind, st.SearchStrategy[object]] = {
    FieldKind.INTEGER: st.integers(-MAX_INTEGER + 1, MAX_INTEGER - 1).filter(lambda n: len(str(n)) <= 17),
    FieldKind.DECIMAL: _DECIMALS,
    FieldKind.PERCENT: _DECIMALS,
    FieldKind.CURRENCY: _DECIMALS,
    FieldKind.CHECKBOX: st.booleans(),
    FieldKind.DATE: st.one_of(_DAYS, _PERIODS),
    FieldKind.DATETIME: st.one_of(_DAYS, _PERIODS, _MOMENTS),
    FieldKind.PICKLIST: _CHOICES,
    FieldKind.MULTI_PICKLIST: _CHOICES,
    FieldKind.LOOKUP: st.one_of(_WORDS, st.integers(0, 10**14)),
    FieldKind.PARENT: st.one_of(_WORDS, st.integers(0, 10**14)),
    FieldKind.USER: st.one_of(_WORDS, st.integers(0, 10**14), st.just(ME)),
}


@st.composite
def _terms(draw: st.DrawFn) -> Criterion:
    field = draw(st.sampled_from(KINDS.fields))
    operands = _OPERANDS.get(field.kind, _WORDS)
    match draw(st.sampled_from(["compare", "compare", "in", "empty"])):
        case "in":
            return In(field.api_name, field.kind, tuple(draw(st.lists(operands, min_size=1, max_size=4))))  # type: ignore[arg-type]
        case "empty" if field.kind is not FieldKind.CHECKBOX:
            return Empty(field.api_name, field.kind)
    operator = draw(st.sampled_from(sorted(operators_of(field.kind))))
    if operator in (Operator.CONTAINS, Operator.STARTS) and field.kind is not FieldKind.MULTI_PICKLIST:
        return Comparison(field.api_name, field.kind, operator, draw(_WORDS))
    return Comparison(field.api_name, field.kind, operator, draw(operands))  # type: ignore[arg-type]


_CRITERIA = st.recursive(
    _terms(),
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(lambda p: And(tuple(p)), st.lists(parts, min_size=2, max_size=3)),
        st.builds(lambda p: Or(tuple(p)), st.lists(parts, min_size=2, max_size=3)),
    ),
    max_leaves=12,
)


@given(_CRITERIA)
def test_the_text_of_a_criterion_reads_back_as_the_same(criterion: Criterion) -> None:
    assert parse(text_of(criterion), KINDS) == criterion


_PIECES = ("Amount", "Stage", "Owner", "=", "!=", "<", "(", ")", ",", "in", "not", "and", "or", "'", '"', "empty", "me")


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        criterion = parse(text, DEALS)
    except Invalid:
        return
    assert parse(text_of(criterion), DEALS) == criterion
