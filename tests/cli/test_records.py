"""`record …`, `search`, `count`, `timeline`, `undo`, `bin`: the shapes that docs/cli.md names."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.cli import records
from tests.cli.conftest import Run

RECORD = {"id", "module", "name", "version", "number", "locked", "tags", "Last_Name", "Owner"}
DONE = {"done", "undo", "id", "refused"}


@pytest.fixture
def lead(run: Run) -> str:
    """A lead of the sales person."""
    made = run("record", "new", "Leads", "Last_Name=Łódź", "Company=Polar", "--json", login="sales@x.test")
    assert made.status == 0, made.err
    return f"Leads/{made.json['id']}"


def test_a_new_record_is_shown_as_stored(run: Run, lead: str) -> None:
    shown = run("record", "show", lead, "--json").json
    assert set(shown) >= RECORD
    assert (shown["module"], shown["name"], shown["Company"], shown["version"]) == ("Leads", "Łódź", "Polar", 1)
    assert shown["Owner"] == {"login": "sales@x.test", "name": "Sam Sales"}


def test_a_list_is_an_array_of_objects_and_goes_on_behind_a_cursor(run: Run) -> None:
    for number in range(5):
        run("record", "new", "Leads", f"Last_Name=L{number}", "Company=C")
    first = run(
        "record", "list", "Leads", "--sort", "Last_Name", "--limit", "3", "--columns", "Last_Name", "--json"
    ).json
    assert [row["Last_Name"] for row in first] == ["L0", "L1", "L2"]
    assert set(first[0]) == {"id", "Last_Name", "cursor"}
    rest = run(
        "record", "list", "Leads", "--sort", "Last_Name", "--columns", "Last_Name", "--after", first[-1]["cursor"],
        "--json",
    ).json  # fmt: skip
    assert [row["Last_Name"] for row in rest] == ["L3", "L4"]


def test_a_list_longer_than_a_page_is_read_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "PAGE", 2)
    for number in range(5):
        run("record", "new", "Leads", f"Last_Name=L{number}", "Company=C")
    for limit, wanted in ((3, [1, 2, 3]), (4, [1, 2, 3, 4]), (9, [1, 2, 3, 4, 5])):
        rows = run("record", "list", "Leads", "--sort", "Last_Name", "--limit", str(limit), "--json").json
        assert [row["id"] for row in rows] == wanted


def test_a_descending_sort_and_a_criterion(run: Run) -> None:
    for name in ("A", "B", "C"):
        run("record", "new", "Leads", f"Last_Name={name}", "Company=C")
    rows = run("record", "list", "Leads", "--where", "Last_Name != B", "--sort", "-Last_Name", "--json").json
    assert [row["id"] for row in rows] == [3, 1]


def test_people_read_a_table_and_where_it_goes_on(run: Run) -> None:
    for name in ("A", "B"):
        run("record", "new", "Leads", f"Last_Name={name}", "Company=C")
    ran = run("record", "list", "Leads", "--columns", "Last_Name", "--sort", "Last_Name", "--limit", "1")
    assert ran.out.splitlines()[:2] == ["id  Last_Name", "1   A"]
    assert "--after " in ran.out


def test_an_edit_with_an_older_version_is_a_conflict(run: Run, lead: str) -> None:
    assert run("record", "edit", lead, "Company=Nord", "--json").json["version"] == 2
    stale = run("record", "edit", lead, "Company=Süd", "--version-seen", "1", "--json")
    assert stale.status == 5
    assert stale.error["error"] == "conflict"
    assert (stale.error["theirs"], stale.error["mine"]) == ({"Company": "Nord"}, {"Company": "Süd"})
    assert run("record", "show", lead, "--json").json["Company"] == "Nord"


def test_an_edit_with_an_older_version_keeps_what_others_changed(run: Run, lead: str) -> None:
    assert run("record", "edit", lead, "Phone=1", "--json").json["version"] == 2
    merged = run("record", "edit", lead, "Company=Süd", "--version-seen", "1", "--json").json
    assert (merged["version"], merged["Phone"], merged["Company"]) == (3, "1", "Süd")


def test_bad_values_are_told_field_by_field(run: Run) -> None:
    ran = run("record", "new", "Leads", "Nonsense=1", "Company=C", "--json")
    assert (ran.status, ran.error["error"], list(ran.error["fields"])) == (2, "invalid", ["Nonsense"])
    ran = run("record", "new", "Leads", "Company=C", "--json")
    assert (ran.status, list(ran.error["fields"])) == (2, ["Last_Name"])


def test_delete_bin_restore_and_undo(run: Run, lead: str) -> None:
    done = run("record", "delete", lead, "--json").json
    assert set(done) == DONE
    assert run("record", "show", lead).status == 4
    binned = run("bin", "list", "--json").json
    assert [(row["module"], row["id"], row["name"]) for row in binned] == [("Leads", 1, "Łódź")]
    assert set(run("bin", "restore", lead, "--json").json) == DONE
    assert run("record", "show", lead).status == 0
    # The restore is what is taken back: the record is in the bin again.
    assert run("undo", "--json").status == 0
    assert run("record", "show", lead).status == 4


def test_undo_by_number_and_nothing_to_undo(run: Run, lead: str) -> None:
    assert run("undo", login="manager@x.test").status == 4
    number = run("record", "edit", lead, "Company=Nord", "--json", login="sales@x.test")
    assert number.status == 0
    assert run("undo", "--json", login="sales@x.test").json["refused"] == []
    assert run("record", "show", lead, "--json").json["Company"] == "Polar"


def test_a_purge_is_for_ever(run: Run, lead: str) -> None:
    run("record", "delete", lead)
    assert run("bin", "purge", lead, login="sales@x.test").status == 3
    assert run("bin", "purge", lead).status == 0
    assert run("bin", "list", "--json").json == []


def test_what_hangs_on_a_record(run: Run, lead: str, tmp_path: Path) -> None:
    (tmp_path / "offer.txt").write_text("hello")
    for words in (
        ("note", lead, "called", "back"),
        ("tag", lead, "warm", "fair"),
        ("attach", lead, str(tmp_path / "offer.txt")),
    ):
        done = run("record", *words, "--json")
        assert (done.status, set(done.json)) == (0, DONE), done.err
    note = run("record", "notes", lead, "--json").json[0]
    assert (set(note), note["text"]) == ({"id", "author", "text", "at", "edited_at", "internal"}, "called back")
    file = run("record", "files", lead, "--json").json[0]
    assert (set(file), file["size"]) == ({"id", "author", "name", "size", "digest", "at"}, 5)
    assert sorted(run("record", "show", lead, "--json").json["tags"]) == ["fair", "warm"]
    assert run("record", "tag", lead, "warm", "--remove").status == 0
    assert run("record", "show", lead, "--json").json["tags"] == ["fair"]


def test_a_timeline_is_newest_first(run: Run, lead: str) -> None:
    run("record", "edit", lead, "Company=Nord")
    events = run("timeline", lead, "--json").json
    assert [event["kind"] for event in events] == ["edited", "created"]
    assert set(events[0]) == {"id", "at", "actor", "kind", "door", "changes", "detail", "record"}
    assert {"field": "Company", "label": "Company", "before": "Polar", "after": "Nord"} in events[0]["changes"]
    assert events[0]["door"] == "cli"


def test_owner_share_and_clone(run: Run, lead: str) -> None:
    assert run("record", "owner", lead, "manager@x.test", "--json").json["Owner"]["login"] == "manager@x.test"
    assert set(run("record", "share", lead, "sales@x.test", "--level", "edit", "--json").json) == DONE
    shares = run("record", "share", lead, "--json").json
    assert [(one["login"], one["level"]) for one in shares] == [("sales@x.test", "edit")]
    assert run("record", "share", lead, "sales@x.test", "--remove").status == 0
    assert run("record", "share", lead, "--json").json == []
    copy = run("record", "clone", lead, "Company=Nord", "--json").json
    assert (copy["Last_Name"], copy["Company"]) == ("Łódź", "Nord")


def test_a_locked_record_is_not_edited_until_it_is_unlocked(run: Run, lead: str) -> None:
    """R75, AC07."""
    assert set(run("record", "lock", lead, "--json").json) == DONE
    assert run("record", "show", lead, "--json").json["locked"] is True
    assert run("record", "edit", lead, "Company=Nord").status == 3
    assert run("record", "unlock", lead).status == 0
    assert run("record", "edit", lead, "Company=Nord").status == 0


def test_search_and_count(run: Run, lead: str) -> None:
    assert run("search", "lodz", "--json").json == [{"id": 1, "module": "Leads", "name": "Łódź", "detail": "Polar"}]
    assert run("count", "Leads", "--json").json == {"module": "Leads", "count": 1}
    assert run("count", "Leads", "--where", "Company = Nord").out == "0\n"


def test_nothing_from_people_steers_the_terminal(run: Run) -> None:
    run("record", "new", "Leads", "Last_Name=\x1b]0;gone\x07[/]", "Company=\u202eC")
    for words in (("record", "list", "Leads"), ("record", "show", "Leads/1"), ("record", "list", "Leads", "--json")):
        out = run(*words).out
        assert "gone" in out
        assert not set(out) & {"\x1b", "\x07", "\u202e"}
