"""What the guide tells to type and to copy is what the program takes."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from dataclasses import asdict
from pathlib import Path

from crm_tui.cli.parser import find_verb, parse, split_globals
from crm_tui.serve.config import Settings, settings

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "serving.md").read_text("utf-8")
CODE = re.findall(r"^    (.*)$", GUIDE, re.MULTILINE)


def understood(words: list[str]) -> None:
    """Raises where a line is none of the command line."""
    _options, rest = split_globals(words)
    verb, arguments = find_verb(rest)
    assert verb.built
    parse(verb, arguments)


def test_lines_of_the_guide_are_lines_of_the_program() -> None:
    found = 0
    for line in CODE:
        words = shlex.split(line.partition("  #")[0].split(" | ")[0].split(" < ")[0].split(" > ")[0], comments=False)
        if words[:1] == ["crm"] or words[:2] == ["ssh", "crm"]:
            found += 1
            understood([word.strip("'") for word in words if word not in ("crm", "ssh")])
        elif any(word.endswith("/bin/crm-tui") for word in words) and "serve" in words:
            found += 1
            at = next(index for index, word in enumerate(words) if word.endswith("/bin/crm-tui"))
            understood(words[at + 1 :])
    assert found > 12


def test_settings_of_the_guide_are_the_usual_ones(tmp_path: Path) -> None:
    lines = [line for line in CODE if re.match(r"\w+ = [\d.]+( +#|$)", line)]
    (tmp_path / "serve.toml").write_text("\n".join(lines))
    told = tomllib.loads("\n".join(lines))
    assert len(told) == 10
    assert asdict(settings(tmp_path / "serve.toml", {})) == asdict(Settings())


def test_the_unit_starts_the_server() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DOCS / "systemd" / "crm-tui.service")
    service = unit["Service"]
    understood(shlex.split(service["ExecStart"])[1:])
    assert (service["NoNewPrivileges"], service["ProtectSystem"], service["KillMode"]) == ("yes", "strict", "mixed")
    assert {"MemoryMax", "TasksMax", "UMask", "User"} <= set(service)
