"""`user session …`: who is in, and an end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.bootstrap import open_installation
from tests.cli.conftest import ADMIN, Run

SALES = "sales@x.test"
SESSION = "f00d"


@pytest.fixture
def at_screen(folder: Path) -> Iterator[None]:
    """Somebody of sales has the app open."""
    installation = open_installation(folder)
    installation.session_id = SESSION
    installation.workspace(SALES, door="screen").users.arrive()
    yield
    installation.close()


@pytest.mark.usefixtures("at_screen")
def test_open_sessions_are_listed_and_ended(run: Run) -> None:
    [mine] = run("user", "session", "list", "--json", login=SALES).json
    assert set(mine) == {"id", "login", "name", "door", "address", "key", "server", "started_at", "active_at"}
    assert (mine["id"], mine["login"], mine["name"], mine["door"]) == (SESSION, SALES, "Sam Sales", "screen")
    assert run("user", "session", "list", "--json").json == []
    assert run("user", "session", "list", "--everybody", "--json").json == [mine]
    assert run("user", "session", "list", "--everybody", login=SALES).status == 3
    told = run("user", "session", "list", "--everybody").out
    assert SESSION in told
    assert "Sam Sales" in told
    ended = run("user", "session", "end", SESSION, "--json")
    assert (ended.status, ended.json["login"]) == (0, SALES)
    assert run("user", "session", "end", SESSION, login=SALES).status == 0


@pytest.mark.usefixtures("at_screen")
def test_whoever_may_not_ends_nobody(run: Run) -> None:
    refused = run("user", "session", "end", SESSION, "--json", login="support@x.test")
    assert (refused.status, refused.error["error"]) == (3, "forbidden")
    assert run("user", "session", "end", "gone", "--json", login="support@x.test").error == refused.error
    assert run("user", "session", "end", "gone", login=ADMIN).status == 4
    assert run("user", "session", "end").status == 2


def test_words_of_three_are_told_where_one_is_wrong(run: Run) -> None:
    for words in (("user", "session"), ("user", "session", "lost")):
        ran = run(*words)
        assert ran.status == 2
        assert "user session list" in ran.err


def test_verbs_that_ask_nothing_of_it_make_no_live_store(run: Run, folder: Path) -> None:
    assert run("record", "list", "Leads").status == 0
    assert run("can", SALES, "records.edit", "Leads").status == 0
    assert not (folder / "live.db").exists()
