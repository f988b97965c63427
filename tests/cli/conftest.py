"""An organisation made by the command line itself, and a way to run lines on a copy of it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crm_tui.cli.main import main

ADMIN = "admin@x.test"
MAKING = (
    "org new|Helios Optics|helios|--user-name|Ada Admin",
    "role new|Rep|--above|Manager",
    "role new|Legal|--above|CEO",
    "user new|manager@x.test|Mo Manager|--role|Manager",
    "user new|sales@x.test|Sam Sales|--role|Rep",
    "user new|legal@x.test|Lea Legal|--kind|team|--profile|Team_User|--role|Legal",
    "user new|support@x.test|Sue Support|--kind|team|--profile|Team_User",
    "sharing default|Leads|read_only",
    "module new|Contracts|Contracts|Contract|--prefix|CON-",
    "module member|Contracts|legal@x.test|Member",
    "space new|Legal|--label|Legal team",
    "space module|Legal|Contracts",
    "space member|Legal|legal@x.test|user",
)


@dataclass(frozen=True)
class Ran:
    """What a line did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """Standard error as JSON."""
        return json.loads(self.err)


Run = Callable[..., Ran]


def run_in(folder: Path, *words: str, login: str | None = ADMIN, stdin: str = "") -> Ran:
    """Run a line on the data of a folder, as this login."""
    out, err = io.StringIO(), io.StringIO()
    front = ["--data", str(folder), *(["--as", login] if login else [])]
    status = main([*front, *words], io.StringIO(stdin), out, err)
    return Ran(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The organisation, made once."""
    folder = tmp_path_factory.mktemp("helios") / "data"
    for line in MAKING:
        verb, *arguments = line.split("|")
        ran = run_in(folder, *verb.split(), *arguments)
        assert ran.status == 0, (line, ran.err)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the organisation for one test."""
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a line on the copy; the administrator acts unless `login` says otherwise."""

    def line(*words: str, **how: Any) -> Ran:
        return run_in(folder, *words, **how)

    return line
