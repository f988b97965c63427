"""What `.` does again: the last command that changed or moved something, on whatever is under the cursor then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.tui.commands.registry import Command

if TYPE_CHECKING:
    from crm_tui.tui.desk import Desk


@dataclass(frozen=True, slots=True)
class Again:
    """A command that was done. `act` does the same without asking again, as with the same tag; without one the command
    itself is run, `count` times. Rights are asked anew each time: it passes the same gate.
    """

    command: Command
    count: int = 1
    act: Callable[[Desk], Awaitable[None]] | None = None
