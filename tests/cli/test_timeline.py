"""`timeline`: words for people, kinds for scripts, and its filter."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

SALES, MANAGER = "sales@x.test", "manager@x.test"


@pytest.fixture
def lead(run: Run) -> str:
    """A lead that two people changed."""
    made = run("record", "new", "Leads", "Last_Name=Łódź", "Company=Polar", "--json", login=SALES)
    target = f"Leads/{made.json['id']}"
    run("record", "edit", target, "Phone=1", "City=[/]", login=SALES)
    run("record", "note", target, "some\x1bwords", login=MANAGER)
    run("record", "edit", target, "Phone=2", login=MANAGER)
    return target


def test_people_read_words_with_before_and_after(run: Run, lead: str) -> None:
    lines = run("timeline", lead, login=SALES).out.splitlines()
    assert [line[18:] if line[0] != " " else line for line in lines if "words" not in line] == [
        "Mo Manager changed (by command line)",
        "    Phone: 1 → 2",
        "Sam Sales changed (by command line)",
        "    Phone: – → 1",
        "    City: – → [/]",
        "Sam Sales created the record (by command line)",
    ]
    assert any("Mo Manager wrote a note: some" in line for line in lines)
    assert "\x1b" not in "".join(lines)


def test_scripts_read_kinds(run: Run, lead: str) -> None:
    told = run("timeline", lead, "--json", login=SALES).json
    assert [event["kind"] for event in told] == ["edited", "note_added", "edited", "created"]
    assert told[0]["changes"] == [{"field": "Phone", "label": "Phone", "before": "1", "after": "2"}]
    assert told[0]["record"] is None


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (("--kind", "notes"), ["note_added"]),
        (("--kind", "changes, notes"), ["edited", "note_added", "edited", "created"]),
        (("--user", MANAGER), ["edited", "note_added"]),
        (("--field", "city"), ["edited"]),
        (("--since", "tomorrow"), []),
        (("--until", "yesterday", "--all"), []),
        (("--since", "-3m", "--until", "today"), ["edited", "note_added", "edited", "created"]),
    ],
)
def test_the_filter(run: Run, lead: str, words: tuple[str, ...], kinds: list[str]) -> None:
    assert [event["kind"] for event in run("timeline", lead, *words, "--json", login=SALES).json] == kinds


@pytest.mark.parametrize(
    "words",
    [
        ("--kind", "nonsense"),
        ("--user", "nobody@x.test"),
        ("--field", "Nothing"),
        ("--since", "soon"),
        ("--until", "0"),
    ],
)
def test_a_bad_filter(run: Run, lead: str, words: tuple[str, ...]) -> None:
    assert run("timeline", lead, *words, login=SALES).status == 2


def test_a_page_leads_on(run: Run, lead: str) -> None:
    first = run("timeline", lead, "--limit", "1", login=SALES).out.splitlines()
    assert first[-1].startswith("More: --before ")
    rest = run("timeline", lead, "--before", first[-1].split()[-1], "--json", login=SALES).json
    assert [event["kind"] for event in rest] == ["note_added", "edited", "created"]
