"""A long list is printed while it is read, and not read further than somebody listens."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from crm_tui.cli import records
from crm_tui.cli.main import BROKEN_PIPE, main, to_the_end
from crm_tui.cli.output import Json
from crm_tui.cli.values import page_json
from crm_tui.domain.records import Page
from tests.cli.conftest import ADMIN, Run


@pytest.fixture
def leads(run: Run, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seven leads, read two at a time; how many rows have been read."""
    for number in range(7):
        run("record", "new", "Leads", f"Last_Name=L{number}", "Company=C")
    monkeypatch.setattr(records, "PAGE", 2)
    read: list[int] = []

    def counted(page: Page) -> list[dict[str, Json]]:
        rows = page_json(page)
        read.append(len(rows))
        return rows

    monkeypatch.setattr(records, "page_json", counted)
    return read


class Listener(io.StringIO):
    """Listens to so many characters, and goes."""

    def __init__(self, patience: int) -> None:
        super().__init__()
        self.patience = patience

    def write(self, text: str) -> int:
        if self.tell() > self.patience:
            raise BrokenPipeError
        return super().write(text)


def test_all_rows_come_whatever_is_read_at_a_time(run: Run, leads: list[int]) -> None:
    assert len(run("record", "list", "Leads", "--json").json) == 7
    assert leads == [2, 2, 2, 1]
    assert len(run("record", "list", "Leads", "--limit", "3", "--json").json) == 3
    assert run("record", "list", "Leads", "--limit", "3").out.count("\n") == 5
    assert run("record", "list", "Leads", "--where", 'Last_Name = "none"', "--json").json == []


def test_nothing_is_read_for_a_listener_who_has_gone(folder: Path, leads: list[int]) -> None:
    listener = Listener(400)
    words = ("--data", str(folder), "--as", ADMIN, "record", "list", "Leads", "--json")
    with pytest.raises(BrokenPipeError):
        main(words, io.StringIO(), listener, io.StringIO())
    assert sum(leads) < 7


def test_a_pipe_that_breaks_is_told_as_a_shell_does(folder: Path, leads: list[int], tmp_path: Path) -> None:
    words = ("--data", str(folder), "--as", ADMIN, "record", "list", "Leads", "--json")
    with (tmp_path / "out").open("w+") as file:
        assert to_the_end(words, io.StringIO(), file, io.StringIO()) == 0
        file.seek(0)
        assert len(json.load(file)) == 7

    class Gone(Listener):
        def fileno(self) -> int:
            return spare.fileno()

    with (tmp_path / "spare").open("w") as spare:
        assert to_the_end(words, io.StringIO(), Gone(400), io.StringIO()) == BROKEN_PIPE
