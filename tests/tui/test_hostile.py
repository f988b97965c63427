"""The real app on a pseudo-terminal, full of hostile text: none of it reaches the terminal raw."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pty_app import PtyApp
from tests.tui.hostile import FORBIDDEN, LOGIN, hostile_installation

RUN = "import sys; from crm_tui.cli.main import run; run()"


def clean(raw: bytes) -> None:
    """No planted sequence is among the bytes."""
    found = [part for part in FORBIDDEN if part in raw]
    assert not found, f"{found} in what the program wrote"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    hostile_installation(folder).close()
    return folder


@pytest.mark.parametrize("size", [(120, 40), (60, 16)])
def test_no_planted_sequence_leaves_the_app(data: Path, size: tuple[int, int]) -> None:
    argv = [sys.executable, "-c", RUN, "--data", str(data), "--as", LOGIN]
    with PtyApp(argv, size=size) as app:
        app.wait_for("?")
        seen = walk(app)
        # The texts were there, made visible; nobody's markup was obeyed.
        assert all(word in seen for word in ("\N{REPLACEMENT CHARACTER}", "[/]", "Note "))
        app.send("\x11")  # from wherever the walk ended
        assert app.wait_end() == 0
        clean(app.raw)


def walk(app: PtyApp) -> str:
    """List, record with all its tabs, form, pickers, help, palette, search, switcher; all that was shown."""
    seen = ""
    keys = ["\r", "2", "3", "4", "5", "6", "1", "e", "\x1b", "t", "\x1b", "m", "\x1b", "h", "\x1b", "o", "\x1b"]
    keys += [
        "\x1b",
        "v",
        "\x1b",
        "s",
        "\x1b",
        "c",
        "\x1b",
        "?",
        "\x1b",
        ":",
        "R",
        "\x1b",
        "g",
        "h",
        "j",
        "g",
        "n",
        "\x1b",
    ]
    keys += ["g", "s", "R", "\x1b", "g", "o", "\x1b", "/", "[", "/", "]", "\r", "\x1b", "\t", "\t", "n", "\x1b"]
    for key in keys:
        app.send(key)
        app.read(0.1)
        clean(app.raw)
        seen += app.text
    return seen
