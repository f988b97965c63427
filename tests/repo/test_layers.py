"""The layers hold: by their contracts, and in a fresh process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PURE = ("base", "domain", "policy")


def modules_loaded_by(code: str) -> set[str]:
    """The top-level packages that a fresh Python holds after this code."""
    end = "\nimport sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code + end], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_layers_hold_by_their_contracts() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_services_load_no_screen() -> None:
    assert not modules_loaded_by("import crm_tui.services") & {"textual", "rich"}


@pytest.mark.parametrize("layer", PURE)
def test_a_pure_layer_imports_only_the_standard_library(layer: str) -> None:
    foreign = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "crm_tui" / layer).rglob("*.py")
        for name in imported_packages(path)
        if name != "crm_tui" and name not in sys.stdlib_module_names
    }
    assert not foreign


def imported_packages(path: Path) -> set[str]:
    """The top-level packages that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(str(node.module).split(".")[0])
    return names
