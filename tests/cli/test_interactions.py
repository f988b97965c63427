"""`interactions …`, `record email`, `record contact`: shapes, exit statuses, and what others are not told."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

INTERACTION = {
    "type", "id", "at", "channel", "direction", "status", "subject", "people", "actor", "minutes", "marks", "source",
    "record", "redacted", "contact",
}  # fmt: skip
MAIL = ("--subject", "Offer", "--people", "ida@kunde.test", "--text", "Dear Ida", "--direction", "out")


@pytest.fixture
def lead(run: Run) -> str:
    """A lead of the sales person with an e-mail, a form and a call."""
    made = run("record", "new", "Leads", "Last_Name=Ida", "Company=Polar", "--json", login="sales@x.test")
    target = f"Leads/{made.json['id']}"
    for line in (
        ("record", "email", target, *MAIL, "--at", "-30d 10:00"),
        ("record", "contact", target, "--channel", "form", "--subject", "Price list", "--at", "-90d"),
        (
            "record", "new", "Calls", "Subject=Ring", "Call_Type=Inbound", "Call_Start_Time=-1d 08:00",
            "Call_Duration=5", "Call_Status=Completed", f"Parent={target}",
        ),
    ):  # fmt: skip
        ran = run(*line, login="sales@x.test")
        assert ran.status == 0, ran.err
    return target


def test_the_stream_is_an_array_of_objects_with_a_type(run: Run, lead: str) -> None:
    found = run("interactions", lead, "--json", login="sales@x.test").json
    assert [line["type"] for line in found].count("interaction") == 3
    assert {line["type"] for line in found} == {"interaction", "gap", "milestone"}
    ring, mail, form = (line for line in found if line["type"] == "interaction")
    assert set(ring) == INTERACTION
    assert (ring["channel"], ring["direction"], ring["minutes"], ring["source"]["module"]) == ("call", "in", 5, "Calls")
    assert (mail["subject"], mail["status"], mail["people"]) == ("Offer", "sent", "ida@kunde.test")
    assert form["channel"] == "form"
    assert next(line["days"] for line in found if line["type"] == "gap") == 28


def test_filters_of_the_line(run: Run, lead: str) -> None:
    def subjects(*words: str) -> list[str]:
        found = run("interactions", lead, *words, "--gap", "0", "--json", login="sales@x.test").json
        return [line["subject"] for line in found if line["type"] == "interaction"]

    assert subjects("--oldest") == ["Price list", "Offer", "Ring"]
    assert subjects("--channel", "email") == ["Offer"]
    assert subjects("--direction", "in") == ["Ring", "Price list"]
    assert subjects("--since", "-40d", "--until", "-5d") == ["Offer"]
    assert subjects("--user", "manager@x.test") == []
    assert subjects("--limit", "2") == ["Ring", "Offer"]


def test_people_read_lines_without_controls(run: Run, lead: str) -> None:
    entered = run("record", "email", lead, "--subject", "[/] \x1b[31mred", "--json", login="sales@x.test").json
    assert run("interactions", "show", str(entered["interaction"]), "--json").json["status"] == "received"
    out = run("interactions", lead, login="sales@x.test").out
    assert "4 contacts" in out
    assert "Owed an answer" in out
    assert "days without contact" in out
    assert "[/]" in out
    assert "\x1b" not in out


def test_a_team_user_is_told_of_mail_only_that_it_was(run: Run, lead: str) -> None:
    ran = run("interactions", lead, "--json", login="legal@x.test")
    mail = next(line for line in ran.json if line.get("channel") == "email")
    told = {name for name, value in mail.items() if value}
    assert told == {"type", "id", "at", "channel", "direction", "redacted", "contact"}
    assert "Offer" not in ran.out + run("interactions", lead, login="legal@x.test").out
    shown = run("interactions", "show", str(mail["id"]), "--json", login="legal@x.test").json
    assert shown["text"] is None


def test_a_contact_is_shown_marked_and_removed(run: Run, lead: str) -> None:
    mail = next(m for m in run("interactions", lead, "--json").json if m.get("channel") == "email")
    number = str(mail["id"])
    assert run("interactions", "show", number, "--json").json["text"] == "Dear Ida"
    assert run("interactions", "mark", number, "bounced", login="sales@x.test").status == 0
    shown = run("interactions", "show", number, "--json").json
    assert (shown["status"], shown["marks"], shown["contact"]) == ("bounced", {"bounced": 1}, False)
    assert run("interactions", "mark", number, "liked").status == 2
    assert run("interactions", "delete", number, login="legal@x.test").status == 3
    assert run("interactions", "delete", number, login="sales@x.test").status == 0
    assert run("interactions", "show", number).status == 4
    assert run("undo", login="sales@x.test").status == 0
    assert run("interactions", "show", number).status == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("interactions", "Leads/999"), 4),
        (("interactions", "Leads/1", "--since", "someday"), 2),
        (("interactions", "Leads/1", "--channel", "pigeon"), 2),
        (("interactions", "Leads/1", "--user", "nobody@x.test"), 2),
        (("interactions", "Leads"), 2),
        (("interactions", "show", "999"), 4),
        (("record", "email", "Leads/1"), 2),
        (("record", "email", "Leads/1", "--subject", "x", "--at", "tomorrow"), 2),
        (("record", "email", "Leads/1", "--subject", "x", "--status", "loved"), 2),
        (("record", "contact", "Leads/1", "--subject", "x", "--channel", "call"), 2),
    ],
)
def test_bad_lines(run: Run, lead: str, words: tuple[str, ...], status: int) -> None:
    assert lead == "Leads/1"
    ran = run(*words, login="sales@x.test")
    assert (ran.status, ran.out) == (status, "")


def test_who_may_not_enter_is_told_why(run: Run, lead: str) -> None:
    ran = run("record", "email", lead, *MAIL, "--json", login="legal@x.test")
    assert (ran.status, ran.error["rule"]) == (3, "O19")
    ran = run("interactions", "Contracts/1", "--json", login="legal@x.test")
    assert ran.status in (3, 4)
