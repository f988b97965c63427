"""The storm at its full size: 30 people for five minutes on each engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack

from bench.bars import Missing, Result
from bench.storm.ledger import Fate
from bench.storm.postgres import server
from bench.storm.storm import Place, Weather, storm
from bench.world import cache_folder

ENGINES = ("sqlite", "postgresql")
PEOPLE, MINUTES, PAUSE = 30, 5.0, 4.0


def measure(
    engines: tuple[str, ...] = ENGINES, people: int = PEOPLE, minutes: float = MINUTES, seed: int = 1
) -> Iterator[Result | Missing]:
    """What was lost, doubled or torn of what people were told, on each engine; a kill every four seconds."""
    for engine in engines:
        folder = cache_folder() / f"storm-{engine}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
        with ExitStack() as stack:
            url = stack.enter_context(server()) if engine == "postgresql" else ""
            ledger, verdict = storm(Place(folder, url), Weather(people, minutes * 60, PAUSE, seed))
        told, at = ledger.count(Fate.TOLD), f"{people} people, {minutes:g} min, {engine}"
        troubles = ", ".join(f"{number} {name}" for name, number in ledger.troubles.most_common(6))
        detail = f"{told} acknowledged; {ledger}; thrown out or refused: {troubles or 'nobody'}"
        for name, what, found in (
            ("lost", "acknowledged changes that are not there", verdict.lost),
            ("doubled", "changes that are there twice, or though refused", verdict.doubled),
            ("torn", "changes that are there in part", verdict.torn),
            ("doctor", "findings of doctor afterwards", verdict.ill),
        ):
            words = "; ".join(found[:5]) or detail
            yield Result(f"storm/{engine}/{name}", f"storm: {what}", at, len(found), "", 0, False, words)
