"""The program as a process of its own, on a copy of a small organisation."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crm_tui.cli.main import main
from tests.cli.conftest import ADMIN, MAKING, run_in

PROGRAM = (sys.executable, "-m", "crm_tui")
Word = str | bytes


@dataclass(frozen=True)
class Ended:
    """What a process left behind."""

    status: int
    out: bytes
    err: bytes

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """Standard error as JSON."""
        return json.loads(self.err)

    @property
    def said(self) -> str:
        """The one clear line of an error, below which the system's words may stand; fails at more, or a traceback."""
        lines = self.err.decode().splitlines()
        assert all(line.startswith("  ") for line in lines[1:]), self
        assert lines[0].startswith("crm-tui: "), self
        assert "Something went wrong" not in lines[0], self
        return lines[0].removeprefix("crm-tui: ")


@dataclass(frozen=True)
class Program:
    """Starts crm-tui on one data directory, or on what `place` names."""

    folder: Path
    place: tuple[str, ...] = ()

    def command(self, *words: Word, login: str | None = ADMIN) -> list[Word]:
        """The words of the whole command line."""
        place = self.place or ("--data", str(self.folder))
        return [*PROGRAM, *place, *(("--as", login) if login else ()), *words]

    def __call__(
        self, *words: Word, login: str | None = ADMIN, stdin: bytes = b"", env: Mapping[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ) -> Ended:  # fmt: skip
        """Run a line to its end. `before` runs in the child, in front of the program."""
        done = subprocess.run(
            self.command(*words, login=login), input=stdin, env=os.environ | dict(env or {}), capture_output=True,
            check=False, timeout=150, preexec_fn=before,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, *words: Word, login: str | None = ADMIN) -> subprocess.Popen[bytes]:
        """Start a line and leave it running."""
        return subprocess.Popen(
            self.command(*words, login=login), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    @property
    def data(self) -> Path:
        """The database of the organisation."""
        return self.folder / "org1" / "data.db"

    def is_sound(self) -> bool:
        """Whether `doctor` finds nothing wrong. In this process: that is quicker, and others ran in their own."""
        out, err = io.StringIO(), io.StringIO()
        words = [*map(str, self.command(login=None)[len(PROGRAM) :]), "doctor", "--json"]
        status = main(words, io.StringIO(), out, err)
        assert status == 0, (out.getvalue(), err.getvalue())
        return all(row["ok"] for row in json.loads(out.getvalue()))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation with three leads; a note, a tag and a file on the first."""
    folder = tmp_path_factory.mktemp("robust") / "data"
    paper = folder.with_name("offer.txt")
    paper.write_text("forty pages")
    lines = [*(line.split("|") for line in MAKING)]
    lines += [["record new", "Leads", f"Last_Name={name}", "Company=Acme"] for name in ("One", "Two", "Three")]
    lines += [["record note", "Leads/1", "called"], ["record tag", "Leads/1", "hot"]]
    lines += [["record attach", "Leads/1", str(paper)]]
    for verb, *words in lines:
        ran = run_in(folder, *verb.split(), *words)
        assert ran.status == 0, (verb, words, ran.err)
    return folder


@pytest.fixture
def crm(small: Path, tmp_path: Path) -> Program:
    """The program on a copy of that organisation."""
    return Program(Path(shutil.copytree(small, tmp_path / "data")))
