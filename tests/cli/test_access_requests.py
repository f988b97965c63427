"""`access …`, `record access`, `user access`, `--view-as`: asking, answering, and who reaches what."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

SALES, SALES2 = "sales@x.test", "manager@x.test"
HOSTILE = "[/] \x1b[31m =cmd"


@pytest.fixture
def lead(run: Run) -> str:
    """A lead of the sales person's that everybody reads."""
    run("sharing", "default", "Leads", "public-read-only")
    made = run("record", "new", "Leads", "Last_Name=Kowal", "Company=Polar", "--json").json
    return f"Leads/{made['id']}"


def test_asking_and_granting(run: Run, lead: str) -> None:
    asked = run("access", "ask", "records.edit", lead, "--text", HOSTILE, "--json", login=SALES).json
    assert (asked["state"], asked["rule"], asked["offers"]) == ("open", "AC06", [])
    (waiting,) = run("access", "list", "--json").json
    assert (waiting["id"], waiting["text"], waiting["offers"][0]) == (asked["id"], HOSTILE, "share edit")
    shown = run("access", "list")
    assert "\x1b" not in shown.out
    assert run("access", "list", "--json", login=SALES).json == []
    assert [one["id"] for one in run("access", "list", "--mine", "--json", login=SALES).json] == [asked["id"]]
    assert run("record", "edit", lead, "Company=Other", login=SALES).status == 3
    assert run("access", "grant", str(asked["id"])).status == 0
    assert run("record", "edit", lead, "Company=Other", login=SALES).status == 0
    assert run("access", "grant", str(asked["id"])).status == 4
    (notice,) = run("inbox", "list", "--json", login=SALES).json
    assert notice["kind"] == "access_granted"


def test_declining_and_withdrawing(run: Run, lead: str) -> None:
    one = run("access", "ask", "records.edit", lead, "--json", login=SALES).json["id"]
    assert run("access", "ask", "records.edit", lead, login=SALES).status == 5
    assert run("access", "decline", str(one), "--text", "no").status == 0
    assert run("access", "list", "--mine", "--json", login=SALES).json[0]["answer"] == "no"
    other = run("access", "ask", "records.edit", lead, "--json", login=SALES).json["id"]
    assert run("access", "withdraw", str(other)).status == 4
    assert run("access", "withdraw", str(other), login=SALES).status == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("ask", "records.fly", "Leads"), 2),
        (("ask", "records.view", "Leads"), 2),
        (("ask", "records.edit", "Leads/999"), 4),
        (("ask", "records.edit", "Nothing"), 4),
        (("grant", "7"), 4),
        (("decline", "7"), 4),
        (("withdraw", "7"), 4),
        (("grant", "x"), 2),
        (("grant", "0"), 2),
    ],
)
def test_what_does_not_work_says_so(run: Run, lead: str, words: tuple[str, ...], status: int) -> None:
    assert run("access", *words, login=SALES).status == status


def test_who_reaches_a_record(run: Run, lead: str) -> None:
    found = run("record", "access", lead, "--json", login=SALES).json
    assert {(one["login"], one["level"]) for one in found} >= {("admin@x.test", "full"), (SALES, "read")}
    assert "default (read)" in next(one for one in found if one["login"] == SALES)["ways"]
    assert run("record", "access", "Leads/999").status == 4
    assert "Ada Admin" in run("record", "access", lead).out


def test_what_a_user_reaches(run: Run, lead: str) -> None:
    found = run("user", "access", SALES, "--json").json
    leads = next(one for one in found["modules"] if one["module"] == "Leads")
    assert (leads["sees"], leads["edits"], leads["at_least"]) == (1, 0, False)
    assert found["setup"] == []
    assert run("user", "access", "admin@x.test", login=SALES).status == 3
    assert run("user", "access", SALES, login=SALES).status == 0
    assert run("user", "access", "nobody@x.test").status == 4


def test_explain_names_what_opens_the_record(run: Run, lead: str) -> None:
    answer = run("can", SALES, "records.view", lead, "--explain", "--json").json
    assert answer["ways"] == ["default (read)"]
    assert [step["step"] for step in answer["steps"]] == list(range(10))
    assert "Open by: default (read)" in run("can", SALES, "records.view", lead, "--explain").out


def test_view_as_reads_and_changes_nothing(run: Run, lead: str) -> None:
    run("sharing", "default", "Leads", "private")
    assert run("record", "list", "Leads", "--view-as", SALES, "--json").json == []
    refused = run("record", "new", "Leads", "Last_Name=X", "Company=Y", "--view-as", SALES, "--json")
    assert refused.status == 3
    assert "AC56" in refused.err
    assert run("record", "show", lead, "--view-as", SALES).status == 4
    assert run("record", "list", "Leads", "--view-as", SALES, login=SALES2).status == 3
    rows = run("audit", "list", "--json").json
    told = {row["detail"] for row in rows if row["action"] == "access.view_as"}
    assert told >= {f"begins {SALES}", f"as {SALES} ends"}


@pytest.mark.parametrize(
    "words",
    [
        ("org", "new", "Other", "other"),
        ("org", "default", "helios"),
        ("org", "accept", "other"),
        ("org", "decline", "other"),
        ("restore", "no-such-file"),
        ("demo", "--no-open"),
        ("open", "helios"),
        (),
    ],
)
def test_what_passes_no_gate_is_refused_too_while_one_views(run: Run, words: tuple[str, ...]) -> None:
    """It would be done as whoever looks, who said that he only looks (AC56)."""
    before = run("org", "list", "--json").json
    refused = run(*words, "--view-as", SALES, "--json")
    assert (refused.status, refused.error["rule"]) == (3, "AC56")
    assert run("org", "list", "--json").json == before
