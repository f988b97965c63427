"""What was asked for and what came of it, as the people at the door know it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

DOORS = ("screen", "pipe")
KINDS = ("sessions", "connections", "zygotes")
"""What is killed."""


class Act(StrEnum):
    """What a change is. All of them write their token, which nothing else in the organisation holds."""

    NEW = "new"
    EDIT = "edit"
    NOTE = "note"


class Fate(StrEnum):
    """`TOLD`: painted as saved, or exit status 0. `REFUSED`: an error that says that nothing was done.

    `SENT`: no answer came, so it may be there or not; but never in part, and never twice.
    """

    SENT = "sent"
    TOLD = "told"
    REFUSED = "refused"


@dataclass(slots=True)
class Intent:
    """One change that somebody asked for; `door` as `pipe`, `screen`."""

    token: str
    act: Act
    module: str
    login: str
    door: str
    fate: Fate = Fate.SENT
    told_at: str = ""

    def tell(self) -> None:
        """It was acknowledged now."""
        self.fate, self.told_at = Fate.TOLD, time.strftime("%H:%M:%S")


@dataclass(slots=True)
class Ledger:
    """All of them, in the order in which they were asked for, and how often what was killed."""

    intents: list[Intent] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    troubles: Counter[str] = field(default_factory=Counter)
    """Sessions that ended or did not answer, by what was waited for."""

    def ask(self, act: Act, module: str, login: str, door: str, prefix: str) -> Intent:
        """A new change, written down before it is sent."""
        intent = Intent(f"{prefix}-{act[0]}{len(self.intents):06d}", act, module, login, door)
        self.intents.append(intent)
        return intent

    def count(self, fate: Fate, door: str = "") -> int:
        """How many came to this, through one door or all."""
        return sum(intent.fate is fate and door in ("", intent.door) for intent in self.intents)

    @property
    def full(self) -> bool:
        """Whether something came of it: changes acknowledged through each door, and deaths of each kind."""
        return all(self.killed[kind] for kind in KINDS) and all(self.count(Fate.TOLD, door) for door in DOORS)

    def __str__(self) -> str:
        fates = ", ".join(
            f"{door}: " + ", ".join(f"{self.count(fate, door)} {fate}" for fate in Fate) for door in DOORS
        )
        kills = ", ".join(f"{number} {name}" for name, number in sorted(self.killed.items()))
        return f"{fates}; killed: {kills or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Term:
    """How long it goes on, by the monotonic clock: to `end`, and on a slow machine until the ledger is full."""

    ledger: Ledger
    end: float
    last: float

    @property
    def over(self) -> bool:
        """Whether it is time to stop."""
        now = time.monotonic()
        return now >= self.last or (now >= self.end and self.ledger.full)
