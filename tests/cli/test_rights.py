"""Profiles, roles, groups, data sharing, field permissions and people of team modules from the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import ADMIN, Run

SALES, LEGAL, SUPPORT = "sales@x.test", "legal@x.test", "support@x.test"


def lead(run: Run, login: str = SALES, **values: str) -> int:
    words = [f"{name}={value}" for name, value in {"Last_Name": "Kowal", "Company": "C", **values}.items()]
    made = run("record", "new", "Leads", *words, "--json", login=login)
    assert made.status == 0, made.err
    return int(made.json["id"])


def test_a_profile_is_made_switched_and_removed(run: Run) -> None:
    assert run("profile", "new", "Night", "--label", "Night watch", "--like", "Standard").status == 0
    assert run("profile", "set", "Night", "records.export/Leads", "off").status == 0
    assert run("profile", "set", "Night", "records.edit", "off").status == 0
    assert run("profile", "edit", "Night", "--label", "Night owls", "--disable", "Quotes, Invoices").status == 0
    shown = run("profile", "show", "night owls", "--json").json
    assert {"records.export/Leads", "records.edit"} <= set(shown["denied"])
    assert "Quotes" not in shown["modules"]
    assert set(shown["permissions"][0]) == {
        "group", "module", "action", "title", "on", "partly", "fixed", "because",
    }  # fmt: skip
    by_place = {(one["action"], one["module"]): one for one in shown["permissions"]}
    assert (by_place["records.export", None]["on"], by_place["records.export", None]["partly"]) == (False, True)
    assert by_place["records.export", "Contacts"]["on"] is True
    assert by_place[None, "Quotes"]["on"] is False
    assert by_place["users.delete", None]["fixed"] == "U42"
    assert {one["module"] for one in run("profile", "show", "Night", "--module", "Leads", "--json").json["permissions"]
            } == {"Leads"}  # fmt: skip
    assert "records.edit" in run("profile", "show", "Night").out
    assert run("profile", "delete", "Night").status == 0
    assert run("profile", "show", "Night").status == 4


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("profile new Standard", 2), ("profile new 1x", 2), ("profile new Fine --like Nothing", 4),
        ("profile set Standard no.such off", 2), ("profile set Standard users.delete on", 2),
        ("profile set Standard records.edit/Contracts off", 2), ("profile set Standard records.edit maybe", 2),
        ("profile set Team_User records.edit on", 2), ("profile set Administrator records.edit off", 2),
        ("profile edit Standard --enable Nothing", 2), ("profile edit Nothing --label x", 4),
        ("profile edit Team_User --enable Campaigns,Cases,Products,Vendors,Quotes,Invoices,Solutions", 5),
        ("profile delete Standard", 2), ("profile show Nothing", 4),
        ("role new CEO", 2), ("role new Fine --above Nothing", 4), ("role edit CEO --above Rep", 2),
        ("role edit Nothing --label x", 4), ("role delete CEO --to Rep", 2), ("role show Nothing", 4),
        ("role hierarchy sideways", 2), ("role delete Nothing", 4),
        ("group new Pals --members nobody@x.test", 2), ("group new Pals --members planet:Mars", 2),
        ("group show Nothing", 4), ("group edit Nothing --label x", 4), ("group delete Nothing", 4),
        ("sharing new Leads Big role:Legal", 2), ("sharing new Leads Big role:Legal --where Nonsense=1", 2),
        ("sharing new Contracts Big role:Legal --from role:Rep", 3), ("sharing new Nothing Big role:Legal", 4),
        ("sharing new Leads Big nobody --from role:Rep", 2), ("sharing show 7", 4), ("sharing edit 7 --label x", 4),
        ("sharing delete 7", 4), ("sharing delete x", 2), ("sharing list Nothing", 4), ("sharing default Nothing", 4),
        ("sharing email roles", 2), ("sharing email roles Nothing", 4), ("sharing email private Legal", 2),
        ("field permission Leads Company Standard hidden", 2), ("field permission Leads City Nobody hidden", 2),
        ("field permission Leads Nothing", 2), ("field permission Nothing", 4),
        ("field permission Leads City Standard secret", 2),
        ("module member Contracts legal@x.test Boss", 2), ("module member Contracts legal@x.test", 2),
        ("module member Contracts nobody@x.test Member", 4), ("module member Nothing legal@x.test Member", 4),
        ("module member Contracts --role Nothing Member", 2), ("module admin Contracts", 2),
        ("module member Contracts --role Legal --group Pals Member", 2), ("module member Leads sales@x.test Member", 3),
    ],
)  # fmt: skip
def test_what_cannot_be_done_says_so_by_its_status(run: Run, words: str, status: int) -> None:
    ran = run(*words.split(), "--json")
    assert ran.status == status, (ran.out, ran.err)
    assert ran.error["error"]


@pytest.mark.parametrize(
    "words",
    [
        "profile list", "profile show Standard", "profile new Fine", "profile edit Standard --label x",
        "profile set Standard records.edit off", "profile delete Standard", "role list", "role show CEO",
        "role new Fine", "role edit Rep --label x", "role delete Rep --to CEO", "role hierarchy",
        "role hierarchy reporting", "group list", "group show Pals", "group new Pals", "group edit Pals --label x",
        "group delete Pals", "sharing list", "sharing show 1", "sharing new Leads Big role:Legal --from role:Rep",
        "sharing edit 1 --label x", "sharing delete 1", "sharing default", "sharing default Leads private",
        "sharing email", "sharing email private", "field permission Leads",
        "field permission Leads City Standard hidden",
    ],
)  # fmt: skip
def test_only_administration_does_it(run: Run, words: str) -> None:
    for login in (SALES, LEGAL):
        ran = run(*words.split(), "--json", login=login)
        assert ran.status == 3, (ran.out, ran.err)
        assert set(ran.error) >= {"rule", "because", "remedy", "grantors"}


def test_enabling_a_private_module_for_team_users_warns(run: Run) -> None:
    """U37."""
    done = run("profile", "edit", "Team_User", "--enable", "Deals", "--json").json
    assert done["warnings"] == [
        "Deals: 0 of 0 records visible to team users. To change that: sharing default Deals read_only"
    ]
    assert "warnings" not in run("sharing", "default", "Deals", "read_only", "--json").json


def test_roles_move_and_go(run: Run) -> None:
    assert run("role", "new", "Intern", "--above", "Rep", "--peers").status == 0
    assert run("role", "edit", "Intern", "--label", "Interns", "--above", "CEO", "--peers", "off").status == 0
    assert run("role", "show", "Interns", "--json").json == {
        "role": "Intern", "label": "Interns", "above": "CEO", "peers": False, "people": 0,
    }  # fmt: skip
    assert run("role", "delete", "Rep").status == 0
    assert run("user", "show", SALES, "--json").json["role"] == "Manager"
    assert run("role", "hierarchy", "reporting", "--json").json == {"hierarchy": "reporting"}
    assert run("role", "new", "Other", "--peers").status == 2


def test_a_group_and_a_rule_open_records(run: Run) -> None:
    assert run("sharing", "default", "Leads", "private").status == 0
    assert run("sharing", "default", "leads", "--json").json == [{"module": "Leads", "level": "private"}]
    number = lead(run)
    assert run("record", "show", f"Leads/{number}", login=LEGAL).status == 4
    assert run("group", "new", "Pals", "--members", f"{LEGAL},role:Rep", "--description", "Friends").status == 0
    shown = run("group", "show", "Pals", "--json").json
    assert shown["people"] == 2
    assert {(one["kind"], one["api_name"]) for one in shown["members"]} == {("user", LEGAL), ("role", "Rep")}
    made = run("sharing", "new", "Leads", "For pals", "group:Pals", "--where", "Last_Name = Kowal", "--json")
    assert made.status == 0, made.err
    assert run("record", "show", f"Leads/{number}", login=LEGAL).status == 0
    row = run("sharing", "list", "Leads", "--json").json[0]
    assert (row["id"], row["where"], row["level"], row["superiors"]) == (
        made.json["id"], 'Last_Name = "Kowal"', "read", False,
    )  # fmt: skip
    number_of_rule = str(row["id"])
    assert run("sharing", "edit", number_of_rule, "--level", "edit", "--superiors", "on").status == 0
    assert run("sharing", "edit", number_of_rule, "--from", "role_below:Manager", "--label", "Sales").status == 0
    row = run("sharing", "show", number_of_rule, "--json").json
    assert (row["label"], row["where"], row["from"]["api_name"], row["level"]) == ("Sales", "", "Manager", "edit")
    assert run("group", "edit", "Pals", "--members", "role:Rep").status == 0
    assert run("record", "show", f"Leads/{number}", login=LEGAL).status == 4
    assert run("sharing", "delete", number_of_rule).status == 0
    assert run("group", "delete", "Pals").status == 0


def test_e_mail_sharing(run: Run) -> None:
    assert run("sharing", "email", "--json").json == {"sharing": "public", "roles": []}
    assert run("sharing", "email", "roles", "Legal", "CEO", "--json").json == {
        "sharing": "roles", "roles": ["Legal", "CEO"],
    }  # fmt: skip


def test_a_field_is_hidden_from_a_profile(run: Run) -> None:
    number = lead(run, City="Lodz")
    assert run("field", "permission", "Leads", "City", "Standard", "hidden").status == 0
    rows = run("field", "permission", "Leads", "City", "--json").json
    assert {row["profile"]: row["access"] for row in rows}["Standard"] == "hidden"
    assert "City" not in run("record", "show", f"Leads/{number}", "--json", login=SALES).json
    assert run("record", "list", "Leads", "--where", "City = Lodz", login=SALES).status == 2
    assert run("record", "show", f"Leads/{number}", "--json").json["City"] == "Lodz"
    assert run("field", "permission", "Leads", "City", "Standard", "read-write").status == 0
    assert "City" in run("record", "show", f"Leads/{number}", "--json", login=SALES).json


def test_a_module_admin_runs_his_module(run: Run) -> None:
    assert run("module", "admin", "Contracts", LEGAL).status == 0
    assert run("module", "member", "Contracts", SUPPORT, "Participant", login=LEGAL).status == 0
    made = run("record", "new", "Contracts", "Name=NDA", "--json", login=SUPPORT).json["id"]
    assert run("module", "member", "Contracts", "--role", "Rep", "Member", login=LEGAL).status == 0
    rows = {row["name"]: row for row in run("module", "member", "Contracts", "--json", login=LEGAL).json}
    assert (rows["Rep"]["kind"], rows["Rep"]["profile"], rows[SUPPORT]["records"]) == ("role", "Member", 1)
    assert run("record", "list", "Contracts", login=SALES).status == 0
    assert run("module", "member", "Contracts", SUPPORT, "none", login=LEGAL).status == 0
    rows = {row["name"]: row for row in run("module", "member", "Contracts", "--json", login=LEGAL).json}
    assert (rows[SUPPORT]["profile"], rows[SUPPORT]["former"]) == (None, True)
    owner = run("record", "show", f"Contracts/{made}", "--json", login=LEGAL).json["Owner"]
    assert (owner["login"], owner["former_member"]) == (SUPPORT, True)
    field = next(row["field"] for row in run("field", "permission", "Contracts", "--json", login=LEGAL).json
                 if row["field"] != "Name")  # fmt: skip
    assert run("field", "permission", "Contracts", field, "Member", "hidden", login=LEGAL).status == 0
    assert field not in {row["field"] for row in run("field", "list", "Contracts", "--json", login=SALES).json}
    assert run("module", "member", "Contracts", "--role", "Rep", "none", login=LEGAL).status == 0
    assert run("record", "list", "Contracts", login=SALES).status == 4


def test_records_go_to_somebody_else_when_their_owner_leaves(run: Run) -> None:
    made = run("record", "new", "Contracts", "Name=NDA", "--json", login=LEGAL).json["id"]
    run("module", "member", "Contracts", SALES, "Member")
    assert run("module", "member", "Contracts", LEGAL, "none", "--to", SUPPORT).status == 3
    assert run("module", "member", "Contracts", LEGAL, "none", "--to", SALES).status == 0
    assert run("record", "show", f"Contracts/{made}", "--json").json["Owner"] == {"login": SALES, "name": "Sam Sales"}
    assert run("module", "member", "Contracts", ADMIN, "none").status == 5
