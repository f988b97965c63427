"""Promises at a change of rights: what would break one is refused (AC57)."""

from __future__ import annotations

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, GrantorKind, RemedyClass
from crm_tui.domain.promises import Promise
from crm_tui.services.promise_check import PromiseCheck
from crm_tui.services.refusal import Refused
from crm_tui.services.session import Session
from crm_tui.services.standing import Standing
from crm_tui.store.promise_rows import PromiseRows

TOLD = 3
"""So many people are named for whom it would break."""


class Keeping:
    """Compares how the promises stood before an act with how they stand after it.

    One that was broken for somebody before, as by a record that was changed, does not stop an act that does not break
    it for anybody else: otherwise nothing could be put right step by step.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._rows = session, PromiseRows(session.engine)

    @property
    def asked(self) -> bool:
        """Whether there are promises at all."""
        return self._rows.some()

    def check(self, before: Standing, after: Standing) -> None:
        """Raises Refused for the first promise that would break; a rehearsal collects their labels instead."""
        store, now = self._session.store, self._session.now()
        earlier, later = PromiseCheck(store, before, now), PromiseCheck(store, after, now)
        for promise in self._rows.all():
            broken = set(later.of(promise).breakers)
            if broken and (broken := broken - set(earlier.of(promise).breakers)):
                self._refuse(promise, sorted(broken))

    def _refuse(self, promise: Promise, people: list[str]) -> None:
        rehearsal = self._session.rehearsal
        if rehearsal is None:
            raise Refused(_broken(promise, people))
        rehearsal.broken.append(promise.label)


def _broken(promise: Promise, people: list[str]) -> Decision:
    told = ", ".join(people[:TOLD]) + (" …" if len(people) > TOLD else "")
    return Decision(
        allowed=False,
        rule="AC57",
        because=message("The promise “{promise}” would be broken for {people}.", promise=promise.label, people=told),
        remedy=message("Change the promise first, or ask who may."),
        remedy_class=RemedyClass.PROFILE,
        grantors=(GrantorKind.PROMISE_WRITERS,),
        step=4,
    )
