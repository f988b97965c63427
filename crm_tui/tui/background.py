"""Work beside the keys: begun in a Textual worker of its widget, and gone with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.dom import DOMNode


def begin(node: DOMNode, work: Callable[[], Awaitable[None]], group: str, *, exclusive: bool = True) -> None:
    """Start work of a group; `exclusive` ends what of the group is under way.

    It is given as a function: of a worker that is cancelled before its turn, a coroutine would be left unawaited.
    """

    async def run() -> None:
        await work()

    node.run_worker(run, group=group, exclusive=exclusive, exit_on_error=False)  # type: ignore[arg-type]
