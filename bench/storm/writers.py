"""One person of the storm: works on the screen for a while, then by lines through pipes, and comes back when thrown
out. Every change is in the ledger before its first byte is sent."""

from __future__ import annotations

import asyncio
import json
import random
import shlex
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import asyncssh

from bench.serving.guest import Door, Guest, Unpainted
from bench.serving.people import LEADS, VISITS, Person
from bench.storm.ledger import Act, Fate, Ledger, Term

SAVE, CLEAR = b"\x13", b"\x1b[F\x15"
"""ctrl+s; to the end of the field, and empty it up to there."""
ACTS = 6
"""Of one stay, at most."""
REFUSALS = (2, 3, 4, 5)
"""Exit statuses that promise that nothing was done."""
THINK = 0.3
OUT = (Unpainted, asyncssh.Error, OSError)
"""How it ends for somebody who is thrown out."""


@dataclass(slots=True)
class Writer:
    """`shared`: ids of visits that everybody edits."""

    door: Door
    person: Person
    ledger: Ledger
    chance: random.Random
    term: Term
    shared: Sequence[int] = ()
    guest: Guest | None = None
    mine: list[int] = field(default_factory=list)

    async def work(self) -> None:
        """Until it is time to stop."""
        stays: tuple[Callable[[Guest], Awaitable[None]], ...] = (self._on_screen, self._through_pipes)
        while not self.term.over:
            self.guest = Guest(self.door, self.person)
            try:
                await self.chance.choice(stays)(self.guest)
            except OUT as error:
                self.ledger.troubles[_short(error)] += 1
                await asyncio.sleep(self.chance.uniform(0, 0.5))
            finally:
                await self.guest.leave()

    async def _rest(self) -> bool:
        """Think; whether there is time for another change."""
        await asyncio.sleep(self.chance.expovariate(1 / THINK))
        return not self.term.over

    # On the screen

    async def _on_screen(self, guest: Guest) -> None:
        await guest.come_in(b"[Info]", b"Help")
        await self._new(guest)
        last = self._new
        for _turn in range(self.chance.randrange(ACTS)):
            if not await self._rest():
                return
            # Words that stand there from the same act before may be painted again, and are no answer.
            last = self.chance.choice([act for act in (self._new, self._edit, self._note) if act != last])
            await last(guest)

    async def _new(self, guest: Guest) -> None:
        """`n`, the name and what else must be filled in, ctrl+s."""
        await guest.type(b"n", b"next field")
        await self._save(guest, Act.NEW, b"" if self.person.team else b"Company\t\t\t", "Created ")

    async def _edit(self, guest: Guest) -> None:
        """`e`: the first field is the company of a lead, the name of a visit."""
        await guest.type(b"e", b"next field")
        await self._save(guest, Act.EDIT, CLEAR, "Saved")

    async def _note(self, guest: Guest) -> None:
        await guest.type(b"m", b"save")
        await self._save(guest, Act.NOTE, b"", "Note added")

    async def _save(self, guest: Guest, act: Act, before: bytes, told: str) -> None:
        intent = self.ledger.ask(act, self.person.module, self.person.login, "screen", self.person.mark)
        token = intent.token.encode()
        await guest.type(before + token, token)
        await guest.type(SAVE, told.encode() + (token if act is Act.NEW else b""))
        intent.tell()

    # Through pipes

    async def _through_pipes(self, guest: Guest) -> None:
        await guest.connect()
        for _turn in range(1 + self.chance.randrange(ACTS)):
            await self._line(guest)
            if not await self._rest():
                return

    async def _line(self, guest: Guest) -> None:
        act = self.chance.choice(tuple(Act)) if self.mine else Act.NEW
        shared = act is Act.EDIT and self.shared and self.chance.random() < 0.5
        module = VISITS if shared else self.person.module
        intent = self.ledger.ask(act, module, self.person.login, "pipe", self.person.mark)
        target = f"{module}/{self.chance.choice(self.shared if shared else self.mine or (0,))}"
        field = {LEADS: "Last_Name" if act is Act.NEW else "Company", VISITS: "Name"}[module]
        words = {
            Act.NEW: ["new", module, f"{field}={intent.token}", *(("Company=Company",) if module == LEADS else ())],
            Act.EDIT: ["edit", target, f"{field}={intent.token}"],
            Act.NOTE: ["note", target, intent.token],
        }[act]
        done = await guest.line(shlex.join(["record", *words, "--json"]))
        if done.exit_status == 0:
            intent.tell()
            if act is Act.NEW:
                self.mine.append(int(json.loads(str(done.stdout))["id"]))
            return
        if done.exit_status in REFUSALS:
            intent.fate = Fate.REFUSED
        self.ledger.troubles[f"status {done.exit_status} {' '.join(str(done.stderr).split())[:100]}"] += 1


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error)[:60]}"
