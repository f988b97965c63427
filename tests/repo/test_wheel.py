"""The wheel holds what the program reads: words, rules, styles, themes, sample data."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this tree, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_every_file_of_the_package(unpacked: Path) -> None:
    done = subprocess.run(["git", "ls-files", "crm_tui"], cwd=ROOT, capture_output=True, text=True, check=False)
    # A file that somebody has removed and not yet committed is no part of the tree.
    names = [name for name in done.stdout.splitlines() if (ROOT / name).exists()]
    assert [name for name in names if not (unpacked / name).is_file()] == []


@pytest.mark.parametrize(("kind", "source"), [("themes", "themes"), ("sample", "sample_data")])
def test_data_beside_the_package_is_found_from_the_wheel(unpacked: Path, kind: str, source: str) -> None:
    code = f"from crm_tui.base.resources import {kind}_folder; print({kind}_folder())"
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=unpacked, env=environment, capture_output=True, text=True, check=True
    )
    folder = Path(done.stdout.strip())
    wanted = {path.name for path in (ROOT / source).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path.name for path in folder.rglob("*") if path.is_file()} >= wanted
    assert folder.is_relative_to(unpacked) or not wanted
