"""Who may: `can`, `matrix`, refusals with their reasons, what is not built yet, and the audit of it all."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from crm_tui.cli.not_built import PLANNED
from tests.cli.conftest import ADMIN, Run

DECISION = {"allowed", "scope", "rule", "because", "remedy", "grantors"}


@pytest.fixture
def lead(run: Run) -> str:
    """A lead of the sales person, which everybody may read."""
    run("record", "new", "Leads", "Last_Name=Roux", "Company=Polar", login="sales@x.test")
    return "Leads/1"


def test_a_refusal_says_why_by_which_rule_and_who_could_grant_it(run: Run, lead: str) -> None:
    ran = run("record", "edit", lead, "Company=X", "--json", login="legal@x.test")
    assert ran.status == 3
    assert ran.out == ""
    assert set(ran.error) == {"error", "message", "rule", "because", "remedy", "grantors"}
    assert (ran.error["error"], ran.error["rule"]) == ("forbidden", "O05")
    assert {"name", "login", "why"} == set(ran.error["grantors"][0])
    assert ADMIN in [person["login"] for person in ran.error["grantors"]]


def test_people_read_the_refusal_in_lines(run: Run, lead: str) -> None:
    err = run("record", "delete", lead, login="legal@x.test").err
    assert err.startswith("crm-tui: ")
    assert "(rule O05)" in err
    assert "Ada Admin" in err


def test_what_is_outside_of_the_scope_reads_as_not_found(run: Run) -> None:
    run("record", "new", "Contacts", "Last_Name=Hidden", login="manager@x.test")
    hidden = run("record", "show", "Contacts/1", "--json", login="sales@x.test")
    wrong = run("record", "show", "Contacts/99", "--json", login="sales@x.test")
    assert (hidden.status, hidden.err) == (4, wrong.err)
    assert run("record", "list", "Contracts", login="support@x.test").status == 4


def test_can_answers_with_status_and_shape(run: Run, lead: str) -> None:
    yes = run("can", "sales@x.test", "records.edit", lead, "--json", login=None)
    assert (yes.status, set(yes.json), yes.json["allowed"]) == (0, DECISION, True)
    no = run("can", "legal@x.test", "records.edit", lead, "--json", login=None)
    assert (no.status, no.json["allowed"], no.json["rule"], no.err) == (3, False, "O05", "")
    scoped = run("can", "legal@x.test", "records.view", "Leads", "--json", login=None)
    assert scoped.json["scope"] == "all"


def test_can_explains_each_step(run: Run, lead: str) -> None:
    steps = run("can", "legal@x.test", "records.edit", lead, "--explain", "--json", login=None).json["steps"]
    assert set(steps[0]) == {"step", "rule", "title", "outcome", "because"}
    assert [step["outcome"] for step in steps].count("denied") == 1
    assert "denied" in run("can", "legal@x.test", "records.edit", lead, "--explain", login=None).out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("nobody@x.test", "records.edit"), 4),
        (("sales@x.test", "records.edit", "Nonsense"), 4),
        (("sales@x.test", "records.edit", "Leads/99"), 4),
        (("sales@x.test", "nonsense.action"), 2),
        (("sales@x.test",), 2),
    ],
)
def test_can_about_what_is_not_there(run: Run, words: tuple[str, ...], status: int) -> None:
    assert run("can", *words, login=None).status == status


def test_can_about_others_needs_the_right_to_manage_users(run: Run) -> None:
    assert run("can", "legal@x.test", "records.edit", "Leads", login="sales@x.test").status == 3
    assert run("can", "sales@x.test", "records.edit", "Leads", login="sales@x.test").status == 0
    assert run("matrix", "--login", "legal@x.test", login="sales@x.test").status == 3


def test_a_batch_answers_line_by_line(run: Run, lead: str) -> None:
    lines = [
        f"sales@x.test records.edit {lead}", "legal@x.test records.edit Leads", "nobody@x.test records.edit",
        "sales@x.test nonsense", "", "sales@x.test records.view Contracts",
    ]  # fmt: skip
    ran = run("can", "--batch", login=None, stdin="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 0
    assert [answer.get("allowed", "error" in answer and "error") for answer in answers] == [
        True, False, "error", "error", "error", False,
    ]  # fmt: skip


def test_can_and_matrix_write_nothing(run: Run, folder: Path, lead: str) -> None:
    before = dump(folder)
    run("can", "legal@x.test", "records.edit", lead, login=None)
    run("matrix", login=None)
    run("can", "sales@x.test", "records.edit", lead, login="sales@x.test")
    assert dump(folder) == before


def test_a_refused_act_writes_one_audit_row_and_nothing_else(run: Run, folder: Path, lead: str) -> None:
    run("record", "show", lead, login="legal@x.test")
    before = dump(folder)
    assert run("record", "delete", lead, login="legal@x.test").status == 3
    new = [line for line in dump(folder) if line not in before]
    assert len(new) == 1
    assert new[0].startswith('INSERT INTO "audit"')


def dump(folder: Path) -> list[str]:
    """Every row of every database of a data directory."""
    lines: list[str] = []
    for path in sorted(folder.rglob("*.db")):
        connection = sqlite3.connect(path)
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for (table,) in tables:
            if not table.startswith(("search_index", "sqlite_")):
                lines += [f'INSERT INTO "{table}" {row}' for row in connection.execute(f'SELECT * FROM "{table}"')]
        connection.close()
    return lines


def test_the_matrix_names_subject_action_and_scope(run: Run) -> None:
    rows = run("matrix", "--json").json
    assert set(rows[0]) == {"subject", "module_kind", "module", "action", "allowed", "scope", "rule"}
    mine = run("matrix", "--login", "legal@x.test", "--json", login=None).json
    cell = next(row for row in mine if row["module"] == "Leads" and row["action"] == "records.edit")
    assert (cell["allowed"], cell["rule"]) == (False, "O05")


def test_the_audit_is_for_those_who_may(run: Run, lead: str) -> None:
    assert run("audit", "list", login="sales@x.test").status == 3
    run("record", "delete", lead, login="legal@x.test")
    row = run("audit", "list", "--limit", "1", "--json").json[0]
    assert set(row) == {"id", "at", "login", "action", "target", "outcome", "rule", "door", "detail"}
    assert (row["login"], row["action"], row["outcome"], row["rule"]) == (
        "legal@x.test",
        "records.delete",
        "refused",
        "O05",
    )
    check = run("audit", "check", "--json")
    assert (check.status, check.json["sound"], check.json["broken_at"]) == (0, True, None)


def test_a_changed_audit_row_is_found(run: Run, folder: Path, lead: str) -> None:
    path = next(path for path in folder.rglob("data.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE audit SET login = 'nobody@x.test' WHERE id = 2")
    connection.close()
    check = run("audit", "check", "--json")
    assert (check.status, check.json["sound"], check.json["broken_at"]) == (1, False, 2)


@pytest.mark.parametrize("words", [words for words, planned in PLANNED.items() if planned.action])
def test_a_verb_that_is_not_built_asks_the_gate_first(run: Run, lead: str, words: str) -> None:
    place = PLANNED[words].place
    target = [] if place is None else ["file.csv", lead] if place else [lead]
    for login in (ADMIN, "legal@x.test"):
        asked = run("can", login, PLANNED[words].action, *target[-1:], login=None)
        ran = run(*words.split(), *target, "--anything", "goes", login=login)
        assert ran.status == (2 if asked.status == 0 else 3), ran.err


def test_a_verb_that_is_not_built_says_so(run: Run, lead: str) -> None:
    assert "not built yet" in run("record", "merge", lead).err
    assert "not built yet" in run("serve", "web", login=None).err
