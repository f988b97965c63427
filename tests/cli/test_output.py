"""What commands print: tables for people, JSON for scripts, nothing that steers a terminal."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.cli.output import Json, Output, cells
from crm_tui.cli.values import cursor_of, cursor_text, value_json
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import NOT_VISIBLE, Link, UserRef
from crm_tui.domain.records import Cursor


def printed(value: object, as_json: bool) -> str:
    stream = io.StringIO()
    Output(stream, as_json).rows([{"name": str(value)}])
    return stream.getvalue()


def test_a_table_is_aligned_by_cells() -> None:
    stream = io.StringIO()
    Output(stream, False).rows([{"name": "王伟", "city": "北京"}, {"name": "Łucja", "city": "Łódź"}])
    assert stream.getvalue() == "name   city\n王伟   北京\nŁucja  Łódź\n"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_columns_that_are_cut_and_a_pipe_all() -> None:
    fingerprint, detail = f"SHA256:{'x' * 43}", f"{'d' * 70} revoked"
    row = {"name": "n" * 60, "fingerprint": fingerprint, "detail": detail}
    screen, pipe = Screen(), io.StringIO()
    for stream in (screen, pipe):
        Output(stream, False).rows([row, row | {"name": "n"}], whole="detail")
    for stream in (screen, pipe):
        assert stream.getvalue().count(f"{fingerprint}  {detail}\n") == 2
    assert "n" * 50 not in screen.getvalue()
    assert "n" * 60 in pipe.getvalue()


def test_an_empty_list_is_an_empty_array_or_no_line() -> None:
    for as_json, wanted in ((True, "[]\n"), (False, "")):
        stream = io.StringIO()
        Output(stream, as_json).rows([])
        assert stream.getvalue() == wanted


@given(st.text())
def test_nothing_printed_steers_a_terminal(text: str) -> None:
    for as_json in (True, False):
        shown = printed(text, as_json)
        assert not any(
            char < " " or "\x7f" <= char <= "\x9f" or char in "\u200e\u202e\u2066\ud800"
            for char in shown
            if char != "\n"
        )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_says_exactly_what_is_stored(text: str) -> None:
    assert json.loads(printed(text, True)) == [{"name": text}]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (Decimal("1200.00"), 1200),
        (Decimal("0.10"), 0.1),
        (Decimal("99999999999999.99"), "99999999999999.99"),
        (dt.date(2026, 11, 21), "2026-11-21"),
        (dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC), "2026-11-21T09:00:00+00:00"),
        (("a", "b"), ["a", "b"]),
        (True, True),
        (None, None),
        (Link(3, "Accounts", "Verre"), {"id": 3, "module": "Accounts", "name": "Verre"}),
        (NOT_VISIBLE, {"id": None, "module": None, "name": "(not visible)"}),
        (UserRef(1, "a@x.test", "Ada"), {"login": "a@x.test", "name": "Ada"}),
    ],
)
def test_values_in_json(value: object, wanted: object) -> None:
    assert value_json(value) == wanted  # type: ignore[arg-type]


@given(st.one_of(st.none(), st.integers(), st.text(), st.floats(allow_nan=False)), st.integers(min_value=1))
def test_a_cursor_is_one_word_that_reads_back(key: int | str | float | None, record_id: int) -> None:
    text = cursor_text(Cursor(key, record_id))
    assert text.replace("-", "").replace("_", "").isalnum()
    assert cursor_of(text) == Cursor(key, record_id)


@given(st.text())
def test_what_is_no_cursor_is_bad_input(text: str) -> None:
    with contextlib.suppress(Invalid):
        cursor_of(text)


def test_cells_count_wide_and_combining_characters() -> None:
    assert (cells("abc"), cells("王"), cells("e\u0301")) == (3, 2, 1)


ROWS: list[dict[str, Json]] = [
    {"id": 1, "name": "A\nb", "owner": {"name": "N", "tags": ["x", "y"]}, "none": None},
    {"id": 2, "name": "\x1b[31mŁódź", "owner": {}, "none": []},
    {"id": 3, "name": "long " * 5, "owner": {"name": "N"}, "none": None},
]


@pytest.mark.parametrize("sizes", [(3,), (1, 2), (0, 1, 0, 1, 1), (1, 1, 1, 0)])
def test_a_list_that_grows_is_the_same_json(sizes: tuple[int, ...]) -> None:
    stream = io.StringIO()
    growing, rows = Output(stream, True).growing(), iter(ROWS)
    for size in sizes:
        growing.add([next(rows) for _ in range(size)])
    growing.end()
    assert stream.getvalue() == json.dumps(ROWS, ensure_ascii=False, indent=2).replace("\x1b", "\\u001b") + "\n"


def test_the_columns_of_a_table_that_grows_never_get_narrower() -> None:
    stream = io.StringIO()
    growing = Output(stream, False).growing()
    rows: list[dict[str, Json]] = [{"a": "wide one", "b": 1}, {"a": "x", "b": 2}, {"a": "wider than ever", "b": 3}]
    for row in rows:
        growing.add([row])
    growing.end()
    assert stream.getvalue() == "a         b\nwide one  1\nx         2\nwider than ever  3\n"
