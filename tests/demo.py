"""The sample organisation at a frozen moment, made once for all workers and copied for each test that writes."""

from __future__ import annotations

import datetime as dt
import fcntl
import shutil
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the finished sample organisation; the first worker that asks makes it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    folder = shared / "demo-organisation"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            installation = open_installation(folder, clock=FrozenClock(NOW), ids=CountingIds())
            installation.make_demo()
            installation.close()
            (folder / "made").touch()
    return folder


def demo_copy(source: Path, target: Path) -> Installation:
    """An installation of one's own, to write into."""
    shutil.copytree(source, target)
    return open_installation(target, clock=FrozenClock(NOW), ids=CountingIds())
