"""`request …`: the shapes and the exit statuses that scripts rely on."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Ran, Run

SUPPORT, LEGAL = "support@x.test", "legal@x.test"
REQUEST = {
    "id", "module", "number", "name", "state", "closed", "accepted", "owner", "requester", "of", "at", "changed_at",
    "editable",
}  # fmt: skip


@pytest.fixture
def ask(run: Run) -> Run:
    """Lines of the requester."""
    assert run("module", "member", "Contracts", SUPPORT, "Requester").status == 0

    def asking(*words: str, **more: str) -> Ran:
        return run(*words, "--json", **{"login": SUPPORT, **more})

    return asking


def test_a_request_is_raised_listed_shown_edited_and_withdrawn(ask: Run) -> None:
    made = ask("request", "new", "Contracts", "Name=NDA für [/]")
    assert made.status == 0, made.err
    assert set(made.json) >= REQUEST | {"Name", "Status", "version"}
    at = f"Contracts/{made.json['id']}"
    (listed,) = ask("request", "list").json
    assert set(listed) == REQUEST
    assert (listed["number"], listed["name"], listed["state"], listed["owner"]["login"]) == (
        "CON-0001", "NDA für [/]", "New", SUPPORT,
    )  # fmt: skip
    assert ask("request", "list", "Contracts").json == [listed]
    assert ask("request", "edit", at, "Name=NDA").json["name"] == "NDA"
    assert ask("request", "edit", at, "Name=X", "--version-seen", "1").status == 5
    assert ask("request", "show", at).json["name"] == "NDA"
    assert set(ask("request", "withdraw", at).json) == {"done", "undo", "id", "refused"}
    assert ask("request", "list", "--closed").json == []
    assert ask("request", "show", at).status == 4


def test_it_is_raised_from_a_record(run: Run, ask: Run) -> None:
    lead = run("record", "new", "Leads", "Last_Name=L", "Company=C", "--json").json["id"]
    made = ask("request", "new", "Contracts", "Name=X", "--from", f"Leads/{lead}")
    assert (made.status, made.json["of"]) == (0, None)  # contracts have no look-up to leads
    assert ask("request", "new", "Contracts", "Name=X", "--from", "Leads/999").status == 4
    assert ask("request", "new", "Contracts", "Name=X", "--from", "Leads").status == 2


def test_the_team_accepts_and_then_it_is_forbidden(run: Run, ask: Run) -> None:
    owners = run("request", "settings", "Contracts", "--owners", LEGAL, "--json")
    assert owners.json == {"owners": [LEGAL], "edit_after_acceptance": False}
    at = f"Contracts/{ask('request', 'new', 'Contracts', 'Name=X').json['id']}"
    assert ask("request", "accept", at).status == 3
    assert ask("request", "accept", at, login=LEGAL).json["done"] == "Accepted X"
    assert ask("request", "accept", at, login=LEGAL).status == 2
    refused = ask("request", "withdraw", at)
    assert (refused.status, refused.error["rule"]) == (3, "Q07")
    assert run("request", "settings", "Contracts", "--edit-after", "on", "--json").json == {
        "owners": [LEGAL], "edit_after_acceptance": True,
    }  # fmt: skip
    assert ask("request", "withdraw", at).status == 0


def test_settings_are_refused_with_the_login_and_to_others(run: Run, ask: Run) -> None:
    wrong = run("request", "settings", "Contracts", "--owners", f"{LEGAL},{SUPPORT}", "--json")
    assert (wrong.status, SUPPORT in wrong.err) == (2, True)
    assert run("request", "settings", "Contracts", "--owners", "", "--json").json["owners"] == []
    assert ask("request", "settings", "Contracts").status == 3
    assert ask("request", "settings", "Contracts", login="sales@x.test").status == 4


def test_who_is_not_in_the_module_reads_not_found(ask: Run) -> None:
    at = f"Contracts/{ask('request', 'new', 'Contracts', 'Name=X').json['id']}"
    for words in (("show", at), ("withdraw", at), ("accept", at), ("edit", at, "Name=Y"), ("new", "Contracts")):
        assert ask("request", *words, login="sales@x.test").status == 4, words
    assert ask("request", "list", login="sales@x.test").json == []
    assert ask("request", "list", "Contracts", login="sales@x.test").status == 4


def test_an_internal_note_is_the_teams(run: Run, ask: Run) -> None:
    at = f"Contracts/{ask('request', 'new', 'Contracts', 'Name=X').json['id']}"
    assert run("record", "note", at, "Bad payer", "--internal").status == 0
    assert [note["internal"] for note in run("record", "notes", at, "--json").json] == [True]
    assert ask("record", "notes", at).json == []
    assert "Bad payer" not in ask("timeline", at).out
