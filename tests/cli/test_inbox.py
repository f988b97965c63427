"""`inbox …`: what one was told of, in words of what one may see now."""

from __future__ import annotations

import pytest

from crm_tui.cli import inbox
from tests.cli.conftest import Run

NOTICE = {"id", "at", "kind", "words", "record", "module", "actor", "marks", "text", "read"}
SALES = "sales@x.test"


@pytest.fixture
def lead(run: Run) -> str:
    """A lead that the sales person was given and mentioned on."""
    made = run("record", "new", "Leads", "Last_Name=Łódź\x1b[2J", "Company=Polar", f"Owner={SALES}", "--json").json
    run("record", "note", f"Leads/{made['id']}", "=cmd @sales please\x1b[31m [/]")
    return f"Leads/{made['id']}"


def test_the_inbox_tells_what_happened_newest_first(run: Run, lead: str) -> None:
    mention, owner = run("inbox", "list", "--json", login=SALES).json
    assert set(mention) == NOTICE
    assert (mention["kind"], mention["actor"]["login"], mention["read"]) == ("mention", "admin@x.test", False)
    assert mention["text"] == "=cmd @sales please\x1b[31m [/]"
    assert owner["record"] == {"id": int(lead.split("/")[1]), "module": "Leads", "name": "Łódź\x1b[2J"}
    assert run("inbox", "list", "--json").json == []
    shown = run("inbox", "list", login=SALES).out
    assert "\x1b" not in shown
    assert "* " in shown
    assert "Ada Admin mentioned you on Łódź\N{REPLACEMENT CHARACTER}[2J. =cmd @sales please" in shown


def test_notices_are_marked_by_number_or_all(run: Run, lead: str) -> None:
    newest, oldest = (row["id"] for row in run("inbox", "list", "--json", login=SALES).json)
    assert run("inbox", "read", str(newest), "--json", login=SALES).json == {"changed": 1}
    assert [row["id"] for row in run("inbox", "list", "--unread", "--json", login=SALES).json] == [oldest]
    assert [row["id"] for row in run("inbox", "list", "--before", str(newest), "--json", login=SALES).json] == [oldest]
    assert run("inbox", "read", "--all", login=SALES).out == "1 notice changed.\n"
    assert run("inbox", "read", str(oldest), "--unread", login=SALES).out == "1 notice changed.\n"
    assert run("inbox", "read", str(oldest), login="manager@x.test").out == "0 notices changed.\n"
    assert [row["read"] for row in run("inbox", "list", "--json", login=SALES).json] == [True, False]


def test_more_than_a_page_is_read_on(run: Run, lead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 1)
    for limit, wanted in ((1, 1), (2, 2), (9, 2)):
        assert len(run("inbox", "list", "--limit", str(limit), "--json", login=SALES).json) == wanted


@pytest.mark.parametrize("words", [[], ["1", "--all"], ["x"], ["0"], ["-1"], ["9" * 30]])
def test_a_line_names_notices_or_all(run: Run, words: list[str]) -> None:
    assert run("inbox", "read", *words).status == 2


def test_what_left_ones_sight_has_no_name(run: Run, lead: str) -> None:
    run("sharing", "default", "Leads", "private")
    run("record", "owner", lead, "admin@x.test")
    (mention,) = run("inbox", "list", "--json", login=SALES).json
    assert (mention["record"]["id"], mention["actor"], mention["text"], mention["module"]) == (None, None, "", None)
    assert mention["words"] == "You were mentioned on (not visible)."
