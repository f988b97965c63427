"""The sample organisation at a frozen moment, made once for all workers and copied for each test that writes."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation
from tests.once import made_once

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)


def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the finished sample organisation; the first worker that asks makes it."""
    return made_once(tmp_path_factory, "demo-organisation", _make)


def _make(folder: Path) -> None:
    installation = open_installation(folder, clock=FrozenClock(NOW), ids=CountingIds())
    installation.make_demo()
    installation.close()


def demo_copy(source: Path, target: Path) -> Installation:
    """An installation of one's own, to write into."""
    shutil.copytree(source, target)
    return open_installation(target, clock=FrozenClock(NOW), ids=CountingIds())
