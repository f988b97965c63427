"""What a session costs while nobody types: how often the kernel wakes it, and its CPU."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.bars import Missing, Result, number
from bench.serving.processes import cpu, family
from bench.starts import LOGIN, demo_folder, first_row
from bench.storm.postgres import server as postgres
from bench.terminal import Terminal, python
from crm_tui.bootstrap import open_installation

REST, WATCHED = 4.0, 24.0
"""Seconds in which it comes to rest, and seconds that are watched: twice what a session does every twelve."""
DEMO = ("--as", LOGIN, "demo")
OWN_SSHD = ("serve", "session", "--login", LOGIN)
"""What an sshd of one's own runs: the launcher and the session below it."""


def measure() -> Iterator[Result | Missing]:
    """The app on the list it opens with, in the demo organisation; nothing is typed and nothing changes."""
    folder = demo_folder()
    mark = first_row(folder)
    with ExitStack() as stack:
        url = stack.enter_context(postgres())
        installation = open_installation(url, files=folder)
        installation.make_demo()
        installation.close()
        database = ("--database", url)
        yield from _session("idle", "demo", folder, mark, DEMO)
        yield from _session("idle/own-sshd", "demo, own sshd", folder, mark, OWN_SSHD)
        yield from _session("idle/postgresql", "demo, postgresql", folder, mark, (*database, *DEMO))
        yield from _session("idle/both", "demo, own sshd, postgresql", folder, mark, (*database, *OWN_SSHD))


def _session(name: str, at: str, folder: Path, mark: bytes, words: Sequence[str]) -> Iterator[Result | Missing]:
    command = python("-m", "crm_tui", "--data", str(folder), *words)
    screen = Terminal(command, {"CRM_TUI_DATA": str(folder), "XDG_STATE_HOME": str(folder)})
    try:
        if not screen.wait_for(mark):
            yield Missing(name, "the app never painted its list")
            return
        screen.run(REST)
        pids = family(screen.pid)
        before, used, start = _switches(pids), cpu(pids), time.perf_counter()
        screen.run(WATCHED)
        seconds = time.perf_counter() - start
        after, used = _switches(pids), cpu(pids) - used
    finally:
        screen.close()
    woken = {task: (count - before.get(task, 0)) / seconds for task, count in after.items()}
    detail = ", ".join(f"{task} {number(rate)}" for task, rate in woken.items() if rate)
    total = sum(woken.values())
    yield Result(name, "idle wake-ups of a session, all its threads", at, total, "/s", 2, False, detail)
    yield Result(f"{name}/cpu", "CPU of an idle session in a second", at, used / seconds, "ms", None)


def _switches(pids: Sequence[int]) -> dict[str, int]:
    """How often each thread has gone to sleep of its own will: so often it had been woken."""
    found: dict[str, int] = {}
    for task in (task for pid in pids for task in Path(f"/proc/{pid}/task").iterdir()):
        lines = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)
        name = f"{lines['Name']}/{task.name}"
        found[name] = int(lines["voluntary_ctxt_switches"])
    return found
