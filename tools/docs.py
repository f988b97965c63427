"""Tables and pictures in docs/ that are made from the code: `update` writes them, `check` fails when one is stale.

A page holds a place as `<!-- table: NAME -->` … `<!-- end -->`; `TABLES` names who fills it.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

from tools import pictures

ROOT = Path(__file__).parent.parent
_PLACE = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

TABLES: dict[str, str] = {
    "verbs": "crm_tui.cli.reference:verbs_table",
    "planned": "crm_tui.cli.reference:planned_table",
    "rules": "tools.tables:rules",
    "actions": "tools.tables:actions",
    "keys": "crm_tui.tui.commands.docs:keys_markdown",
    "swallowed-keys": "crm_tui.tui.commands.docs:swallowed_markdown",
}
"""Name of a table -> module:function that returns it as Markdown."""


def table(name: str) -> str:
    """The table of this name as it should stand; KeyError for an unknown one."""
    module, function = TABLES[name].split(":")
    return str(getattr(importlib.import_module(module), function)()).rstrip("\n") + "\n"


def fresh(page: str) -> str:
    """A page with all its tables made anew."""
    return _PLACE.sub(lambda place: place[1] + table(place["name"]) + place[3], page)


def pages() -> list[Path]:
    """All pages of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def stale() -> list[Path]:
    """Pages whose tables differ from the code."""
    return [page for page in pages() if (text := page.read_text(encoding="utf-8")) != fresh(text)]


def main(arguments: list[str]) -> int:
    """Run `update` or `check`; 1 when a page is stale."""
    if arguments not in (["update"], ["check"]):
        print("usage: python -m tools.docs update|check", file=sys.stderr)
        return 2
    found = [*stale(), *pictures.stale()]
    if arguments == ["update"]:
        pictures.update()
        for page in stale():
            page.write_text(fresh(page.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    for page in found:
        print(f"{page.relative_to(ROOT)} is stale; run `make docs`")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
