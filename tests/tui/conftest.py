"""Screens are tested in a scrubbed environment: textual reads its settings once, at import."""

from __future__ import annotations

import os

# The plugin that compares pictures tells its workers by such a name where they put them.
KEPT = "TEXTUAL_SNAPSHOT_TEMPDIR"
for _name in [name for name in os.environ if name.startswith("TEXTUAL_") and name != KEPT] + ["NO_COLOR"]:
    os.environ.pop(_name, None)

from typing import Any  # noqa: E402

from textual.pilot import Pilot  # noqa: E402
from textual.widgets import Input  # noqa: E402


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs, no message waits and nothing blinks."""
    for box in pilot.app.screen.query(Input):
        box.cursor_blink = False
    await pilot.pause()
    await pilot.app.workers.wait_for_complete([worker for worker in pilot.app.workers if not worker.is_finished])
    await pilot.pause()
