"""Clocks and interleaving. The clock is the CPU time of this thread, so that other work on the machine counts little;
variants take turns, so that what it does change changes all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping

Variant = Callable[[int], object]
"""Does its work once; it is handed the number of the round."""


def interleaved(
    variants: Mapping[str, Variant],
    rounds: int,
    *,
    warm: int = 5,
    clock: Callable[[], int] = time.thread_time_ns,
    again: bool = False,
) -> dict[str, float]:
    """The median time of each variant in milliseconds, after `warm` rounds that do not count.

    `again`: each runs twice and the second time counts, where one variant would leave cold caches to the next.
    """
    times: dict[str, list[int]] = {name: [] for name in variants}
    order = list(variants.items())
    gc.collect()
    for turn in range(-warm, rounds):
        for name, run in order:
            if again:
                run(turn)
            start = clock()
            run(turn)
            spent = clock() - start
            if turn >= 0:
                times[name].append(spent)
        order.append(order.pop(0))
    return {name: statistics.median(spent) / 1e6 for name, spent in times.items()}


def per_second(run: Callable[[], int], *, seconds: float = 0.3, rounds: int = 5) -> float:
    """How often in a second of CPU; `run` does some and tells how many. The best of the rounds."""
    best = 0.0
    gc.collect()
    for _ in range(rounds):
        start, done = time.process_time(), 0
        while (spent := time.process_time() - start) < seconds:
            done += run()
        best = max(best, done / spent)
    return best


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
