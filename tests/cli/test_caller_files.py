"""Files of whoever called: through a door no path of the server is reached, only his own input and output."""

from __future__ import annotations

import ast
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crm_tui.bootstrap import Installation, open_installation
from crm_tui.cli.doors import Door
from crm_tui.cli.main import main
from crm_tui.domain.doors import Caller
from crm_tui.services.attachments import SIZE_LIMIT
from tests.cli.conftest import ADMIN, Run

CLI = Path(__file__).parents[2] / "crm_tui" / "cli"
CONTENT = bytes(range(256)) * 5


@dataclass
class Came:
    """What a line that came through the door did."""

    status: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


class Visitor:
    """Somebody at the door of the organisation, with a key."""

    def __init__(self, installation: Installation, login: str = ADMIN, **how: Any) -> None:
        self.door = Door("ssh", login, installation, "helios", **how)
        installation.caller = Caller(login)

    def __call__(self, *words: str, stdin: bytes = b"") -> Came:
        source = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8", errors="replace")
        target, errors = io.BytesIO(), io.StringIO()
        out = io.TextIOWrapper(target, encoding="utf-8")
        status = main(words, source, out, errors, door=self.door)
        out.flush()
        return Came(status, target.getvalue(), errors.getvalue())


@pytest.fixture
def installation(folder: Path) -> Iterator[Installation]:
    opened = open_installation(folder)
    yield opened
    opened.close()


@pytest.fixture
def caller(installation: Installation) -> Visitor:
    called = Visitor(installation)
    assert called("record", "new", "Leads", "Last_Name=X", "Company=C").status == 0
    return called


def stored_files(folder: Path) -> list[Path]:
    """Everything below the folders of attachments."""
    return [path for path in folder.rglob("*") if path.is_file() and "files" in path.parts]


