"""`record convert`: its options, its JSON and its exit statuses."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

SALES, LEGAL = "sales@x.test", "legal@x.test"
DEAL = ("--deal", "Frames", "--stage", "Qualification", "--amount", "1000", "--closing", "2026-12-01")


@pytest.fixture
def lead(run: Run) -> str:
    """A lead of the sales person."""
    made = run("record", "new", "Leads", "Last_Name=Łódź", "Company=Polar", "--json", login=SALES)
    return f"Leads/{made.json['id']}"


def test_a_lead_becomes_three_records_and_comes_back(run: Run, lead: str) -> None:
    done = run("record", "convert", lead, *DEAL, "--account", "new", "--contact", "new", "--json", login=SALES).json
    assert {key: done[key]["module"] for key in ("account", "contact", "deal")} == {
        "account": "Accounts", "contact": "Contacts", "deal": "Deals",
    }  # fmt: skip
    assert (done["deal"]["name"], done["untouched"], done["refused"]) == ("Frames", [], [])
    deal = run("record", "show", f"Deals/{done['deal']['id']}", "--json", login=SALES).json
    assert (deal["Stage"], deal["Amount"], deal["Closing_Date"]) == ("Qualification", 1000, "2026-12-01")
    assert deal["Contact_Name"]["id"] == done["contact"]["id"]
    assert run("undo", str(done["undo"]), "--json", login=SALES).json["refused"] == []
    assert run("record", "show", lead, "--json", login=SALES).json["Converted"] is False
    assert run("record", "show", f"Deals/{done['deal']['id']}", login=SALES).status == 4


def test_existing_records_are_named_with_or_without_their_module(run: Run, lead: str) -> None:
    account = run("record", "new", "Accounts", "Account_Name=Nord", "--json", login=SALES).json["id"]
    contact = run("record", "new", "Contacts", "Last_Name=Ada", "--json", login=SALES).json["id"]
    ran = run("record", "convert", lead, "--account", str(account), "--contact", f"contacts/{contact}", login=SALES)
    assert (ran.status, ran.out.strip()) == (0, "Converted Łódź")
    assert run("record", "show", f"Contacts/{contact}", "--json", login=SALES).json["Account_Name"]["id"] == account


@pytest.mark.parametrize(
    "words",
    [
        ("--deal", "Frames", "--closing", "2026-12-01"),
        ("--stage", "Qualification"),
        ("--account", "some"),
        ("--account", "Contacts/1"),
        ("--contact", "new/1"),
        ("--deal", "Frames", "--stage", "[/]", "--closing", "2026-12-01"),
        ("--deal", "Frames", "--stage", "Qualification", "--closing", "soon"),
    ],
)
def test_bad_input_converts_nothing(run: Run, lead: str, words: tuple[str, ...]) -> None:
    assert run("record", "convert", lead, *words, "--json", login=SALES).status == 2
    assert run("record", "show", lead, "--json", login=SALES).json["version"] == 1


def test_statuses_of_refusals(run: Run, lead: str) -> None:
    refused = run("record", "convert", lead, "--json", login=LEGAL)
    assert (refused.status, refused.error["rule"]) == (3, "O23")
    assert run("record", "convert", "Leads/999", login=SALES).status == 4
    assert run("record", "convert", lead, "--contact", "999", login=SALES).status == 4
    assert run("record", "convert", lead, "--version-seen", "7", login=SALES).status == 5
    assert run("record", "convert", lead, login=SALES).status == 0
    assert run("record", "convert", lead, login=SALES).status == 5


def test_only_leads_are_converted(run: Run) -> None:
    contact = run("record", "new", "Contacts", "Last_Name=Ada", "--json", login=SALES).json["id"]
    assert run("record", "convert", f"Contacts/{contact}", login=SALES).status == 2
    assert run("record", "convert", f"Contacts/{contact}", login=LEGAL).status == 4
    run("sharing", "default", "Contacts", "read_only")
    assert run("record", "convert", f"Contacts/{contact}", login=LEGAL).status == 3
    assert run("record", "convert", "Contacts/999", login=SALES).status == 4
