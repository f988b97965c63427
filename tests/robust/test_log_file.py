"""The log of an account, to which all its processes write: nothing is lost, and it never fills the disk."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from crm_tui.base import logs
from crm_tui.base.logs import KEPT, LogFile

MOST = 1000
LINE = "x" * 90


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log that is soon full."""
    monkeypatch.setattr(logs, "MOST", MOST)
    return tmp_path / "state" / "log"


def writer(path: Path) -> logging.Logger:
    """Writes as a process of its own would."""
    log = logging.Logger("crm_tui.test")
    log.addHandler(LogFile(path, "%(message)s"))
    return log


def kept(path: Path) -> list[str]:
    """What is there, oldest first."""
    files = [path.with_name(f"{path.name}.{number}") for number in range(KEPT, 0, -1)]
    return [line for file in [*files, path] if file.exists() for line in file.read_text().splitlines()]


def test_nothing_is_lost_when_another_process_begins_a_new_file(path: Path) -> None:
    one, other = writer(path), writer(path)
    for number in range(MOST // 100 + 2):
        one.error("%s one %d", LINE, number)
    for number in range(3):
        other.error("%s other %d", LINE, number)
    one.error("last")
    lines = kept(path)
    assert len(lines) == MOST // 100 + 2 + 3 + 1
    assert lines[-1] == "last"
    assert path.with_name("log.1").exists()


def test_it_is_never_larger_than_a_few_files(path: Path) -> None:
    log = writer(path)
    for _number in range(100):
        log.error(LINE)
    sizes = [file.stat().st_size for file in path.parent.iterdir()]
    assert len(sizes) == KEPT + 1
    assert max(sizes) < MOST + 100
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_where_nothing_can_be_written_nobody_is_stopped(path: Path) -> None:
    log = writer(path)
    path.unlink()
    path.mkdir()
    log.error("nowhere")
    with pytest.raises(OSError, match="directory"):
        LogFile(path, "%(message)s")
