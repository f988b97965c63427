"""Keys from the command line: one's own, other people's, codes; exit statuses as they are promised."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from crm_tui.bootstrap import open_installation
from crm_tui.bootstrap.admission import admit, join
from crm_tui.cli.doors import Door
from crm_tui.cli.main import main
from crm_tui.domain.doors import Caller
from crm_tui.domain.public_keys import LONGEST, fingerprint_of_line
from tests.cli.conftest import ADMIN, Ran, Run
from tests.key_lines import ed25519, rsa

SALES, LEGAL = "sales@x.test", "legal@x.test"


def through_door(folder: Path, number: int, *words: str, stdin: str = "", asked: str = "") -> Ran:
    """A line of whoever comes in by a key."""
    served = open_installation(folder)
    admitted = admit(served, fingerprint_of_line(ed25519(number)), asked)
    served.close()
    own = open_installation(folder, caller=Caller(admitted.login, admitted.key_id))
    out, err = io.StringIO(), io.StringIO()
    door = Door("ssh", admitted.login, own, admitted.slug)
    status = main(list(words), io.StringIO(stdin), out, err, door=door)
    own.close()
    return Ran(status, out.getvalue(), err.getvalue())


def test_a_key_is_added_from_words_from_a_file_and_from_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "id.pub").write_text(ed25519(3, "of a file") + "\n")
    assert run("user", "key", "add", *ed25519(1, "sam@box").split(), login=SALES).status == 0
    assert run("user", "key", "add", ed25519(2, "one word"), login=SALES).status == 0
    assert run("user", "key", "add", str(tmp_path / "id.pub"), login=SALES).status == 0
    assert run("user", "key", "add", "-", "--name", "piped", login=SALES, stdin=ed25519(4) + "\n").status == 0
    assert run("user", "key", "add", "--json", login=SALES, stdin=ed25519(5)).json["name"] == "ED25519"
    rows = run("user", "key", "list", "--json", login=SALES).json
    assert [row["name"] for row in rows] == ["sam@box", "one word", "of a file", "piped", "ED25519"]
    assert rows[0] == {
        "id": rows[0]["id"], "login": SALES, "name": "sam@box", "kind": "ED25519", "everywhere": True, "opens": ["*"],
        "fingerprint": fingerprint_of_line(ed25519(1)), "created_at": rows[0]["created_at"], "last_used_at": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        ("", "Nothing was given"), ("x" * (LONGEST * 3), "too long"), (rsa(1024), "too weak"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE\n", "private key"),
        (f'command="id" {ed25519(1)}', "in front"), (f"{ed25519(1)}\n{ed25519(2)}", "one line"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_bad_input(run: Run, stdin: str, words: str) -> None:
    ran = run("user", "key", "add", login=SALES, stdin=stdin)
    assert (ran.status, words in ran.err) == (2, True)
    assert run("user", "key", "list", "--json", login=SALES).json == []


def test_a_missing_file_is_said(run: Run, tmp_path: Path) -> None:
    ran = run("user", "key", "add", str(tmp_path / "none.pub"), login=SALES)
    assert (ran.status, "none.pub" in ran.err) == (1, True)


def test_other_peoples_keys_are_for_who_manages_them(run: Run) -> None:
    assert run("user", "key", "add", ed25519(1, "made for him"), "--login", SALES).status == 0
    assert run("user", "key", "list", "--login", SALES, "--json").json[0]["opens"] == ["helios"]
    for words in (
        ("list",), ("add", ed25519(2)), ("revoke", "made for him"),
    ):  # fmt: skip
        assert run("user", "key", *words, "--login", SALES, login=LEGAL).status == 3, words
    assert run("user", "key", "invite", SALES, login=LEGAL).status == 3
    assert run("user", "key", "revoke", "none", "--login", SALES).status == 4
    assert run("user", "key", "revoke", "made for him", "--login", SALES).status == 0
    assert run("user", "key", "list", "--login", "nobody@x.test").status == 4
    assert run("user", "key", "add", ed25519(1), login=SALES).status == 0
    assert run("user", "key", "add", ed25519(1), login=LEGAL).status == 5


def test_who_came_by_his_only_key_must_insist_on_revoking_it(run: Run, folder: Path) -> None:
    assert run("user", "key", "add", ed25519(1, "first"), login=SALES).status == 0
    refused = through_door(folder, 1, "user", "key", "revoke", "first")
    assert (refused.status, "This is your only key" in refused.err) == (2, True)
    assert run("user", "key", "add", ed25519(2, "second"), login=SALES).status == 0
    assert through_door(folder, 1, "user", "key", "revoke", "first").status == 0
    assert through_door(folder, 2, "user", "key", "revoke", "second", "--last").status == 0
    assert run("user", "key", "list", "--json", login=SALES).json == []


def test_a_code_is_shown_once_with_the_line_to_send(run: Run, folder: Path) -> None:
    made = run("user", "key", "invite", SALES, "--json").json
    assert set(made) == {"login", "code", "expires_at", "send"}
    assert (made["login"], made["send"]) == (SALES, "ssh -p 2222 join@HOST"), "the usual port of a server"
    (folder / "serve.toml").write_text("port = 22\n")
    told = run("user", "key", "invite", login=ADMIN).out
    assert "ssh join@HOST" in told
    assert run("user", "key", "invite", SALES, "--login", LEGAL).status == 2
    installation = open_installation(folder)
    assert join(installation, made["code"], ed25519(1), "") == SALES
    assert join(installation, told.split()[-1], ed25519(2), "") == ADMIN
    assert [installation.directory.keys_of(login)[0].everywhere for login in (SALES, ADMIN)] == [False, True]
    installation.close()


def test_own_keys_through_a_door(run: Run, folder: Path) -> None:
    run("user", "key", "add", ed25519(1, "first"), login=SALES)
    assert through_door(folder, 1, "user", "key", "add", *ed25519(2, "second").split()).status == 0
    assert through_door(folder, 1, "user", "key", "add", stdin=ed25519(3, "third")).status == 0
    ran = through_door(folder, 2, "user", "key", "list", "--json")
    assert [row["name"] for row in ran.json] == ["first", "second", "third"]
    assert through_door(folder, 2, "user", "key", "add", "/etc/hostname").status == 2
    assert through_door(folder, 2, "user", "key", "invite", LEGAL).status == 3
    assert through_door(folder, 2, "user", "key", "revoke", "first").status == 0
    assert [row["name"] for row in through_door(folder, 2, "user", "key", "list", "--json").json] == ["second", "third"]


def test_a_key_of_one_organisation_leads_to_no_other(run: Run, folder: Path) -> None:
    """However the other one is named: it reads as one that there is not."""
    assert run("org", "new", "Beta", "beta").status == 0
    assert run("user", "new", SALES, "Sam Elsewhere", "--org", "beta").status == 0
    assert run("user", "new", LEGAL, "Lea Elsewhere", "--org", "beta").status == 0
    run("user", "key", "add", ed25519(6), "--login", SALES, "--org", "helios")
    before = through_door(folder, 6, "org", "list", "--json").json
    assert [one["slug"] for one in before] == ["helios"]
    for slug in ("beta", "nowhere"):
        for words in (
            ("count", "Leads", "--org", slug), ("user", "list", "--org", slug), ("user", "key", "list", "--org", slug),
            ("user", "key", "add", ed25519(7), "--org", slug), ("user", "key", "invite", "--org", slug),
            ("org", "use", slug), ("org", "default", slug), ("org", "accept", slug), ("org", "decline", slug),
            ("org", "leave", "--org", slug), ("count", "Leads", "--org", slug, "--view-as", ADMIN),
        ):  # fmt: skip
            assert through_door(folder, 6, *words, asked=slug).status == 4, words
    assert through_door(folder, 6, "org", "use", "helios").status == 3
    assert through_door(folder, 6, "org", "new", "Trap", "trap").status == 3
    assert [through_door(folder, 6, "open", slug).status for slug in ("beta", "nowhere")] == [2, 2]
    assert through_door(folder, 6, "org", "list", "--json").json == before
    assert run("org", "default", "--json", login=SALES).json["slug"] == "helios"
    assert run("user", "key", "list", "--org", "beta", "--json", login=SALES).json[0]["opens"] == ["helios"]


def test_words_that_are_no_verb_name_the_nearest(run: Run) -> None:
    assert "user key add, user key" in run("user", "key", "ad").err
    assert run("user", "key").status == 2


def test_hostile_names_are_made_visible(run: Run) -> None:
    assert run("user", "key", "add", ed25519(1), "--name", "a\x1b[2J", login=SALES).status == 2
    assert run("user", "key", "add", ed25519(1), "--name", "[/] =cmd", login=SALES).status == 0
    assert "[/] =cmd" in run("user", "key", "list", login=SALES).out
