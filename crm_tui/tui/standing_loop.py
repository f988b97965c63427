"""An event loop that stands still, so that a process can be forked with it, and goes on in whoever was forked.

It stands on private API of asyncio (Python 3.11): a loop has no words for it.
"""

from __future__ import annotations

import asyncio
import selectors


class StandingLoop(asyncio.SelectorEventLoop):
    """What it waits on is closed while it stands: processes that shared it would wake each other, or take it away."""

    _selector: selectors.BaseSelector

    def stand(self) -> None:
        """Hold no descriptor any more. Nobody may wait for one but the loop itself; it must not be running."""
        self._close_self_pipe()  # type: ignore[attr-defined]
        self._selector.close()

    def go_on(self) -> None:
        """Be able to run again, with descriptors of this process."""
        self._selector = selectors.DefaultSelector()
        self._make_self_pipe()  # type: ignore[attr-defined]
