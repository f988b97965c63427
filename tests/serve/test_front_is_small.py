"""The front runs no app, and nothing but `serve` loads the front."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("loaded", "never"),
    [
        ("crm_tui.serve.front", ("textual", "rich", "crm_tui.tui")),
        ("crm_tui.cli.main", ("asyncssh", "textual", "crm_tui.serve")),
        ("crm_tui.cli.serving", ("asyncssh", "textual")),
        ("crm_tui.serve.session_process", ("asyncssh", "textual")),
        ("crm_tui.serve.warming", ("asyncssh",)),
    ],
)
def test_what_is_loaded(loaded: str, never: tuple[str, ...]) -> None:
    asked = f"import sys, {loaded}; print(*sys.modules)"
    names = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, text=True).stdout.split()
    assert [name for name in names if name.startswith(tuple(f"{one}." for one in never)) or name in never] == []
