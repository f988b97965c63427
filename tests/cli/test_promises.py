"""`promise …` and the search of the audit log."""

from __future__ import annotations

import pytest

from tests.cli.conftest import ADMIN, Run

NEW = ("promise", "new", "Team users see no products", "kind:team", "records.view/Products", "refused")


def test_a_promise_is_made_kept_changed_and_removed(run: Run) -> None:
    made = run(*NEW, "--json")
    assert (made.status, made.json) == (0, {"id": 1})
    assert run("promise", "list", "--json").json[0]["who"] == "kind:team"
    assert run("promise", "check", "--json").json[0]["holds"] is True
    run("sharing", "default", "Products", "read_only")
    refused = run("promise", "new", "Never", "everybody", "records.view/Leads", "refused", "--json")
    assert refused.status == 5
    assert run("promise", "edit", "1", "--label", "No products", "--json").status == 0
    assert run("promise", "show", "1", "--json").json["label"] == "No products"
    assert run("promise", "delete", "1").status == 0
    assert run("promise", "show", "1").status == 4


def test_a_save_that_breaks_one_is_refused_with_its_name(run: Run) -> None:
    run("promise", "new", "Lea sees contracts", "login:legal@x.test", "module.see/Contracts", "allowed")
    broken = run("module", "member", "Contracts", "legal@x.test", "none", "--json")
    assert (broken.status, broken.error["rule"]) == (3, "AC57")
    assert "Lea sees contracts" in broken.error["because"]
    assert run("promise", "check").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("promise", "new", "P", "nobody", "records.view/Leads", "refused"),
        ("promise", "new", "P", "everybody:x", "records.view/Leads", "refused"),
        ("promise", "new", "P", "kind:", "records.view/Leads", "refused"),
        ("promise", "new", "P", "kind:team", "records.view", "refused"),
        ("promise", "new", "P", "kind:team", "records.view/Leads", "maybe"),
        ("promise", "new", "P", "kind:team", "records.view/Leads", "refused", "--where", "Company ="),
        ("promise", "edit", "x"),
        ("audit", "list", "--outcome", "perhaps"),
        ("audit", "list", "--since", "soon"),
        ("audit", "list", "--before", "-1"),
    ],
)
def test_what_makes_no_sense_is_bad_input(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).status == 2


@pytest.mark.parametrize("words", [NEW, ("promise", "list"), ("promise", "check"), ("promise", "delete", "1")])
def test_they_are_for_those_who_may(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words, login="manager@x.test").status == 3


def test_a_promise_that_is_not_there_is_not_found(run: Run) -> None:
    for words in (("show", "7"), ("edit", "7"), ("delete", "7"), ("check", "7")):
        assert run("promise", *words).status == 4


def test_the_audit_is_searched(run: Run) -> None:
    made = run("record", "new", "Leads", "Last_Name=Roux", "Company=Polar", "--json", login="sales@x.test")
    lead = f"Leads/{made.json['id']}"
    run("record", "delete", lead, login="legal@x.test")
    refused = run("audit", "list", "--outcome", "refused", "--json").json
    assert [(row["login"], row["target"]) for row in refused] == [("legal@x.test", lead)]
    assert run("audit", "list", "--action", "roles", "--login", ADMIN, "--json").json
    assert run("audit", "list", "--target", lead, "--since", "today", "--until", "today", "--json").json
    assert run("audit", "list", "--until", "2001-01-01", "--json").json == []
    first = run("audit", "list", "--limit", "1", "--json").json[0]["id"]
    assert run("audit", "list", "--limit", "1", "--before", str(first), "--json").json[0]["id"] < first


def test_a_noted_digest_vouches_for_what_was_before(run: Run) -> None:
    noted = run("audit", "check", "--json").json["digest"]
    run("role", "new", "Another")
    assert run("audit", "check", "--known", noted).status == 0
    assert run("audit", "check", "--known", "0" * 64).status == 1
