"""Jump labels: every line in view has one, typing it goes there, and no more is painted than must be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.pilot import Pilot
from textual.strip import Strip

from crm_tui.bootstrap import Installation
from crm_tui.tui.panes.cells import strip_of
from crm_tui.tui.panes.labels import LETTERS, Label, label_words, overlaid
from crm_tui.tui.panes.painted import Painted
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

LOGIN = "sales@demo.test"
PLAIN = Style.parse("white on black")


@given(st.integers(0, 900))
def test_labels_are_as_many_as_wanted_and_none_begins_another(number: int) -> None:
    words = label_words(number)
    assert len(words) == len(set(words)) == min(number, len(LETTERS) ** 2)
    singles = {word for word in words if len(word) == 1}
    assert all(word[0] not in singles for word in words if len(word) == 2)
    assert words == sorted(words, key=len)


def test_what_is_labelled_first_is_on_the_home_row() -> None:
    assert label_words(60)[:9] == list("asdfghjkl")


@given(st.text("ab王é\u0301👨 ", max_size=12), st.integers(0, 9), st.sampled_from(["a", "zz"]))
def test_a_label_leaves_the_line_as_wide_as_it_was(text: str, x: int, word: str) -> None:
    strip = strip_of([(text, PLAIN)], 10, PLAIN)
    labelled = overlaid(strip, [Label(x, word)], Style(reverse=True))
    assert labelled.cell_length == 10
    assert word[: 10 - x] in labelled.text


@contextmanager
def painted_lines(pane: Painted, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The lines that a pane paints meanwhile."""
    painted: list[int] = []
    paint = pane.paint

    def noting(y: int, cells: int) -> Strip:
        painted.append(y)
        return paint(y, cells)

    monkeypatch.setattr(pane, "paint", noting)
    yield painted
    monkeypatch.undo()


def labels_of(pilot: Pilot[int], pane: str) -> dict[str, str]:
    """Label -> key of the line in a pane."""
    spots = desk(pilot).jumping._labels
    return {label: spot.key for label, (name, spot) in spots.items() if name == pane}


async def test_a_label_brings_the_cursor_to_its_row(demo: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        with painted_lines(screen.table, monkeypatch) as painted:
            await press(pilot, ";")
            rows = labels_of(pilot, "table")
            assert len(rows) == min(screen.table.page_rows, screen.table.extent)
            assert sorted(painted) == sorted(spot.y for spot in screen.table.places())
        third = screen.table.places()[3]
        word = next(label for label, key in rows.items() if key == third.key)
        assert f"│{word}" in shown(pilot)
        await press(pilot, *word)
        assert screen.table.row is not None
        assert str(screen.table.row.id) == third.key
        assert not screen.jumping._labels
        assert not screen.table._labels


async def test_labels_reach_the_sidebar_and_the_record(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await press(pilot, ";")
        word, key = next((word, key) for word, key in labels_of(pilot, "nav").items() if key.endswith("Contacts"))
        await press(pilot, *word)
        assert (screen.panes.focused, screen.nav.line and screen.nav.line.id) == ("nav", key)
        await press(pilot, ";")
        words = labels_of(pilot, "detail")
        word, key = list(words.items())[2]
        await press(pilot, *word)
        assert screen.panes.focused == "detail"
        assert screen.detail.line is not None
        assert key.endswith(screen.detail.line.key)
        assert screen.place.record_id is not None


@pytest.mark.parametrize("key", ["escape", "J", "left", "1"])
async def test_any_other_key_takes_the_labels_away_and_does_nothing_else(demo: Installation, key: str) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        before = shown(pilot)
        place = desk(pilot).place
        await press(pilot, ";")
        assert shown(pilot) != before
        await press(pilot, key)
        assert shown(pilot) == before
        assert desk(pilot).place == place


async def test_one_pane_at_80x24_has_labels_of_one_letter(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await press(pilot, ";")
        assert {len(word) for word in screen.jumping._labels} == {1}
        assert {pane for pane, _spot in screen.jumping._labels.values()} == {"table"}
        await press(pilot, "f")
        assert screen.table.cursor == LETTERS.index("f")
        await press(pilot, "enter", ";")
        assert {pane for pane, _spot in screen.jumping._labels.values()} == {"detail"}


async def test_the_first_of_two_letters_leaves_only_what_can_still_be_meant(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await press(pilot, ";")
        word = next(word for word in screen.jumping._labels if len(word) == 2)
        await press(pilot, word[0])
        left = {label.text for pane in (screen.nav, screen.table, screen.detail) for labels in pane._labels.values()
                for label in labels}  # fmt: skip
        assert left == {label for label in screen.jumping._labels if label[0] == word[0]}
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert not screen.jumping._labels


async def test_a_label_whose_line_has_moved_goes_nowhere(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        cursor = screen.table.cursor
        await press(pilot, ";")
        words = labels_of(pilot, "table")
        ws = demo.workspace("admin@demo.test", "demo")
        ws.records.delete("Leads", int(words["s"]))
        await screen.changed()
        await settle(pilot)
        await press(pilot, "d")
        assert screen.table.cursor == cursor
        assert "jump again" in screen.status.status.text
