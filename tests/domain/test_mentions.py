"""Who is named by an `@` in a text, and who is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.mentions import mentioned

LOGINS = {
    1: "anna@acme.test",
    2: "o'brien@acme.test",
    3: "a.b+c@acme.test",
    4: '"odd"@acme.test',
    5: "sam@acme.test",
    6: "sam@beta.test",
    7: "o@acme.test",
    8: "łucja@acme.test",
}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@anna please call", [1]),
        ("please call,\n@anna", [1]),
        ("@ANNA@Acme.Test", [1]),
        ("@anna, @o and (@łucja).", [1, 7, 8]),
        ("@anna,@o", [1, 7]),
        ("@Łucja!", [8]),
        ("@anna.", [1]),
        ("ask @anna@acme.test.", [1]),
        ("@anna's and @anna’s", [1]),
        ("@o'brien's", [2]),
        ("@o'brien", [2]),
        ("@a.b+c.", [3]),
        ('@"odd" and @"odd"@acme.test', [4]),
        ("@sam@beta.test", [6]),
        ("twice @anna @anna", [1]),
    ],
)
def test_a_login_or_its_first_part_names_a_user(text: str, named: list[int]) -> None:
    assert mentioned(text, LOGINS) == named


@pytest.mark.parametrize(
    "text",
    [
        "mail anna@acme.test",
        "mail anna@acme.test, sam@anna",
        "https://social.test/@anna",
        "x@anna",
        "@@anna",
        "@ anna",
        "@anna@evil.test",
        "@anna.b",
        "@annabel",
        "@o'connor",
        "@sam",
        "@nobody",
        "@",
        "",
    ],
)
def test_addresses_part_of_words_and_shared_names_name_nobody(text: str) -> None:
    assert mentioned(text, LOGINS) == []


@pytest.mark.parametrize("text", ["@" + "'s" * 15_000, "@" + "." * 30_000, "@a " * 10_000, "@\x1b[31m@anna", "@[/]"])
def test_hostile_texts_name_nobody(text: str) -> None:
    assert mentioned(text, LOGINS) == []


@given(st.text(), st.text())
def test_any_login_is_found_behind_a_blank(before: str, after: str) -> None:
    assert 1 in mentioned(f"{before} @anna@acme.test {after}", LOGINS)
