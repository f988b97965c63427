"""The stream of contacts with a customer, each under the visibility of its source (chapter 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import _, message
from crm_tui.domain.channels import channel_data
from crm_tui.domain.errors import CrmError, Invalid, NotFound
from crm_tui.domain.interactions import Interaction, NewInteraction, Stream, StreamFilter, StreamHead
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Count, Done
from crm_tui.domain.streams import glance, lines
from crm_tui.services.contact_entry import ContactEntry
from crm_tui.services.contacts_told import ContactsTold
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.milestones import Milestones
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.signals import Signals
from crm_tui.services.streaming import SeenRecord, Streaming, StreamQuestion
from crm_tui.store import interactions as stored
from crm_tui.store.stream_sql import EMAIL, Place
from crm_tui.store.streams import StreamRow, Streams
from crm_tui.store.undo_log import UndoStep

CAP = 1001
"""The head is made of so many entries, and counts stop there: shown as 1000+."""
MOST = 500
"""Entries on a page."""
EVER = 2**53
"""After every moment."""


class Interactions:
    """Streams of records, and contacts that are entered by hand or by an adapter."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, reading: Reading, pickers: Pickers) -> None:
        self._session, self._gate, self._modules, self._pickers = session, gate, modules, pickers
        self._rows, self._streams = stored.Interactions(session.engine), Streams(session.store, session.parent_scope)
        self._streaming, self._told = Streaming(session, gate), ContactsTold(session, reading)
        self._milestones = Milestones(session, gate, reading, self._streams)
        self._entry, self._signals = ContactEntry(session, pickers), Signals(session)

    def stream(
        self,
        module_name: str,
        record_id: int,
        wanted: StreamFilter | None = None,
        limit: int = 50,
        after: Place | None = None,
    ) -> Stream:
        """A stretch of a record's stream (I20-I27): up to `limit` contacts, with what lies between them.

        Silences are of what is shown: under a filter of calls, days without a call. NotFound as `records.get`;
        Invalid where the module has no stream, and for a user in the filter whom there is not.
        """
        wanted, limit = wanted or StreamFilter(), max(1, min(limit, MOST))
        target = self._open(module_name, record_id)
        question = self._streaming.question(target, wanted, self._user(wanted.user))
        newest = self._streams.page(question.everything, CAP)
        if question.plan == question.everything and after is None:
            found = newest[: limit + 1]
        else:
            found = self._streams.page(question.plan, limit + 1, after)
        page, more = found[:limit], len(found) > limit
        end = (page[-1].at, page[-1].id) if more else None
        entries = lines(
            self._told.entries(question, page),
            self._milestones.list(target, *_stretch(question, after, end)),
            gap=wanted.gap,
            oldest_first=wanted.oldest_first,
            start=self._last_before(question, wanted, after),
            end=self._session.now() if wanted.oldest_first and not more and not wanted.until else None,
        )
        return Stream(self._head(question, newest), entries, end)

    def count(self, module_name: str, record_id: int) -> Count:
        """How many contacts the reader may see, capped (I26)."""
        question = self._streaming.question(self._open(module_name, record_id), StreamFilter(), None)
        return _count(self._streams.page(question.everything, CAP))

    def get(self, interaction_id: int) -> tuple[Interaction, str]:
        """One contact and its text; the text is empty where there is none or it is redacted. NotFound as in streams."""
        found = self._find(interaction_id)
        if found is None:
            raise NotFound
        question, row = found
        entry = self._told.entries(question, [row])[0]
        return entry, "" if entry.redacted else self._told.text(entry)

    def log(self, module_name: str, record_id: int, new: NewInteraction) -> Done:
        """Enter a contact without a record of its own; `item_id` of the answer is its number.

        Whoever may send e-mail from the record enters e-mail, sent or received; the other channels are entered by
        whoever may edit the record. Invalid holds one message for each entry that is wrong.
        """
        module = self._modules.named(module_name)
        action = "email.send" if new.channel == EMAIL else "records.edit"
        with self._gate.act(action, Target(module, record_id)) as change:
            _refuse_other(module)
            contact = self._entry.checked(module, record_id, new, change.at)
            number = self._rows.add(contact)
            change.event(record_id, "interaction_added", data=_marks(contact.channel, contact.direction))
            title = _("Contact entered")
            change.undo(title, UndoStep("interaction_added", module.id, record_id, item_id=number))
            self._signals.entered(change, module, record_id, number, contact)
        return Done(title, change.undo_id, record_id, item_id=number)

    def mark(self, interaction_id: int, status: str) -> None:
        """An e-mail that was sent was opened, clicked or bounced; counted each time, and the heaviest stays.

        Decided as entering it is. It leaves no line in the Timeline: it is no act on the record, and who may not read
        the e-mail is not told of it either (I24).
        """
        contact, module = self._own(interaction_id)
        with self._gate.act("email.send", Target(module, contact.record_id)) as change:
            self._rows.mark(contact, self._entry.marked(contact, status, change.at))
            self._signals.marked(change, module, contact, status)

    def delete(self, interaction_id: int) -> Done:
        """Remove an e-mail or another contact without a record of its own (T06, M20, O40); undo puts it back."""
        contact, module = self._own(interaction_id)
        with self._act_on(contact, module) as change:
            self._rows.delete(contact.id, change.at)
            self._changed(change, contact, module, "interaction_deleted", _("Contact deleted"))
        return Done(_("Contact deleted"), change.undo_id, contact.record_id)

    def put_back(self, step: UndoStep) -> None:
        """Take a deletion back: whoever might delete the contact may put it back."""
        contact, module = self._own(step.item_id, deleted=True)
        with self._act_on(contact, module) as change:
            self._rows.put_back(contact.id)
            self._changed(change, contact, module, "interaction_added", _("Contact put back"))

    # How it is done

    def _open(self, module_name: str, record_id: int) -> SeenRecord:
        """A record in sight that has a stream which the reader may see."""
        module = self._modules.named(module_name)
        facts = self._gate.see(Target(module, record_id))
        self._gate.require("interactions.view", Target(module, record_id, facts=facts))
        _refuse_other(module)
        return SeenRecord(module, record_id, facts)

    def _user(self, login: str) -> int | None:
        """The user of a filter."""
        if not login:
            return None
        user = self._pickers.member(login)
        if user is None:
            raise Invalid(message("There is no such user."), {"user": message("{login} is not one.", login=login)})
        return user.id

    def _head(self, question: StreamQuestion, newest: Sequence[StreamRow]) -> StreamHead:
        found = glance([self._told.touch(question, row) for row in newest])
        wanted = {number for number in (found.last, found.owed, found.waiting) if number is not None}
        told = self._told.entries(question, [row for row in newest if row.id in wanted])
        by_id = {entry.id: entry for entry in told}
        last, owed, waiting = (by_id.get(number or 0) for number in (found.last, found.owed, found.waiting))
        return StreamHead(last, owed, waiting, found.best, _count(newest))

    def _last_before(self, question: StreamQuestion, wanted: StreamFilter, after: Place | None) -> dt.datetime | None:
        """Since when it has been silent where a stretch begins."""
        now = None if wanted.oldest_first or wanted.until else self._session.now()
        if after is None or wanted.gap < 1:
            return now
        # The other way round from there, the entry of that place included.
        back = replace(question.plan, oldest_first=not wanted.oldest_first, reached=True)
        place = (after[0], after[1] + (1 if wanted.oldest_first else -1))
        found = self._streams.page(back, 1, place)
        return from_epoch(found[0].at) if found else now

    def _find(self, number: int) -> tuple[StreamQuestion, StreamRow] | None:
        """A contact as one of its records shows it to the reader."""
        self._session.refresh()
        for record_id, module_id in self._rows.links(number).items():
            module = self._session.catalog().by_id.get(module_id)
            seen = self._shown(module, record_id) if module is not None else None
            if seen is None:
                continue
            question = self._streaming.question(seen, StreamFilter(), None)
            plan = replace(question.plan, legs=question.plan.legs[:1], only=number)
            if found := self._streams.page(plan, 1):
                return question, found[0]._replace(via=record_id)
        return None

    def _shown(self, module: ModuleDef, record_id: int) -> SeenRecord | None:
        try:
            return self._open(module.api_name, record_id)
        except CrmError:
            return None

    def _own(self, number: int, *, deleted: bool = False) -> tuple[stored.StoredContact, ModuleDef]:
        """A contact that has no record of its own, and the module of the record that it hangs on."""
        contact = self._rows.get(number)
        if contact is None or contact.deleted != deleted:
            raise NotFound
        if contact.record_id is None:
            self._refuse_source(contact)
        module_id = self._session.rows.module_of(contact.record_id or 0)
        module = self._session.refresh().catalog.by_id.get(module_id or 0)
        if module is None:
            raise NotFound
        return contact, module

    def _refuse_source(self, contact: stored.StoredContact) -> None:
        """What is a record itself is changed as one; who does not see it learns nothing."""
        if self._find(contact.id) is None:
            raise NotFound
        raise Invalid(message("This contact is a record of its own: change that."))

    def _act_on(self, contact: stored.StoredContact, module: ModuleDef) -> AbstractContextManager[Change]:
        """An act on somebody's contact: whoever entered it for somebody else counts as its author too."""
        me = self._session.actor.user_id
        author = me if contact.by == me else contact.actor_id
        return self._gate.act("email.delete", Target(module, contact.record_id, author))

    def _changed(self, change: Change, contact: stored.StoredContact, module: ModuleDef, kind: str, title: str) -> None:
        record_id = contact.record_id or 0
        change.event(record_id, kind, data=_marks(contact.channel, contact.direction))
        change.undo(title, UndoStep(kind, module.id, record_id, item_id=contact.id))


def _refuse_other(module: ModuleDef) -> None:
    if module.api_name not in channel_data().streams:
        known = ", ".join(channel_data().streams)
        text = message("{module} has no interactions. These modules have: {known}.", module=module.label, known=known)
        raise Invalid(text)


def _marks(channel: str, direction: str) -> tuple[tuple[str, str], ...]:
    """All that an event tells of a contact: whoever reads the Timeline may not be one who reads the e-mail (I24)."""
    return (("channel", channel), ("direction", direction))


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
