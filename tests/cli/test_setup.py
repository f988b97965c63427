"""Organisations, people, modules, spaces and views from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import ADMIN, Run, run_in


def test_the_login_last_used_acts_without_as(run: Run, tmp_path: Path) -> None:
    assert run("count", "Leads", login="sales@x.test").status == 0
    run("record", "new", "Contacts", "Last_Name=Mine", login=None)
    assert run("record", "show", "Contacts/1", "--json").json["Owner"]["login"] == "sales@x.test"
    first = run_in(tmp_path / "empty", "count", "Leads", login=None)
    assert first.status == 2
    assert "--as" in first.err


def test_the_organisations_of_a_login(run: Run) -> None:
    mine = run("org", "list", "--json").json
    assert set(mine[0]) == {"slug", "name", "edition", "kind", "profile", "default", "created_by_me"}
    assert (mine[0]["slug"], mine[0]["kind"], mine[0]["created_by_me"]) == ("helios", "super_admin", True)
    assert run("org", "new", "Second", "second").status == 0
    assert run("org", "default", "second", "--json").json["slug"] == "second"
    assert run("user", "list", "--json").json[0]["login"] == ADMIN
    assert len(run("user", "list", "--json").json) == 1
    assert len(run("user", "list", "--org", "helios", "--json").json) == 5
    assert run("org", "use", "helios", "--json").json["slug"] == "helios"
    assert run("org", "use", "nowhere").status == 4


def test_a_slug_that_is_taken_or_bad(run: Run) -> None:
    assert run("org", "new", "Again", "helios").status == 5
    assert run("org", "new", "Bad", "Bad Slug", "--json").error["fields"].keys() == {"slug"}


def test_no_organisation_reaches_into_another(run: Run) -> None:
    run("record", "new", "Leads", "Last_Name=Secret", "Company=C")
    run("org", "new", "Second", "second")
    assert run("record", "show", "Leads/1", "--org", "second").status == 4
    assert run("search", "secret", "--org", "second", "--json").json == []
    assert run("record", "list", "Leads", "--org", "second", login="sales@x.test").status == 4


def test_people(run: Run) -> None:
    rows = run("user", "list", "--json", login="legal@x.test").json
    assert set(rows[0]) == {"id", "login", "name", "kind", "state", "profile", "role"}
    assert run("user", "show", "sales@x.test", "--json").json["role"] == "Rep"
    assert run("user", "show", "nobody@x.test").status == 4
    assert run("user", "new", "x@x.test", "X", login="sales@x.test").status == 3
    assert run("user", "deactivate", "sales@x.test").status == 0
    assert run("count", "Leads", login="sales@x.test").status == 3
    assert run("user", "activate", "sales@x.test").status == 0
    assert run("count", "Leads", login="sales@x.test").status == 0


def test_a_full_house_is_a_limit(run: Run) -> None:
    statuses = [run("user", "new", f"u{n}@x.test", f"U{n}").status for n in range(10)]
    assert set(statuses) == {0, 5}


def test_profiles_and_roles_are_for_those_who_manage_them(run: Run) -> None:
    assert {row["profile"] for row in run("profile", "list", "--json").json} >= {"Standard", "Team_User"}
    assert run("profile", "show", "Standard", "--json").json["everything"] is False
    assert run("role", "list", "--json").json[-1]["role"] == "Legal"
    for words in (("profile", "list"), ("profile", "show", "Standard"), ("role", "list")):
        assert run(*words, login="sales@x.test").status == 3


def test_modules_and_fields_as_the_actor_sees_them(run: Run) -> None:
    names = {row["module"] for row in run("module", "list", "--json", login="legal@x.test").json}
    assert {"Leads", "Contracts"} <= names
    assert "Invoices" not in names
    assert "Contracts" not in {row["module"] for row in run("module", "list", "--json", login="support@x.test").json}
    assert run("module", "show", "Contracts", login="support@x.test").status == 4
    assert run("module", "show", "Invoices", login="legal@x.test").status == 3
    fields = run("field", "list", "Leads", "--json").json
    assert set(fields[0]) == {
        "field", "label", "kind", "required", "writable", "unique", "length", "target", "choices",
    }  # fmt: skip
    assert run("field", "show", "Leads", "Last_Name", "--json").json["required"] is True
    assert run("field", "show", "Leads", "Nonsense").status == 4
    assert run("field", "show", "Leads", "Created_By", "--json").json["writable"] is False


def test_spaces_group_modules_and_grant_none(run: Run) -> None:
    mine = run("space", "show", "Legal", "--json", login="legal@x.test").json
    assert (mine["name"], mine["modules"], mine["role"]) == ("Legal team", ["Contracts"], "user")
    assert run("space", "show", "Legal", login="support@x.test").status == 4
    assert run("space", "member", "Legal", "support@x.test", "user").status == 0
    assert run("space", "show", "Legal", "--json", login="support@x.test").json["modules"] == []


def test_a_team_module_has_members(run: Run) -> None:
    made = run("record", "new", "Contracts", "Name=NDA", "--json", login="legal@x.test")
    assert (made.status, made.json["number"]) == (0, "CON-0001"), made.err
    assert run("module", "member", "Contracts", "support@x.test", "Requester", login="legal@x.test").status == 3
    assert run("module", "member", "Contracts", "legal@x.test", "none").status == 0
    assert run("record", "list", "Contracts", login="legal@x.test").status == 4


def test_views_are_kept_and_used(run: Run) -> None:
    for name in ("A", "B"):
        run("record", "new", "Leads", f"Last_Name={name}", "Company=C")
    made = run("view", "new", "Leads", "Only A", "--where", "Last_Name = A", "--json")
    assert set(made.json) == {"view", "label", "module", "where", "columns", "sort", "shared", "standard"}
    listed = run("record", "list", "Leads", "--view", made.json["view"], "--json").json
    assert [row["id"] for row in listed] == [1]
    assert "Only A" in {view["label"] for view in run("view", "list", "Leads", "--json").json}
    assert run("view", "delete", "Leads", "Only A").status == 0
    assert run("view", "show", "Leads", "Only A").status == 4
