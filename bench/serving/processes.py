"""A family of processes as the kernel counts it: memory, CPU, and how often it is woken."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_GONE = (FileNotFoundError, ProcessLookupError)


def children() -> dict[int, list[int]]:
    """All processes of the system by their parent."""
    found: dict[int, list[int]] = defaultdict(list)
    for path in _PROC.glob("[0-9]*"):
        with suppress(*_GONE):
            # The name in parentheses may hold anything, parentheses too.
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            found[parent].append(int(path.name))
    return found


def family(pid: int) -> list[int]:
    """A process and all that descend from it, parents first."""
    below, found = children(), [pid]
    for member in found:
        found += below.get(member, ())
    return found


def running(pid: int) -> bool:
    """Whether a process is there, and is more than what is left of it until it is waited for."""
    with suppress(*_GONE):
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def memory(pids: Iterable[int]) -> float:
    """Megabytes that these processes have for themselves; what several share is divided among them (PSS)."""
    return sum(map(_pss, pids)) / 1024


def cpu(pids: Iterable[int]) -> float:
    """Milliseconds of CPU that these processes have used, those that have ended left out."""
    return sum(map(_cpu, pids))


def switches(pids: Iterable[int]) -> int:
    """How often their threads have gone to sleep of their own will: so often they had been woken."""
    return sum(_switches(task) for pid in pids for task in _tasks(pid))


def _pss(pid: int) -> int:
    with suppress(*_GONE):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _cpu(pid: int) -> float:
    with suppress(OSError):
        # The clock of another process, as clock_getcpuclockid(3) makes it.
        return time.clock_gettime_ns((~pid << 3) | 2) / 1e6
    return 0.0


def _tasks(pid: int) -> list[Path]:
    with suppress(*_GONE):
        return list((_PROC / str(pid) / "task").iterdir())
    return []


def _switches(task: Path) -> int:
    with suppress(*_GONE):
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches:"):
                return int(line.split()[1])
    return 0
