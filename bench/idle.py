"""What a session costs while nobody types: how often the kernel wakes it, and its CPU."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from bench.bars import Missing, Result, number
from bench.starts import LOGIN, demo_folder, first_row
from bench.terminal import Terminal, python

REST, WATCHED = 4.0, 20.0
"""Seconds in which it comes to rest, and seconds that are watched."""


def measure() -> Iterator[Result | Missing]:
    """The app on the list it opens with, in the demo organisation; nothing is typed and nothing changes."""
    folder = demo_folder()
    command = python("-m", "crm_tui", "--data", str(folder), "--as", LOGIN, "demo")
    screen = Terminal(command, {"CRM_TUI_DATA": str(folder), "XDG_STATE_HOME": str(folder)})
    try:
        if not screen.wait_for(first_row(folder)):
            yield Missing("idle", "the app never painted its list")
            return
        screen.run(REST)
        before, cpu, start = _switches(screen.pid), screen.cpu(), time.perf_counter()
        screen.run(WATCHED)
        seconds = time.perf_counter() - start
        after, used = _switches(screen.pid), screen.cpu() - cpu
    finally:
        screen.close()
    woken = {name: (count - before.get(name, 0)) / seconds for name, count in after.items()}
    detail = ", ".join(f"{name} {number(rate)}" for name, rate in woken.items() if rate)
    total = sum(woken.values())
    yield Result("idle", "idle wake-ups of a session, all its threads", "demo", total, "/s", 2, False, detail)
    yield Result("idle/cpu", "CPU of an idle session in a second", "demo", used / seconds, "ms", None)


def _switches(pid: int) -> dict[str, int]:
    """How often each thread has gone to sleep of its own will: so often it had been woken."""
    found: dict[str, int] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        lines = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)
        name = f"{lines['Name']}/{task.name}"
        found[name] = int(lines["voluntary_ctxt_switches"])
    return found
