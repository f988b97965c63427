"""What every test stands on: a scrubbed environment, repeatable randomness, and honest skips."""

from __future__ import annotations

import os

# Before anything imports textual: it reads its settings once, at import.
for _name in list(os.environ):
    # Of the plugin that compares pictures; and what `make deep` sets.
    if _name in ("TEXTUAL_SNAPSHOT_TEMPDIR", "CRM_TUI_DEEP"):
        continue
    if _name.startswith(("TEXTUAL_", "CRM_TUI_", "PGHOST", "PGUSER", "PGPASSWORD")) or _name in (
        "NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "LANGUAGE",
    ):  # fmt: skip
        del os.environ[_name]
os.environ.update({"TERM": "xterm-256color", "TZ": "UTC", "LC_ALL": "C.UTF-8"})

import gc  # noqa: E402
import importlib.util  # noqa: E402
import itertools  # noqa: E402
import shutil  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from tests.engines import announce_server, stop_server  # noqa: E402
from tests.memory import folder_in_memory  # noqa: E402

ROOT = Path(__file__).parent.parent
_IN_MEMORY = pytest.StashKey[str]()
_HOMES = itertools.count()
# Programs of the system often stand outside of a user's path.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Pictures of failed screens are reported under build/; files of tests lie in memory where there is room."""
    (ROOT / "build").mkdir(exist_ok=True)
    if not hasattr(config, "workerinput"):
        announce_server()
        if config.option.basetemp is None and (memory := folder_in_memory()) is not None:
            config.option.basetemp = config.stash[_IN_MEMORY] = tempfile.mkdtemp(prefix="crm-tui-tests-", dir=memory)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The server that tests share ends with the run."""
    if not hasattr(config, "workerinput"):
        stop_server()
    if (folder := config.stash.get(_IN_MEMORY, None)) is not None:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make snapshots` takes every test that compares a picture, whoever wrote it."""
    for item in items:
        if "snap_compare" in getattr(item, "fixturenames", ()):
            item.add_marker("snapshot")


def pytest_collection_finish() -> None:
    """Rubbish is looked for less often: screens are many small objects that live for one test, and looking through all
    that is still there, the tests themselves among it, took a quarter of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """`@pytest.mark.needs("sshd")` tests are not run, and say so, where that program is missing."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            if not available(name):
                pytest.skip(f"not run: no {name}")


def available(name: str) -> bool:
    """Whether a program or a Python package of this name is there."""
    return bool(shutil.which(name, path=_PATH)) or importlib.util.find_spec(name) is not None


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads or writes the data of whoever runs it."""
    # Counted here: pytest would look through all folders for the next free number.
    home = tmp_path_factory.getbasetemp() / f"own-home-{next(_HOMES)}"
    home.mkdir()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home))
    yield
    shutil.rmtree(home, ignore_errors=True)
