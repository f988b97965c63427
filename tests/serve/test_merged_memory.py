"""Equal memory of sessions is kept once only where that was asked for: it weakens what separates them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.serve.house import make_installation, serving

pytestmark = pytest.mark.needs("ssh")

FIRST_LINUX = (6, 4)
"""Which can merge the memory of a process that asks for it once, with all that it forks."""


def _merged(pid: int) -> bool:
    """Whether the system may merge pages of a process: `mg` among the flags of its memory."""
    lines = Path(f"/proc/{pid}/smaps").read_text().splitlines()
    return any("mg" in line.split() for line in lines if line.startswith("VmFlags:"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One installation, served both ways."""
    return make_installation(tmp_path_factory.mktemp("merged"))


@pytest.mark.parametrize(("options", "merged"), [((), False), (("--merge-memory",), True)])
def test_sessions_are_merged_where_that_was_asked_for(
    tmp_path: Path, data: Path, options: tuple[str, ...], merged: bool
) -> None:
    if tuple(int(part) for part in os.uname().release.split(".")[:2]) < FIRST_LINUX:
        pytest.skip("this Linux merges nothing by a word of the process")
    with serving(tmp_path, data, *options) as house, house.clients.terminal(keys=["sales"]) as app:
        app.wait_for("Leads", "? Help")
        assert [_merged(pid) for pid in (*house.sessions(), house.zygote())] == [merged, merged]
        assert not _merged(house.front.pid)
