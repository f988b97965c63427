"""The index of contacts is what its sources say: after each write, after a migration, and as the doctor sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import ProfileRights, UserKind
from crm_tui.store.doctor import Severity, examine
from crm_tui.store.engine import Engine
from crm_tui.store.interaction_index import InteractionIndex, source_of
from crm_tui.store.migrations import migrate
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import Held, NewRow
from crm_tui.store.rows import RecordRows

Entry = tuple[int, str, str, str, int | None, int]


class Office:
    """An organisation with calls and cases, and a user who owns them."""

    def __init__(self, org: OrganisationStore) -> None:
        self.org, self.engine, self.rows = org, org.engine, RecordRows(org)
        with self.engine.write():
            profile = org.add_profile(ProfileRights("standard", "Standard"))
            self.ann = org.add_member("ann@acme.test", "Ann", UserKind.REGULAR, profile)
            self.bob = org.add_member("bob@acme.test", "Bob", UserKind.REGULAR, profile)
            people = self.rows.insert_many(
                self.module("Contacts"), self.ann, 1, [NewRow(self.ann, name, {"Last_Name": name}) for name in "AB"]
            )
        self.one, self.other = people

    def module(self, name: str) -> ModuleDef:
        return self.org.catalog().by_name[name]

    def choice(self, module: str, field: str, name: str) -> int:
        found = self.module(module).by_name[field].choice(name)
        assert found is not None
        return found.id

    def call(self, at: int = 100, parent: int | None = None, status: str = "Completed") -> NewRow:
        stored: dict[str, Held] = {
            "Subject": "x", "Call_Start_Time": at, "Call_Type": self.choice("Calls", "Call_Type", "Inbound"),
            "Call_Status": self.choice("Calls", "Call_Status", status), "Call_Duration": 0,
        }  # fmt: skip
        return NewRow(self.ann, "x", stored, parent)

    def add(self, module: str, *rows: NewRow, at: int = 50) -> list[int]:
        with self.engine.write():
            return self.rows.insert_many(self.module(module), self.ann, at, rows)

    def edit(self, module: str, record_id: int, owner: int | None = None, **stored: Held) -> None:
        with self.engine.write():
            found = self.rows.get(self.module(module), record_id, scope=None)
            assert found is not None
            assert self.rows.update(self.module(module), record_id, found.version, self.ann, 60, stored, owner_id=owner)

    def entry(self, record_id: int) -> Entry | None:
        row = self.engine.row(
            "SELECT at, channel, direction, status, minutes, actor_id FROM interaction WHERE source_id = ?",
            (record_id,),
        )
        return row

    def links(self, record_id: int) -> list[tuple[int, int]]:
        return self.engine.rows(
            "SELECT l.record_id, l.at FROM interaction_link l JOIN interaction i ON i.id = l.interaction_id"
            " WHERE i.source_id = ? ORDER BY l.record_id",
            (record_id,),
        )

    def wrong(self) -> int:
        index = InteractionIndex(self.engine)
        return sum(index.wrong(module) for module in self.org.catalog().modules)


@pytest.fixture
def office(crm: OrganisationStore) -> Office:
    return Office(crm)


def test_an_entry_comes_changes_and_goes_with_its_source(office: Office) -> None:
    (made,) = office.add("Calls", office.call(parent=office.one))
    assert office.entry(made) == (100, "call", "in", "completed", 0, office.ann)
    assert office.links(made) == [(office.one, 100)]
    number = office.engine.value("SELECT id FROM interaction WHERE source_id = ?", (made,))
    office.edit("Calls", made, Call_Start_Time=200, Parent=office.other)
    assert office.links(made) == [(office.other, 200)]
    office.edit("Calls", made, owner=office.bob)
    assert office.entry(made) == (200, "call", "in", "completed", 0, office.bob)
    assert office.engine.value("SELECT id FROM interaction WHERE source_id = ?", (made,)) == number
    office.edit("Calls", made, Call_Status=office.choice("Calls", "Call_Status", "Cancelled"))
    assert office.entry(made) is None
    assert office.links(made) == []
    office.edit("Calls", made, Call_Status=office.choice("Calls", "Call_Status", "Completed"), Parent=None)
    assert office.entry(made) is not None
    assert office.links(made) == []
    assert office.wrong() == 0


def test_many_at_once_are_like_one_by_one(office: Office) -> None:
    rows = [office.call(n, office.one, "Cancelled" if n % 3 == 0 else "Completed") for n in range(1, 31)]
    many = office.add("Calls", *rows)
    with office.engine.write():
        one_by_one = [
            office.rows.insert(
                office.module("Calls"), r.owner_id, office.ann, 50, r.stored, r.name, parent_id=r.parent_id
            )
            for r in rows
        ]
    assert [office.entry(i) for i in many] == [office.entry(i) for i in one_by_one]
    assert [office.links(i) for i in many] == [office.links(i) for i in one_by_one]
    assert sum(office.entry(i) is None for i in many) == 10


def test_a_case_stands_with_everybody_it_names(office: Office) -> None:
    (account,) = office.add("Accounts", NewRow(office.ann, "Acme", {"Account_Name": "Acme"}))
    status = office.choice("Cases", "Status", "New")
    stored: dict[str, Held] = {"Subject": "c", "Status": status, "Related_To": office.one, "Account_Name": account}
    (made,) = office.add("Cases", NewRow(office.ann, "c", stored))
    assert office.links(made) == [(office.one, 50), (account, 50)]
    assert office.entry(made) == (50, "case", "in", "open", None, office.ann)


def test_the_index_holds_no_words(office: Office) -> None:
    (made,) = office.add("Calls", office.call(parent=office.one))
    words = office.engine.row("SELECT subject, people, body, record_id FROM interaction WHERE source_id = ?", (made,))
    assert words == ("", "", "", None)


def test_what_is_purged_leaves_nothing(office: Office) -> None:
    (made,) = office.add("Calls", office.call(parent=office.one))
    with office.engine.write():
        office.rows.purge([office.one])
    assert office.links(made) == []
    assert office.wrong() == 0
    with office.engine.write():
        office.rows.purge([made])
    assert office.engine.value("SELECT count(*) FROM interaction") == 0


def test_team_modules_and_others_have_no_source(office: Office) -> None:
    assert {m.api_name for m in office.org.catalog().modules if source_of(m)} == {"Calls", "Meetings", "Tasks", "Cases"}


@pytest.mark.parametrize(
    "fault",
    [
        "DELETE FROM interaction",
        "UPDATE interaction SET at = 7",
        "UPDATE interaction SET status = 'missed'",
        "UPDATE interaction_link SET at = 7",
        "DELETE FROM interaction_link",
    ],
)
def test_the_doctor_says_when_they_disagree(office: Office, fault: str, tmp_path: Path) -> None:
    made = office.add("Calls", office.call(parent=office.one), office.call(300, office.other))
    assert "interactions" not in {f.check for f in examine(office.engine)}
    with office.engine.write():
        office.engine.execute(fault)
    (found,) = (f for f in examine(office.engine) if f.check == "interactions")
    assert (found.severity, found.number) == (Severity.WARNING, 2)
    assert "Calls" in str(found.text)
    with office.engine.write():
        InteractionIndex(office.engine).fill(office.module("Calls"))
    assert office.wrong() == 0
    assert office.links(made[0]) == [(office.one, 100)]


def test_older_data_gets_its_streams(office: Office, tmp_path: Path) -> None:
    """Migration 0002: as if the organisation had been made before there were interactions."""
    made = office.add("Calls", *(office.call(n, office.one) for n in range(1, 2010)))
    before = _index(office.engine)
    _back_to_schema_1(office.engine)
    assert migrate(office.engine, tmp_path / "copies") == 2
    assert _index(office.engine) == before
    assert len(before) == len(made)
    assert office.wrong() == 0
    assert "internal" in office.engine.columns("note")


def test_a_dump_of_schema_1_is_migrated_in_todays_tables(office: Office, tmp_path: Path) -> None:
    made = office.add("Calls", office.call(parent=office.one))
    before = _index(office.engine)
    with office.engine.write():
        office.engine.execute("DELETE FROM interaction")
        office.engine.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
        office.engine.execute("DELETE FROM schema_migration WHERE name LIKE '0002%'")
    assert migrate(office.engine, tmp_path / "copies") == 1
    assert _index(office.engine) == before
    assert office.entry(made[0]) is not None


def _index(engine: Engine) -> list[tuple[object, ...]]:
    return engine.rows(
        "SELECT i.source_id, i.at, channel, direction, status, minutes, actor_id, l.record_id, l.at FROM interaction i"
        " JOIN interaction_link l ON l.interaction_id = i.id ORDER BY i.source_id, l.record_id"
    )


def _back_to_schema_1(engine: Engine) -> None:
    with engine.write():
        for table in ("interaction_link", "interaction", "notice"):
            engine.execute(f"DROP TABLE {table}")
        engine.execute("ALTER TABLE note DROP COLUMN internal")
        engine.execute("UPDATE meta SET value = '1' WHERE key = 'schema_version'")
        engine.execute("DELETE FROM schema_migration WHERE name >= '0002'")
