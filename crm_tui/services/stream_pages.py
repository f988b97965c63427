"""Stretches of a stream with the head above: contacts, and the silences and milestones between them (I22, I26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from crm_tui.base.clock import from_epoch
from crm_tui.domain.interactions import Stream, StreamFilter, StreamHead
from crm_tui.domain.records import Count
from crm_tui.domain.streams import glance, lines
from crm_tui.services.contacts_told import ContactsTold
from crm_tui.services.milestones import Milestones
from crm_tui.services.session import Session
from crm_tui.services.streaming import StreamQuestion
from crm_tui.store.stream_sql import Place
from crm_tui.store.streams import StreamRow, Streams

CAP = 1001
"""The head is made of so many entries, and counts stop there: shown as 1000+."""
EVER = 2**53
"""After every moment."""


class StreamPages:
    """Reads the streams of one actor, each by a question that is resolved already."""

    def __init__(self, session: Session, streams: Streams, told: ContactsTold, milestones: Milestones) -> None:
        self._session, self._streams, self._told, self._milestones = session, streams, told, milestones

    def page(self, question: StreamQuestion, wanted: StreamFilter, limit: int, after: Place | None) -> Stream:
        """Up to `limit` contacts from the start or behind a place, and where the next stretch starts."""
        newest = self._streams.page(question.everything, CAP)
        if question.plan == question.everything and after is None:
            found = newest[: limit + 1]
        else:
            found = self._streams.page(question.plan, limit + 1, after)
        page, more = found[:limit], len(found) > limit
        end = (page[-1].at, page[-1].id) if more else None
        entries = lines(
            self._told.entries(question, page),
            self._milestones.list(question.seen, *_stretch(question, after, end)),
            gap=wanted.gap,
            oldest_first=wanted.oldest_first,
            start=self._silent_since(question, wanted, after),
            end=self._session.now() if wanted.oldest_first and not more and not wanted.until else None,
        )
        return Stream(self._head(question, newest), entries, end)

    def count(self, question: StreamQuestion) -> Count:
        """How many contacts there are, capped."""
        return _count(self._streams.page(question.everything, CAP))

    def _head(self, question: StreamQuestion, newest: Sequence[StreamRow]) -> StreamHead:
        found = glance([self._told.touch(question, row) for row in newest])
        wanted = {number for number in (found.last, found.owed, found.waiting) if number is not None}
        told = self._told.entries(question, [row for row in newest if row.id in wanted])
        by_id = {entry.id: entry for entry in told}
        last, owed, waiting = (by_id.get(number or 0) for number in (found.last, found.owed, found.waiting))
        return StreamHead(last, owed, waiting, found.best, _count(newest))

    def _silent_since(self, question: StreamQuestion, wanted: StreamFilter, after: Place | None) -> dt.datetime | None:
        """Since when it has been silent where a stretch begins."""
        now = None if wanted.oldest_first or wanted.until else self._session.now()
        if after is None or wanted.gap < 1:
            return now
        # The other way round from there, the entry of that place included.
        back = replace(question.plan, oldest_first=not wanted.oldest_first, reached=True)
        place = (after[0], after[1] + (1 if wanted.oldest_first else -1))
        found = self._streams.page(back, 1, place)
        return from_epoch(found[0].at) if found else now


def _count(newest: Sequence[StreamRow]) -> Count:
    return Count(CAP - 1, more=True) if len(newest) >= CAP else Count(len(newest))


def _stretch(question: StreamQuestion, after: Place | None, end: Place | None) -> tuple[int, int]:
    """The time that a stretch covers, its end not included; no moment belongs to two stretches."""
    plan = question.plan
    low = -EVER if plan.since is None else plan.since
    high = EVER if plan.until is None else plan.until + 1
    if plan.oldest_first:
        return (max(low, after[0] + 1) if after else low), (min(high, end[0] + 1) if end else high)
    return (max(low, end[0]) if end else low), (min(high, after[0]) if after else high)
