"""Starts: the first frame against an empty Textual app, and commands without a screen against their imports."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.bars import Missing, Result, number
from bench.terminal import ROOT, Terminal, python
from bench.world import cache_folder
from crm_tui.base.text import display_text
from crm_tui.bootstrap import open_installation
from crm_tui.domain.records import ListQuery

LOGIN = "sales@demo.test"
FRAMES, COMMANDS = 7, 15


def first_frame() -> Iterator[Result | Missing]:
    """From the start of the process to the first frame that shows records, in the demo organisation, disk warm."""
    folder = demo_folder()
    ours = python("-m", "crm_tui", "--data", str(folder), "--as", LOGIN, "demo")
    programs = {"ours": (ours, first_row(folder)), "empty": (python("-m", "bench.bare_app"), b"ready")}
    walls: dict[str, list[float]] = {name: [] for name in programs}
    cpus: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(-1, FRAMES):
        for name, (command, mark) in programs.items():
            terminal = Terminal(command, {"CRM_TUI_DATA": str(folder), "XDG_STATE_HOME": str(folder)})
            try:
                if not terminal.wait_for(mark):
                    yield Missing("first-frame", f"{name} never painted {mark.decode()!r}")
                    return
                wall, cpu = (time.perf_counter() - terminal.started) * 1e3, terminal.cpu()
            finally:
                terminal.close()
            if turn >= 0:
                walls[name].append(wall)
                cpus[name].append(cpu)
    wall, empty = statistics.median(walls["ours"]), statistics.median(walls["empty"])
    detail = f"{number(wall, 'ms')} against {number(empty, 'ms')}"
    yield Result("first-frame/ms", "first frame with records, local", "demo", wall, "ms", 1000, False, detail)
    cpu, bare = statistics.median(cpus["ours"]), statistics.median(cpus["empty"])
    detail = f"{number(cpu, 'ms')} against {number(bare, 'ms')} CPU; wall {wall / empty:.2f}x"
    yield Result("first-frame", "the same vs an empty Textual app, CPU", "demo", cpu / bare, "x", 1.3, False, detail)


def commands() -> Iterator[Result]:
    """Commands without a screen, from start to end, against importing the libraries that they cannot do without."""
    folder = demo_folder()
    options = ("-m", "crm_tui", "--data", str(folder), "--as", LOGIN)
    variants = {
        "can": python(*options, "can", LOGIN, "records.edit", "Leads"),
        "record list": python(*options, "record", "list", "Leads"),
        "imports": python("-c", "import apsw, peewee"),
    }
    spent: dict[str, list[float]] = {name: [] for name in variants}
    for turn in range(-1, COMMANDS):
        for name, command in variants.items():
            used = _cpu_of(command)
            if turn >= 0:
                spent[name].append(used)
    times = {name: statistics.median(values) for name, values in spent.items()}
    for name in ("can", "record list"):
        detail = f"{number(times[name], 'ms')} against {number(times['imports'], 'ms')} CPU"
        what = "command without a screen vs `import apsw, peewee`, CPU"
        ratio = times[name] / times["imports"]
        yield Result(f"command/{name}", what, f"demo, {name}", ratio, "x", 2.5, False, detail)


def _cpu_of(command: list[str]) -> float:
    """Milliseconds of CPU of a process from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3


def demo_folder() -> Path:
    """The sample organisation, made anew for each run: its story may have changed."""
    folder = cache_folder() / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    installation = open_installation(folder)
    installation.make_demo()
    installation.close()
    return folder


def first_row(folder: Path) -> bytes:
    """The name in the first row of the list that the app opens with."""
    installation = open_installation(folder)
    workspace = installation.workspace(LOGIN, "demo")
    module = next(entry.module for space in workspace.spaces.list() for entry in space.entries)
    row = workspace.listing.page(ListQuery(module.api_name), limit=1).rows[0]
    installation.close()
    return display_text(row.values[0]).encode()
