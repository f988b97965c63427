"""Values as people, files and programs give them: read, checked, stored and told again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import NOT_VISIBLE, FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.values import (
    ValueContext,
    check_record,
    default_values,
    from_stored,
    is_empty,
    json_value,
    parse_value,
    to_stored,
    unwritable,
)
from tests.domain.making import NOW, every_kind, module

KINDS = every_kind()
CONTEXT = ValueContext(NOW, ZoneInfo("Europe/Warsaw"))
LEADS, DEALS = module("Leads"), module("Deals")


def read(kind: FieldKind | str, raw: object, context: ValueContext = CONTEXT, length: int | None = None) -> Value:
    return parse_value(dataclasses.replace(KINDS.by_name[FieldKind(kind).value], length=length), raw, context)


def refused(kind: FieldKind | str, raw: object, length: int | None = None) -> str:
    with pytest.raises(Invalid) as error:
        read(kind, raw, length=length)
    assert list(error.value.fields) == [FieldKind(kind).value]
    return str(error.value.fields[FieldKind(kind).value])


@pytest.mark.parametrize("kind", [k for k in FieldKind if k is not FieldKind.AUTO_NUMBER])
@pytest.mark.parametrize("raw", [None, "", "  \t\n"])
def test_nothing_is_no_value(kind: FieldKind, raw: object) -> None:
    value = read(kind, raw)
    if kind is FieldKind.CHECKBOX:
        assert value is False
    else:
        assert is_empty(value)
        assert to_stored(KINDS.by_name[kind.value], value) is None


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  Zoe\u0308 ", "Zoë"),
        ("text", "two\r\nlines\x0band\u2028more", "two lines and more"),
        ("long_text", "two\nlines", "two\nlines"),
        ("text", "a\x00b", "a\N{REPLACEMENT CHARACTER}b"),
        ("text", "\ud800", "?"),
        ("text", "[/]", "[/]"),
        ("text", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("email", "Jo.O'Hara+x@Mail.Example.com", "Jo.O'Hara+x@Mail.Example.com"),
        ("email", "王伟@例子.中国", "王伟@例子.中国"),
        ("phone", "+48 (12) 345-67-89 ext. 5", "+48 (12) 345-67-89 ext. 5"),
        ("phone", 123456, "123456"),
        ("url", "example.com/a?b=c", "example.com/a?b=c"),
        ("url", "https://例子.中国:8080/x", "https://例子.中国:8080/x"),
        ("integer", "1,234", 1234),
        ("integer", "-7", -7),
        ("integer", 12.0, 12),
        ("decimal", "1 234.50", Decimal("1234.5")),
        ("decimal", "1\u202f234", Decimal(1234)),
        ("decimal", "\u22125", Decimal(-5)),
        ("decimal", 0.1, Decimal("0.1")),
        ("decimal", ".5", Decimal("0.5")),
        ("percent", "12.5 %", Decimal("12.5")),
        ("currency", "1,234.5", Decimal("1234.50")),
        ("currency", "€ 12", Decimal(12)),
        ("currency", "-0.01", Decimal("-0.01")),
        ("date", "2026-01-31", dt.date(2026, 1, 31)),
        ("date", "2026-1-3", dt.date(2026, 1, 3)),
        ("date", "Today", dt.date(2026, 3, 18)),
        ("date", "+3d", dt.date(2026, 3, 21)),
        ("date", "-2w", dt.date(2026, 3, 4)),
        ("date", "+1m", dt.date(2026, 4, 18)),
        ("date", "-1y", dt.date(2025, 3, 18)),
        ("date", dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC), dt.date(2026, 2, 1)),
        ("datetime", "2026-01-31 14:30", dt.datetime(2026, 1, 31, 13, 30, tzinfo=dt.UTC)),
        ("datetime", "2026-01-31T14:30:05Z", dt.datetime(2026, 1, 31, 14, 30, 5, tzinfo=dt.UTC)),
        ("datetime", "2026-01-31T14:30+05:30", dt.datetime(2026, 1, 31, 9, 0, tzinfo=dt.UTC)),
        ("datetime", "2026-01-31", dt.datetime(2026, 1, 30, 23, 0, tzinfo=dt.UTC)),
        ("datetime", dt.date(2026, 1, 31), dt.datetime(2026, 1, 30, 23, 0, tzinfo=dt.UTC)),
        ("datetime", dt.datetime(2026, 1, 31, 14, 30, tzinfo=dt.UTC), dt.datetime(2026, 1, 31, 14, 30, tzinfo=dt.UTC)),
        ("datetime", "tomorrow 9:00", dt.datetime(2026, 3, 19, 8, 0, tzinfo=dt.UTC)),
        ("datetime", "9:05", dt.datetime(2026, 3, 18, 8, 5, tzinfo=dt.UTC)),
        ("datetime", "now", NOW),
        ("datetime", "+2h", NOW + dt.timedelta(hours=2)),
        ("datetime", "+1d 9:00", dt.datetime(2026, 3, 19, 8, 0, tzinfo=dt.UTC)),
        ("checkbox", "Yes", True),
        ("checkbox", "0", False),
        ("checkbox", 1, True),
        ("picklist", "dark BLUE", "Dark Blue"),
        ("picklist", "odd", 'O\'Hara "x" \\'),
        ("multi_picklist", "dark blue, red", ("Red", "Dark Blue")),
        ("multi_picklist", ["Red", "red"], ("Red",)),
        ("multi_picklist", "Red;;", ("Red",)),
        ("lookup", 12, Link(12)),
        ("lookup", "12", Link(12)),
        ("parent", Link(3, "Deals", "Big"), Link(3, "Deals", "Big")),
        ("user", 7, UserRef(7, "", "")),
    ],
)
def test_a_value_is_read(kind: str, raw: object, value: Value) -> None:
    found = read(kind, raw)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "raw", "why"),
    [
        ("text", b"bytes", "must be a text"),
        ("text", 5, "must be a text"),
        ("email", "jo@localhost", "no e-mail"),
        ("email", "jo@@x.com", "no e-mail"),
        ("email", "jo smith@x.com", "no e-mail"),
        ("email", "a@b..c", "no e-mail"),
        ("email", "a@x.com, b@x.com", "no e-mail"),
        ("email", "a\x1b[2J@x.com", "cannot be shown"),
        ("email", "a\u202e@x.com", "cannot be shown"),
        ("phone", "none", "no digit"),
        ("url", "javascript:alert(1)", "no web address"),
        ("url", "file:///etc/passwd", "no web address"),
        ("url", "two words", "no web address"),
        ("integer", "1.5", "whole number"),
        ("integer", "12,34", "no number"),
        ("integer", "9" * 400, "no number"),
        ("integer", 2**60, "too large"),
        ("integer", True, "no number"),
        ("integer", "٣", "no number"),
        ("decimal", "1e5", "no number"),
        ("decimal", "NaN", "no number"),
        ("decimal", float("inf"), "no number"),
        ("decimal", Decimal("sNaN"), "no number"),
        ("decimal", Decimal("1e999999"), "digits"),
        ("decimal", "0.12345678901234567", "digits"),
        ("percent", "101", "between 0 and 100"),
        ("percent", "-1", "between 0 and 100"),
        ("currency", "1.005", "2 decimals"),
        ("currency", "99999999999999999", "too large"),
        ("date", "31/01/2026", "no date"),
        ("date", "2026-02-30", "no date"),
        ("date", "9999-01-01", "no date"),
        ("date", "0001-01-01", "no date"),
        ("date", "+99999y", "no date"),
        ("datetime", "2026-01-31 25:00", "no time"),
        ("datetime", "2026-01-31 now", "no time"),
        ("datetime", "soon", "no time"),
        ("checkbox", "maybe", "yes or no"),
        ("checkbox", 2, "yes or no"),
        ("picklist", "Green", "one of: Red, Dark Blue"),
        ("picklist", 1, "one of"),
        ("multi_picklist", "Red, Green", "one of"),
        ("multi_picklist", 5, "one of"),
        ("lookup", "Acme", "Nothing is found"),
        ("lookup", NOT_VISIBLE, "Nothing is found"),
        ("lookup", -1, "Nothing is found"),
        ("user", True, "Nothing is found"),
        ("auto_number", "CON-1", "program fills this in"),
    ],
)
def test_a_wrong_value_is_refused_with_a_reason(kind: str, raw: object, why: str) -> None:
    assert why in refused(kind, raw)


def test_the_length_counts_characters_as_stored() -> None:
    assert read("text", "  " + "ł" * 40 + "  ", length=40) == "ł" * 40
    assert read("text", "e\u0301" * 40, length=40) == "é" * 40
    assert refused("text", "x" * 41, length=40) == "At most 40 characters; this has 41."
    assert "At most 40" in refused("text", "x" * 50_000_000, length=40)


def test_the_decimal_mark_is_the_readers() -> None:
    comma = dataclasses.replace(CONTEXT, decimal_mark=",")
    assert read("decimal", "1.234,5", comma) == Decimal("1234.5")
    assert read("decimal", "1 234,5", comma) == Decimal("1234.5")
    assert read("decimal", "1234.5") == Decimal("1234.5")


def test_a_currency_has_its_own_decimals() -> None:
    yen, dinar = (dataclasses.replace(CONTEXT, currency_digits=digits) for digits in (0, 3))
    assert read("currency", "1200", yen) == 1200
    assert read("currency", "1.005", dinar) == Decimal("1.005")
    with pytest.raises(Invalid):
        read("currency", "1.5", yen)


def test_percents_of_own_fields_may_pass_a_hundred() -> None:
    own = dataclasses.replace(KINDS.by_name["percent"], standard=False)
    assert parse_value(own, "250%", CONTEXT) == 250


def test_a_choice_out_of_use_cannot_be_chosen() -> None:
    colour = KINDS.by_name["picklist"]
    retired = dataclasses.replace(colour, choices=(dataclasses.replace(colour.choices[0], active=False),))
    with pytest.raises(Invalid):
        parse_value(retired, "Red", CONTEXT)


_ANY = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(), st.decimals(), st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)), st.lists(st.text()), st.tuples(st.integers()),
    st.text(alphabet="0123456789+-:T Z.,%dwmyhin"), st.sampled_from([NOT_VISIBLE, Link(1), UserRef(1, "a", "A")]),
)  # fmt: skip


@given(st.sampled_from(KINDS.fields), _ANY)
def test_whatever_is_given_is_read_or_refused_and_what_is_read_stays_itself(field: FieldDef, raw: object) -> None:
    try:
        value = parse_value(field, raw, CONTEXT)
    except Invalid as error:
        assert list(error.fields) == [field.api_name]  # noqa: PT017 - either outcome is right
        return
    json.dumps(json_value(value))
    assert parse_value(field, value, CONTEXT) == value
    if field.kind is not FieldKind.MULTI_PICKLIST:
        assert from_stored(field, to_stored(field, value)) == _without_names(value)


def _without_names(value: Value) -> Value:
    if isinstance(value, UserRef):
        return UserRef(value.id, "", "")
    return value


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("currency", Decimal("12.50"), 1250),
        ("decimal", Decimal("0.1"), 0.1),
        ("date", dt.date(2026, 1, 31), "2026-01-31"),
        ("datetime", NOW, 1773826200),
        ("checkbox", True, 1),
        ("picklist", "Dark Blue", 2),
        ("lookup", Link(12, "", "Acme"), 12),
        ("user", UserRef(7, "a@demo.test", "A"), 7),
        ("text", "x", "x"),
        ("integer", 5, 5),
    ],
)
def test_stored_forms(kind: str, value: Value, stored: object) -> None:
    found = to_stored(KINDS.by_name[kind], value)
    assert found == stored
    assert type(found) is type(stored)


def test_values_that_are_not_of_the_kind_are_not_stored() -> None:
    with pytest.raises(TypeError):
        to_stored(KINDS.by_name["multi_picklist"], ("Red",))
    with pytest.raises(TypeError):
        to_stored(KINDS.by_name["text"], 5)
    with pytest.raises(KeyError):
        to_stored(KINDS.by_name["picklist"], "Green")


def test_values_as_json() -> None:
    assert json_value(Decimal("12.50")) == 12.5
    assert json.dumps(json_value(Decimal("12.00"))) == "12"
    assert json_value(dt.date(2026, 1, 31)) == "2026-01-31"
    assert json_value(NOW) == "2026-03-18T09:30:00Z"
    assert json_value(Link(12, "Accounts", "Acme")) == {"id": 12, "module": "Accounts", "name": "Acme"}
    assert json_value(NOT_VISIBLE) == "(not visible)"
    assert json_value(UserRef(7, "a@demo.test", "A")) == {"id": 7, "login": "a@demo.test", "name": "A"}
    assert json_value(("Red",)) == ["Red"]


def test_a_new_record_needs_its_required_fields_and_an_edit_only_what_it_names() -> None:
    assert set(check_record(DEALS, {}, creating=True)) == {"Deal_Name", "Account_Name", "Stage", "Closing_Date"}
    assert check_record(DEALS, {"Amount": Decimal(5)}, creating=False) == {}
    assert set(check_record(DEALS, {"Stage": None}, creating=False)) == {"Stage"}
    assert check_record(LEADS, {"Last_Name": "Li", "Company": "Acme"}, creating=True) == {}
    assert set(check_record(LEADS, {"Last_Name": "", "Company": "Acme"}, creating=True)) == {"Last_Name"}


def test_an_end_is_not_before_its_start() -> None:
    start, end = NOW, NOW - dt.timedelta(hours=1)
    wrong = check_record(module("Meetings"), {"Start_DateTime": start, "End_DateTime": end}, creating=False)
    assert str(wrong["End_DateTime"]) == "This is before From."
    assert check_record(module("Meetings"), {"Start_DateTime": end, "End_DateTime": start}, creating=False) == {}


def test_nobody_writes_unknown_or_computed_fields() -> None:
    assert set(unwritable(DEALS, ["Deal_Name", "expected_revenue", "Nope", "Created_Time", "Owner"])) == {
        "expected_revenue",
        "Nope",
        "Created_Time",
    }


def test_defaults_of_a_new_record() -> None:
    assert default_values(module("Tasks"), CONTEXT) == {"Status": "Not Started", "Priority": "Normal"}
    assert default_values(module("Products"), CONTEXT)["Product_Active"] is True
