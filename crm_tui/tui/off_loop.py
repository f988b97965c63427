"""Database work beside the event loop: few threads, so that a session holds few connections."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

THREADS = 2
"""One for what somebody waits for, one for counts that may take long."""

T = TypeVar("T")


def use_few_threads() -> None:
    """Let the running loop's default executor, which Textual's thread workers use too, have few threads."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "crm-tui"))


async def off_loop(call: Callable[[], T]) -> T:
    """The result of a call that runs in a thread; its exceptions are raised here."""
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(None, lambda: context.run(call))
