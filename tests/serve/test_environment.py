"""What a session's process finds in its environment: of the client nearly nothing, of the server what it needs."""

from __future__ import annotations

import pytest

from crm_tui.serve.environment import LONGEST_VALUE, Said, environment, usable_terminal

SERVER = {
    "PATH": "/bin",
    "HOME": "/var/crm",
    "LANG": "fr_FR",
    "LD_PRELOAD": "/x.so",
    "CRM_TUI_DATABASE": "postgresql://",
}


def test_a_session_reaches_the_database_as_the_server_does() -> None:
    """By whatever libpq reads: a certificate of the client's and a service have names of their own."""
    said = {name: f"/etc/{name}" for name in ("PGSSLCERT", "PGSSLKEY", "PGHOST", "PGUSER", "PGSERVICE", "PGPASSFILE")}
    assert said.items() <= environment("", {}, SERVER | said).items()


def test_nothing_else_of_the_server_is_there() -> None:
    assert environment("", {}, SERVER) == {
        "PATH": "/bin", "HOME": "/var/crm", "LANG": "C.UTF-8", "PYTHONUTF8": "1", "ESCDELAY": "250",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [("PGHOST", "evil"), ("LD_PRELOAD", "x"), ("NO_COLOR", "\x1b[31m"), ("TERM_PROGRAM", "x" * (LONGEST_VALUE + 1))],
)
def test_nothing_else_of_the_client_is_there(name: str, value: str) -> None:
    assert name not in environment("xterm", {name: value}, {})


@pytest.mark.parametrize(
    ("term", "colours"),
    [("xterm-256color", "truecolor"), ("xterm-kitty", "truecolor"), ("foot-extra", "truecolor"), ("xterm", None)],
)
def test_the_kind_of_terminal_decides_on_colours(term: str, colours: str | None) -> None:
    found = environment(term, {}, {})
    assert (found["TERM"], found.get("COLORTERM")) == (term, colours)
    assert environment(term, {"COLORTERM": "24bit"}, {})["COLORTERM"] == "24bit"


@pytest.mark.parametrize("term", ["", "dumb", "unknown", "x" * 65, "xterm\n", "../xterm", "x;y"])
def test_on_some_terminals_nothing_can_be_painted(term: str) -> None:
    assert not usable_terminal(term)
    assert "TERM" not in environment(term, {}, {})


def test_a_client_that_says_much_is_not_listened_to() -> None:
    said = Said()
    said[b"NAME"] = b"x"
    said[b"COLORTERM"] = b"x" * (LONGEST_VALUE + 1)
    assert said == {}
    said[b"COLORTERM"] = b"truecolor"
    assert said == {b"COLORTERM": b"truecolor"}