def test_a_file_is_read_from_standard_input_and_its_word_is_only_a_name(caller: Visitor, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("of the server")
    assert caller("record", "attach", "Leads/1", str(secret), stdin=CONTENT).status == 0
    (file,) = caller("record", "files", "Leads/1", "--json").json
    assert (file["name"], file["size"]) == ("secret.txt", len(CONTENT))
    assert caller("record", "file", "Leads/1", str(file["id"])).out == CONTENT


def test_a_copy_goes_to_standard_output_whatever_name_it_is_given(caller: Visitor, tmp_path: Path) -> None:
    caller("record", "attach", "Leads/1", "a.bin", stdin=CONTENT)
    target = tmp_path / "there"
    assert caller("record", "file", "Leads/1", "1", str(target)).out == CONTENT
    assert not target.exists()


def test_a_file_too_big_is_refused_and_nothing_of_it_stays(caller: Visitor, folder: Path) -> None:
    ran = caller("record", "attach", "Leads/1", "big", stdin=b"x" * (SIZE_LIMIT + 1))
    assert (ran.status, caller("record", "files", "Leads/1", "--json").json) == (2, [])
    assert stored_files(folder) == []


def test_who_may_not_attach_is_refused_before_anything_is_read(caller: Visitor, installation: Installation) -> None:
    class Unread(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("read")

        read1 = readinto = readinto1 = read  # type: ignore[assignment]

    source, errors = io.TextIOWrapper(Unread(CONTENT)), io.StringIO()
    assert caller("record", "new", "Contracts", "Name=Secret").status == 0
    words = ("record", "attach", "Contracts/2", "a", "--json")
    stranger = Visitor(installation, "support@x.test").door
    assert main(words, source, io.StringIO(), errors, door=stranger) in (3, 4)
    source.detach()


@pytest.mark.parametrize("broken", [True, False])
def test_a_stream_that_breaks_off_leaves_nothing(caller: Visitor, folder: Path, broken: bool) -> None:
    """The end of a file, and the end of the line that brought it, differ by whether anybody still reads."""
    way_in, there = os.pipe()
    back, way_out = os.pipe()
    os.write(there, CONTENT)
    os.close(there)
    if broken:
        os.close(back)
    with open(way_in, encoding="utf-8") as source, open(way_out, "w", encoding="utf-8") as out:
        errors = io.StringIO()
        words = ("record", "attach", "Leads/1", "a", "--json")
        status = None
        try:
            status = main(words, source, out, errors, door=caller.door)
            out.flush()
        except BrokenPipeError:
            status = 141
    assert len(caller("record", "files", "Leads/1", "--json").json) == (0 if broken else 1)
    assert len(stored_files(folder)) == (0 if broken else 1)
    assert (status == 0) is not broken
    if not broken:
        os.close(back)


def test_a_copy_of_another_records_file_is_not_found(caller: Visitor) -> None:
    caller("record", "new", "Leads", "Last_Name=Y", "Company=C")
    caller("record", "attach", "Leads/1", "a.bin", stdin=CONTENT)
    assert caller("record", "file", "Leads/2", "1").status == 4
    assert caller("record", "file", "Leads/1", "99").status == 4


def test_a_copy_is_not_thrown_at_a_terminal(caller: Visitor) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    caller("record", "attach", "Leads/1", "a.bin", stdin=b"\x1b]0;hello\x07")
    out, errors = Terminal(), io.StringIO()
    assert main(("record", "file", "Leads/1", "1"), io.StringIO(), out, errors, door=caller.door) == 2
    assert (out.getvalue(), "terminal" in errors.getvalue()) == ("", True)


def test_on_ones_own_machine_files_are_files(run: Run, tmp_path: Path) -> None:
    source, target = tmp_path / "a.bin", tmp_path / "b.bin"
    source.write_bytes(CONTENT)
    run("record", "new", "Leads", "Last_Name=X", "Company=C")
    assert run("record", "attach", "Leads/1", str(source)).status == 0
    assert run("record", "file", "Leads/1", "1", str(target)).status == 0
    assert target.read_bytes() == CONTENT
    assert run("record", "file", "Leads/1", "1", str(target)).status == 2


@pytest.mark.parametrize(
    "words", [("org", "delete", "helios", "--backup", "all"), ("backup", "all"), ("restore", "all")]
)
def test_no_path_of_the_server_is_opened_through_a_door(
    caller: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    ran = caller(*words, "--json")
    assert (ran.status, json.loads(ran.err)["rule"]) == (3, "DOOR-1")
    assert sorted(tmp_path.iterdir()) == before


OPENERS = {"open", "Path", "os.open", "io.open", "Path.home", "Path.cwd"}
AT_HOME = {
    "verbs.py": "Call.file, which a door refuses",
    "opening.py": "the data directory of the options, which a door refuses",
    "migrating.py": "the two places of migrate-database, which a door refuses",
    "main.py": "/dev/null, for what could not be written",
}


def test_verbs_get_files_from_one_place_only() -> None:
    """A verb that made a path of a word itself would open it through a door."""
    found = set()
    for source in CLI.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in OPENERS:
                found.add(source.name)
    assert found == set(AT_HOME)


class Endless(io.RawIOBase):
    """Standard input that never ends and has no line breaks."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.given += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


@pytest.mark.parametrize(
    ("words", "most"),
    [(("record", "attach", "Leads/1", "a"), SIZE_LIMIT + (4 << 20)), (("can", "--batch"), 2 << 20)],
)
def test_endless_input_is_read_up_to_the_limit(caller: Visitor, words: tuple[str, ...], most: int) -> None:
    endless, errors = Endless(), io.StringIO()
    source = io.TextIOWrapper(io.BufferedReader(endless), encoding="utf-8")
    assert main((*words, "--json"), source, io.StringIO(), errors, door=caller.door) == 2
    assert json.loads(errors.getvalue())["error"] == "invalid"
    assert endless.given <= most


def test_a_verb_that_wants_no_input_reads_none(caller: Visitor) -> None:
    endless = Endless()
    source = io.TextIOWrapper(io.BufferedReader(endless), encoding="utf-8")
    assert main(("record", "list", "Leads"), source, io.StringIO(), io.StringIO(), door=caller.door) == 0
    assert endless.given == 0
