"""What a change itself alters reads as people speak, not as the program does."""

from __future__ import annotations

import pytest

from crm_tui.domain.effects import Diff
from crm_tui.tui.presenters.diffs import diff_pairs

NAMES = {"Deals": "Sales deals", "Deals.Amount": "Amount", "Claims": "Claims of ours"}
LOGIN = "ann@acme.test"


@pytest.mark.parametrize(
    ("diff", "pair"),
    [
        (Diff(f"user {LOGIN}: state", "active", "inactive", "Ann"), ("Ann · State", "active → inactive")),
        (Diff(f"user {LOGIN}: kind", "team", "regular", "Ann"), ("Ann · Kind", "team user → regular user")),
        (Diff(f"user {LOGIN}: role", "", "Sales Rep", "Ann"), ("Ann · Role", "– → Sales Rep")),
        (Diff(f"user {LOGIN}: module Claims", "", "Member", "Ann"), ("Ann · Claims of ours", "– → Member")),
        (Diff("module Deals: default", "private", "read_only", "Deal"),
         ("Sales deals · Everybody may", "Private → Public Read Only")),
        (Diff("module Deals: Amount Standard", "", "hidden", "Deal"),
         ("Sales deals · Amount · Standard", "– → hidden")),
        (Diff("module Claims: role Support", "", "Member", "Claims"),
         ("Claims of ours · role Support", "– → Member")),
        (Diff("profile No_x: records.export/Deals", "on", "off", "No export"),
         ("No export · Export records · Sales deals", "on → off")),
        (Diff("profile No_x: modules", "*", "Deals", "No export"), ("No export · Modules", "all → Deals")),
        (Diff("sharing Deals 1", "", "Fair", "Fair"), ("Fair", "– → Fair")),
        (Diff("sharing Deals 1: level", "read", "edit", "Fair"), ("Fair · Level", "Read Only → Read/Write")),
        (Diff("org: team licences", "on", "off", "Acme"), ("Acme · Team licences", "on → off")),
        (Diff("of tomorrow: ", "a", "b"), ("of tomorrow", "a → b")),
    ],
)  # fmt: skip
def test_a_diff_in_words(diff: Diff, pair: tuple[str, str]) -> None:
    assert diff_pairs([diff], NAMES) == [pair]


def test_names_are_shown_and_not_obeyed() -> None:
    [(head, text)] = diff_pairs([Diff("role X", "a\x1b[2J", "b", "R\x1b[31m")], {})
    assert head.isprintable()
    assert "\x1b" not in text
