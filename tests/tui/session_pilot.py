"""Open sessions of several people on the sample organisation, each as a process of its own would have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation
from tests.demo import NOW

Another = Callable[[str], Installation]


@pytest.fixture
def another(demo: Installation) -> Iterator[Another]:
    """Opens the sample organisation as another process does, in an open session of this name."""
    opened: list[Installation] = []

    def again(session: str) -> Installation:
        opened.append(open_installation(demo.places.folder, clock=FrozenClock(NOW), ids=CountingIds()))
        opened[-1].session_id = session
        return opened[-1]

    yield again
    for installation in opened:
        installation.close()
