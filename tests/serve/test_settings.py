"""Settings of a server: from a file and from the line, and what is wrong with them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.cli.parser import all_verbs, parser_of
from crm_tui.cli.verbs import Verb
from crm_tui.domain.errors import Invalid
from crm_tui.serve.config import HELP, KINDS, Settings, settings


def test_the_line_stands_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "serve.toml"
    file.write_text('port = 2200\nidle = 5\naddress = "::1"\nzygote = false\n')
    found = settings(file, {"port": 0, "sessions": None})
    assert found == Settings(port=0, idle=5, address="::1", zygote=False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ports = 1", "ports"),
        ("port = '22'", "port"),
        ("port = 70000", "port"),
        ("sessions = -1", "sessions"),
        ("zygote = 1", "zygote"),
        ("sessions = true", "sessions"),
        ("idle = nan", "idle"),
        ("tries = 0", "tries"),
        ("[limits]\nport = 1", "limits"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, text: str, name: str) -> None:
    file = tmp_path / "serve.toml"
    file.write_text(text)
    with pytest.raises(Invalid) as caught:
        settings(file, {})
    assert list(caught.value.fields) == [name]
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("text", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2"])
def test_a_file_that_is_none_is_told(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "serve.toml"
    file.write_bytes(text)
    with pytest.raises(Invalid, match="cannot be read"):
        settings(file, {})


def test_a_bad_option_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        settings(None, {"port": 99_999, "idle": "soon"})
    assert list(caught.value.fields) == ["port", "idle"]


def test_each_setting_says_what_it_is_for() -> None:
    assert list(HELP) == list(KINDS)


def test_the_help_tells_what_counts_where_nothing_is_said() -> None:
    told = " ".join(parser_of(verb_of("serve ssh")).format_help().split())
    for name in ("port", "sessions", "idle", "tries"):
        assert f"{HELP[name]} [{getattr(Settings(), name)}]" in told


def verb_of(words: str) -> Verb:
    return next(verb for verb in all_verbs() if verb.words == words)


def test_the_help_names_the_unit_of_a_number_with_a_fraction() -> None:
    """Each tells its unit in its help, first of all."""
    verb = next(verb for verb in all_verbs() if verb.words == "serve ssh")
    for name in (name for name, kind in KINDS.items() if kind is float):
        [argument] = [one for one in verb.arguments if one.name == f"--{name.replace('_', '-')}"]
        assert argument.metavar == HELP[name].split()[0].upper()
