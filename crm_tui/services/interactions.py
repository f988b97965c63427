"""The stream of contacts with a customer, each under the visibility of its source (chapter 6)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

from crm_tui.base.messages import _, message
from crm_tui.domain.channels import channel_data
from crm_tui.domain.errors import CrmError, Invalid, NotFound
from crm_tui.domain.interactions import Interaction, NewInteraction, Stream, StreamFilter
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Count, Done
from crm_tui.services.contact_entry import ContactEntry
from crm_tui.services.contacts_told import ContactsTold
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.milestones import Milestones
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Pickers, asked_for
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.signals import Signals
from crm_tui.services.stream_pages import StreamPages
from crm_tui.services.streaming import SeenRecord, Streaming, StreamQuestion
from crm_tui.store import interactions as stored
from crm_tui.store.stream_sql import EMAIL, Place
from crm_tui.store.streams import StreamRow, Streams
from crm_tui.store.undo_log import UndoStep

MOST = 500
"""Entries on a page."""


class Interactions:
    """Streams of records, and contacts that are entered by hand or by an adapter."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, reading: Reading, pickers: Pickers) -> None:
        self._session, self._gate, self._modules, self._pickers = session, gate, modules, pickers
        self._rows, self._streams = stored.Interactions(session.engine), Streams(session.store, session.parent_scope)
        self._streaming, self._told = Streaming(session, gate), ContactsTold(session, reading)
        milestones = Milestones(session, gate, reading, self._streams)
        self._pages = StreamPages(session, self._streams, self._told, milestones)
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
        question = self._streaming.question(
            self._open(module_name, record_id), wanted, asked_for(self._pickers, wanted.user)
        )
        return self._pages.page(question, wanted, limit, after)

    def count(self, module_name: str, record_id: int) -> Count:
        """How many contacts the reader may see, capped (I26)."""
        question = self._streaming.question(self._open(module_name, record_id), StreamFilter(), None)
        return self._pages.count(question)

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
            self._session.engine.serialise(f"interaction.{contact.id}")
            contact = self._rows.get(contact.id) or contact  # others may have counted meanwhile
            self._rows.mark(contact, self._entry.marked(contact, status, change.at))
            self._signals.marked(change, module, contact, status)

    def delete(self, interaction_id: int) -> Done:
        """Remove an e-mail or another contact without a record of its own (T06, M20, O40); undo puts it back."""
        contact, module = self._own(interaction_id)
        with self._act_on(contact, module) as change:
            if not self._rows.delete(contact.id, change.at):
                raise NotFound
            self._changed(change, contact, module, "interaction_deleted", _("Contact deleted"))
        return Done(_("Contact deleted"), change.undo_id, contact.record_id)

    def put_back(self, step: UndoStep) -> None:
        """Take a deletion back: whoever might delete the contact may put it back."""
        contact, module = self._own(step.item_id, deleted=True)
        with self._act_on(contact, module) as change:
            if not self._rows.put_back(contact.id):
                raise NotFound
            self._changed(change, contact, module, "interaction_added", _("Contact put back"))

    # How it is done

    def _open(self, module_name: str, record_id: int) -> SeenRecord:
        """A record in sight that has a stream which the reader may see."""
        module = self._modules.named(module_name)
        facts = self._gate.see(Target(module, record_id))
        self._gate.require("interactions.view", Target(module, record_id, facts=facts))
        _refuse_other(module)
        return SeenRecord(module, record_id, facts)

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
