"""The repository holds no address of a package registry and no path of somebody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"files\.python" + r"hosted\.org", r"pypi" + r"\.org", r"--(extra-)?index" + "-url", "find" + "-links",
            r"(?<![\w.])/(home|Users|root|work)" + r"/\w", r"\.\./" + r"shared\b",
        )
    )
)  # fmt: skip


def committed() -> list[str]:
    """What git holds of this tree; nothing where the source was unpacked without it."""
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def test_no_file_names_a_registry_or_a_machine() -> None:
    names = committed()
    if not names:
        pytest.skip("not run: no git")
    found = [line for name in names for line in offences(ROOT / name)]
    assert found == []


def offences(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
        return []
    return [f"{path.name}:{at}: {line.strip()[:80]}" for at, line in enumerate(lines, 1) if FORBIDDEN.search(line)]
