"""A change of rights is shown with its effect before it is saved (AC58)."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.domain.effects import Effect
from crm_tui.services.diffs import diffs
from crm_tui.services.session import Rehearsal, Session
from crm_tui.services.set_up_sight import SetUpSight
from crm_tui.services.shifts import BUDGET, Shifts, Stopwatch
from crm_tui.services.standing import Standing, read_standing


class _TakenBack(Exception):
    """Ends the transaction of a rehearsal."""


class Effects:
    """Rehearses an act: it runs to its end inside a transaction that is taken back, then both states are compared.

    Records are counted afterwards, when the others can write again; a change of rights alters none of them, so both
    scopes can be asked of what is there. `tick` gives seconds, by default of the session's clock; counting ends after
    `budget` of them.
    """

    def __init__(self, session: Session, *, tick: Callable[[], float] | None = None, budget: float = BUDGET) -> None:
        self._session = session
        self._tick, self._budget = tick or session.clock.tick, budget

    def of(self, act: Callable[[], object], *, asked: bool = False) -> Effect:
        """What one act of set-up would do, as `lambda: ws.roles.edit("Sales_Rep", peers=True)`. Writes nothing, audit
        rows neither; raises what the act raises, but for broken promises, which the effect names.

        `asked`: somebody has asked for the act and sees its effect first. A refusal then ends it here, as that of any
        attempt: with its audit row (AC53).
        """
        before, after, broken = self._rehearsed(act, asked=asked)
        actor = self._session.refresh().actor
        reader = None if actor.is_admin else actor
        watch = Stopwatch(self._tick, self._budget)
        sight = SetUpSight(before, reader)
        shifts = Shifts(self._session.store, before, after, reader, watch, sight).all()
        return Effect(shifts, diffs(before, after, sight), tuple(dict.fromkeys(broken)))

    def _rehearsed(self, act: Callable[[], object], *, asked: bool) -> tuple[Standing, Standing, list[str]]:
        session, found, rehearsal = self._session, list[Standing](), Rehearsal(asked)
        try:
            with session.engine.write(), session.rehearsing(rehearsal):
                found.append(read_standing(session.store))
                act()
                found.append(read_standing(session.store))
                raise _TakenBack
        except _TakenBack:
            before, after = found
            return before, after, rehearsal.broken
