"""What criteria mean: emptiness, folding, stretches of time, people and look-ups."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.criteria import CriteriaContext, days_of, evaluate, parse, seconds_of
from crm_tui.domain.criteria.ast import Period, PeriodWord
from crm_tui.domain.fields import NOT_VISIBLE, Link, UserRef, Value
from tests.domain.making import NOW, every_kind

KINDS = every_kind()
WARSAW = CriteriaContext(user_id=7, now=NOW, zone=ZoneInfo("Europe/Warsaw"), login="me@demo.test")
ANA = UserRef(7, "ana@demo.test", "Ana Łukasz")


def holds(criteria: str, /, **values: Value) -> bool:
    return evaluate(parse(criteria, KINDS), values, WARSAW)


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=WARSAW.zone).astimezone(dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "text = a", "text contains a", "text starts a", "integer < 5", "integer >= 5", "currency = 0", "date = today",
        "date < today", "datetime >= last_year", "picklist = Red", "picklist in (Red, 'Dark Blue')", "lookup = 3",
        "lookup contains a", "user = me", "multi_picklist = Red", "multi_picklist contains Red", "checkbox = true",
    ],
)  # fmt: skip
def test_an_empty_value_compares_as_false_and_only_unequal_is_true(text: str) -> None:
    assert not holds(text)
    assert holds(f"not ({text})")
    if " = " in text:
        assert holds(text.replace(" = ", " != "))


def test_emptiness() -> None:
    assert holds("text empty")
    assert holds("text empty", text="  ")
    assert holds("multi_picklist empty", multi_picklist=())
    assert not holds("integer empty", integer=0)
    assert holds("lookup not empty", lookup=NOT_VISIBLE)
    assert holds("checkbox = false")  # never empty: no value reads as false


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("text = lodz", "Łódź"),
        ("text = STRAUSS", "Strauß"),
        ("text contains 'STRA'", "bei Strauß"),
        ("text starts 王", "王伟"),
        ("email contains '@ACME.'", "Jo@Acme.com"),
    ],
)
def test_text_is_compared_folded(text: str, value: str) -> None:
    field = text.split()[0]
    assert holds(text, **{field: value})
    assert not holds(f"not {text}", **{field: value})
    assert not holds(text, **{field: "something else"})


def test_numbers() -> None:
    assert holds("currency = 12.5", currency=Decimal("12.50"))
    assert holds("currency > 12.49 and currency <= 12.50", currency=Decimal("12.50"))
    assert not holds("integer != 3", integer=3)
    assert holds("integer in (1, 3)", integer=3)
    assert holds("percent < 10", percent=Decimal(0))


def test_choices() -> None:
    assert holds("picklist in (red, 'dark blue')", picklist="Dark Blue")
    assert holds("multi_picklist = red", multi_picklist=("Red", "Dark Blue"))
    assert holds("multi_picklist contains red", multi_picklist=("Red", "Dark Blue"))
    assert not holds("multi_picklist != red", multi_picklist=("Red", "Dark Blue"))
    assert holds("multi_picklist in ('dark blue')", multi_picklist=("Red", "Dark Blue"))
    assert not holds("multi_picklist in (red)", multi_picklist=("Dark Blue",))


def test_people() -> None:
    assert holds("user = me", user=ANA)
    assert holds("user = 7", user=ANA)
    assert holds("user = ANA@demo.test", user=ANA)
    assert holds("user = 'ana lukasz'", user=ANA)
    assert not holds("user = me", user=UserRef(8, "bo@demo.test", "Bo"))
    assert holds("user != me", user=UserRef(8, "bo@demo.test", "Bo"))


def test_look_ups_by_id_and_by_name() -> None:
    acme = Link(12, "Accounts", "Łódź GmbH")
    assert holds("lookup = 12", lookup=acme)
    assert holds("lookup = 'lodz gmbh'", lookup=acme)
    assert holds("lookup contains GMBH", lookup=acme)
    assert not holds("lookup = '12'", lookup=acme)
    assert holds("parent in (11, 12)", parent=acme)


def test_a_look_up_that_may_not_be_seen_tells_nothing_ac28() -> None:
    for text in ("lookup = 12", "lookup = ''", "lookup contains a", "lookup starts a", "lookup in (12, a)"):
        assert not holds(text, lookup=NOT_VISIBLE)
    assert holds("lookup != 12", lookup=NOT_VISIBLE)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("today", "2026-03-18", "2026-03-18"),
        ("yesterday", "2026-03-17", "2026-03-17"),
        ("tomorrow", "2026-03-19", "2026-03-19"),
        ("this_week", "2026-03-16", "2026-03-22"),
        ("last_week", "2026-03-09", "2026-03-15"),
        ("next_week", "2026-03-23", "2026-03-29"),
        ("this_month", "2026-03-01", "2026-03-31"),
        ("last_month", "2026-02-01", "2026-02-28"),
        ("next_month", "2026-04-01", "2026-04-30"),
        ("this_quarter", "2026-01-01", "2026-03-31"),
        ("last_quarter", "2025-10-01", "2025-12-31"),
        ("next_quarter", "2026-04-01", "2026-06-30"),
        ("this_year", "2026-01-01", "2026-12-31"),
        ("last_year", "2025-01-01", "2025-12-31"),
        ("next_year", "2027-01-01", "2027-12-31"),
        ("last_7_days", "2026-03-12", "2026-03-18"),
        ("last_1_days", "2026-03-18", "2026-03-18"),
        ("next_7_days", "2026-03-18", "2026-03-24"),
        ("2026-03-18", "2026-03-18", "2026-03-18"),
    ],
)
def test_stretches_of_days(word: str, first: str, last: str) -> None:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    before, after = start - dt.timedelta(days=1), end + dt.timedelta(days=1)
    assert holds(f"date = {word}", date=start)
    assert holds(f"date = {word}", date=end)
    assert not holds(f"date = {word}", date=before)
    assert not holds(f"date = {word}", date=after)
    assert [holds(f"date < {word}", date=day) for day in (before, start, end, after)] == [True, False, False, False]
    assert [holds(f"date <= {word}", date=day) for day in (before, start, end, after)] == [True, True, True, False]
    assert [holds(f"date >= {word}", date=day) for day in (before, start, end, after)] == [False, True, True, True]
    assert [holds(f"date > {word}", date=day) for day in (before, start, end, after)] == [False, False, False, True]
    midnight = dt.datetime.combine(start, dt.time.min, WARSAW.zone)
    assert holds(f"datetime = {word}", datetime=midnight)
    assert not holds(f"datetime = {word}", datetime=midnight - dt.timedelta(seconds=1))


def test_days_begin_in_the_readers_zone() -> None:
    late = CriteriaContext(1, dt.datetime(2026, 3, 18, 23, 30, tzinfo=dt.UTC), ZoneInfo("Europe/Warsaw"))
    assert days_of(Period(PeriodWord.TODAY), late)[0] == dt.date(2026, 3, 19)
    start, end = seconds_of(Period(PeriodWord.TODAY), late)
    assert (start, end - start) == (int(dt.datetime(2026, 3, 18, 23, tzinfo=dt.UTC).timestamp()), 86_400)


def test_a_day_in_which_clocks_change_is_as_long_as_it_is() -> None:
    start, end = seconds_of(dt.date(2026, 3, 29), WARSAW)
    assert end - start == 23 * 3600


def test_moments_are_minutes_unless_seconds_are_written() -> None:
    assert holds("datetime = 2026-03-18T10:30", datetime=_at("2026-03-18T10:30:59"))
    assert not holds("datetime = 2026-03-18T10:30:00", datetime=_at("2026-03-18T10:30:59"))
    assert holds("datetime = 2026-03-18T10:30Z", datetime=_at("2026-03-18T11:30"))
    assert holds("datetime > 2026-03-18T10:30", datetime=_at("2026-03-18T10:31"))


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1, 1, 2), dt.date(9998, 12, 31), dt.date.max])
def test_the_ends_of_the_calendar_are_no_error(day: dt.date) -> None:
    for zone in (dt.timezone(dt.timedelta(hours=14)), dt.timezone(dt.timedelta(hours=-12))):
        for now in (dt.datetime(2, 1, 1, tzinfo=dt.UTC), dt.datetime(9998, 12, 30, tzinfo=dt.UTC)):
            context = CriteriaContext(1, now, zone)
            for word in PeriodWord:
                first, after = days_of(Period(word, 9999), context)
                assert first <= after
                assert seconds_of(Period(word, 9999), context)
            assert seconds_of(day, context)


@given(st.integers(1, 2000), st.dates(dt.date(1970, 1, 1), dt.date(2100, 1, 1)))
def test_the_last_n_days_are_n_days_and_end_today(days: int, today: dt.date) -> None:
    context = CriteriaContext(1, dt.datetime.combine(today, dt.time(12), dt.UTC))
    first, after = days_of(Period(PeriodWord.LAST_DAYS, days), context)
    assert (after - first).days == days
    assert after == today + dt.timedelta(days=1)


@given(st.one_of(st.none(), st.integers(-50, 50)), st.integers(-50, 50))
def test_unequal_is_not_equal_and_the_order_has_no_gap(value: int | None, operand: int) -> None:
    def compare(operator: str) -> bool:
        return holds(f"integer {operator} {operand}", integer=value)

    assert compare("!=") is not compare("=")
    assert [compare("<"), compare("="), compare(">")].count(True) == (0 if value is None else 1)
    assert compare("<=") is (compare("<") or compare("="))
    assert compare(">=") is (compare(">") or compare("="))
