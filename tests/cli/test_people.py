"""People, licences and invitations from the command line; exit statuses as they are promised."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import ADMIN, Run

NEW = "new@x.test"


def token_of(run: Run, *more: str) -> str:
    made = run("user", "invite", NEW, "Nell New", *more, "--json")
    assert made.status == 0, made.err
    assert set(made.json) == {"login", "token", "expires_at", "send"}
    assert made.json["send"] == "ssh -p 2222 join@HOST"
    return str(made.json["token"])


def state_of(run: Run, login: str) -> str:
    return str(run("user", "show", login, "--json").json["state"])


def test_a_kind_has_its_usual_profile_and_a_profile_the_name_that_people_read(run: Run) -> None:
    assert run("user", "invite", NEW, "Nell", "--kind", "team").status == 0
    assert run("user", "invite", "more@x.test", "Mo", "--kind", "team", "--profile", "team user").status == 0
    rows = run("user", "list", "--json").json
    assert {row["profile"] for row in rows if row["login"] in (NEW, "more@x.test")} == {"Team User"}
    assert run("user", "invite", "none@x.test", "No", "--profile", "nobody's").status == 4


def test_an_invitation_is_made_shown_and_accepted(run: Run) -> None:
    token = token_of(run, "--role", "Rep")
    rows = run("user", "list", "--invitations", "--json").json
    assert [(row["login"], row["state"], row["by"]) for row in rows] == [(NEW, "pending", ADMIN)]
    assert token not in str(rows)
    assert state_of(run, NEW) == "unconfirmed"
    assert run("count", "Leads", login=NEW).status in (3, 4)
    assert run("org", "list", "--invitations", "--json", login=NEW).json[0]["slug"] == "helios"
    assert run("org", "accept", "--token", "guess", login=NEW).status == 4
    assert run("org", "accept", "--token", token, login="sales@x.test").status == 4
    assert run("org", "accept", login=NEW).status == 2
    done = run("org", "accept", "--token", token, "--json", login=NEW)
    assert done.json == {"slug": "helios", "name": "Helios Optics", "accepted": True, "kind": "regular"}
    assert run("count", "Leads", login=NEW).status == 0
    assert run("org", "decline", "--token", token, login=NEW).status == 5


def test_an_invitation_is_sent_again_revoked_declined(run: Run) -> None:
    first = token_of(run)
    again = run("org", "invite", NEW, "--again", "--json")
    assert again.json["token"] != first
    assert run("org", "accept", "--token", first, login=NEW).status == 4
    assert run("org", "revoke", NEW).status == 0
    assert run("user", "show", NEW).status == 4
    assert run("org", "accept", "helios", login=NEW).status == 4
    token_of(run)
    assert run("org", "decline", "helios", login=NEW).status == 0
    assert run("org", "invite", "sales@x.test", "--again").status == 2
    assert run("org", "invite", NEW).status == 2
    external = run("org", "invite", NEW, "Ext Ernal", "--json")
    assert run("org", "accept", "--token", external.json["token"], "--json", login=NEW).json["kind"] == "external"
    assert run("user", "invite", "a@x.test", "A", login="sales@x.test").status == 3
    assert run("org", "invite", "a@x.test", "A", login="legal@x.test").status == 3


def test_a_user_is_changed_appointed_and_handed_over_to(run: Run) -> None:
    assert run("user", "edit", "sales@x.test").status == 2
    changed = ("--name", "Sam Sold", "--role", "Manager", "--manager", "manager@x.test")
    assert run("user", "edit", "sales@x.test", *changed).status == 0
    shown = run("user", "show", "sales@x.test", "--json").json
    assert (shown["name"], shown["role"]) == ("Sam Sold", "Manager")
    assert run("user", "edit", "manager@x.test", "--manager", "sales@x.test").status == 2
    assert run("user", "edit", "sales@x.test", "--role", "none").status == 0
    assert run("user", "show", "sales@x.test", "--json").json["role"] == ""
    assert run("user", "edit", "nobody@x.test", "--name", "X").status == 4
    assert run("user", "hand-over", "sales@x.test").status == 3
    assert run("user", "edit", "sales@x.test", "--administrator", "yes").status == 0
    assert run("user", "hand-over", "sales@x.test", login="sales@x.test").status == 3
    assert run("user", "hand-over", "sales@x.test").status == 0
    assert run("user", "show", ADMIN, "--json").json["kind"] == "administrator"
    assert (
        run("user", "edit", ADMIN, "--administrator", "no", "--profile", "Standard", login="sales@x.test").status == 0
    )
    assert run("user", "show", ADMIN, "--json").json["kind"] == "regular"


def test_a_team_user_is_converted(run: Run) -> None:
    assert run("user", "convert", "sales@x.test").status == 2
    assert run("user", "convert", "legal@x.test", login="sales@x.test").status == 3
    assert run("user", "convert", "legal@x.test", "--profile", "Standard").status == 0
    assert run("user", "show", "legal@x.test", "--json").json["kind"] == "regular"
    assert run("record", "list", "Contracts", login="legal@x.test").status == 0


def test_a_user_is_deleted_with_or_without_transfer(run: Run) -> None:
    closing = ("Stage=Qualification", "Closing_Date=2027-01-01")
    firm = run("record", "new", "Accounts", "Account_Name=Firm", "--json", login="sales@x.test").json["id"]
    made = run("record", "new", "Deals", "Deal_Name=D", f"Account_Name={firm}", *closing, "--json",
               login="sales@x.test")  # fmt: skip
    assert made.status == 0, made.err
    assert run("user", "delete", "sales@x.test", login="manager@x.test").status == 3
    assert run("user", "delete", "sales@x.test", "--transfer-to", "legal@x.test").status == 3
    assert run("user", "delete", "sales@x.test", "--transfer-to", "manager@x.test", "--json").json["transferred"] == 1
    shown = run("record", "show", f"Deals/{made.json['id']}", "--json").json
    assert shown["Owner"]["login"] == "manager@x.test"
    assert run("user", "delete", "sales@x.test").status == 4
    assert run("user", "delete", ADMIN).status == 3


def test_licences_and_editions(run: Run) -> None:
    state = run("licence", "show", "--json").json
    assert (state["edition"], state["regular"], state["regular_used"], state["team_on"]) == (
        "enterprise_trial", 10, 3, True,
    )  # fmt: skip
    assert {row["limit"] for row in run("licence", "list", "--json").json} >= {"Regular seats", "Team modules"}
    assert run("licence", "off", "--json").json["deactivated"] == 2
    assert state_of(run, "legal@x.test") == "inactive"
    assert run("user", "activate", "legal@x.test").status == 5
    assert run("licence", "on").status == 0
    assert run("user", "activate", "legal@x.test").status == 0
    assert run("org", "edition", "free", "--json").json["edition"] == "free"
    assert run("user", "show", "legal@x.test", "--json").json["profile"] == "Team_Cloned"
    assert run("user", "new", "x@x.test", "X", "--json").error["rule"] == "U28"
    assert run("user", "new", "x@x.test", "X").status == 5
    assert run("org", "edition", "nonsense").status == 2
    assert run("org", "edition", "--limits", "newer", "--json").json["limits"] == "newer"
    for words in (("licence", "show"), ("licence", "off"), ("org", "edition"), ("org", "edition", "free")):
        assert run(*words, login="sales@x.test").status == 3


def test_an_organisation_is_renamed_left_and_deleted(run: Run, tmp_path: Path) -> None:
    assert run("org", "slug", "helios-group", login="sales@x.test").status == 3
    assert run("org", "slug", "No Slug").status == 2
    assert run("org", "slug", "helios-group").status == 0
    assert run("count", "Leads", "--org", "helios").status == 4
    assert run("org", "list", "--json").json[0]["slug"] == "helios-group"
    assert run("org", "leave").status == 3
    assert run("org", "leave", login="sales@x.test").status == 0
    assert run("count", "Leads", "--org", "helios-group", login="sales@x.test").status == 3
    copy = tmp_path / "copy"
    assert run("org", "delete", "helios-group", "--backup", str(copy), login="manager@x.test").status == 3
    assert run("org", "delete", "helios", "--backup", str(copy)).status == 2
    assert not copy.exists()
    assert run("org", "delete", "helios-group", "--backup", str(copy)).status == 0
    assert copy.exists()
    assert run("count", "Leads", "--org", "helios-group").status == 4
    assert run("org", "list", "--json").json == []
