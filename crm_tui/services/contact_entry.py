"""What people or adapters enter of a contact that has no record of its own; everything wrong is told at once."""

from __future__ import annotations

import datetime as dt

from crm_tui.base.clock import epoch
from crm_tui.base.messages import Message, message
from crm_tui.base.text import clean
from crm_tui.domain.channels import ChannelRules, channel_data
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import UserRef
from crm_tui.domain.interactions import Channel, Direction, NewInteraction
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.numbers import MIN_YEAR
from crm_tui.services.pickers import Pickers
from crm_tui.services.session import Session
from crm_tui.store.interactions import Mark, NewContact, StoredContact

SUBJECT, PEOPLE, TEXT = 255, 500, 32_000
"""Characters."""
MINUTES = 60 * 24 * 31
"""No contact takes longer than a month."""


class ContactEntry:
    """Reads what one actor enters."""

    def __init__(self, session: Session, pickers: Pickers) -> None:
        self._session, self._pickers = session, pickers

    def checked(self, module: ModuleDef, record_id: int, new: NewInteraction, now: int) -> NewContact:
        """The contact as it is written. Invalid holds one message for each entry that is wrong."""
        wrong: dict[str, Message] = {}
        at, user = self._at(new.at, now, wrong), self._user(module, new.user, wrong)
        status = _status(new, wrong)
        subject, people, text = _line(new.subject), _line(new.people), clean(new.text)
        if not subject and not text:
            wrong["subject"] = message("It is empty.")
        for name, words, length in (("subject", subject, SUBJECT), ("people", people, PEOPLE), ("text", text, TEXT)):
            if len(words) > length:
                wrong[name] = message("It is longer than {length} characters.", length=length)
        if new.minutes is not None and not 0 <= new.minutes <= MINUTES:
            wrong["minutes"] = message("It is not between 0 and {most}.", most=MINUTES)
        if wrong:
            raise Invalid(message("The contact was not entered."), wrong)
        me = self._session.actor.user_id
        return NewContact(
            at, str(new.channel), str(new.direction), status, user.id, record_id, subject, people, text, new.minutes,
            by=None if user.id == me else me,
        )  # fmt: skip

    def marked(self, contact: StoredContact, status: str, now: int) -> Mark:
        """What an e-mail comes to when it is opened, clicked or bounced; the heaviest mark stays."""
        marks = _rules(Channel(contact.channel)).marks
        if contact.direction != Direction.OUT or not marks:
            raise Invalid(message("Only what was sent can be opened, clicked or bounce."))
        if status not in marks:
            raise Invalid(message("There is: {known}.", known=", ".join(marks)), {"status": message("No such status.")})
        counts = {**contact.marks, status: contact.marks.get(status, 0) + 1}
        before = marks.index(contact.status) if contact.status in marks else -1
        return Mark(marks[max(before, marks.index(status))], counts, now)

    def _at(self, at: dt.datetime | None, now: int, wrong: dict[str, Message]) -> int:
        if at is None:
            return now
        if at.tzinfo is None:
            wrong["at"] = message("It has no time zone.")
        elif at.year < MIN_YEAR or epoch(at) > now:
            wrong["at"] = message("It is not in the past.")
        else:
            return epoch(at)
        return now

    def _user(self, module: ModuleDef, login: str, wrong: dict[str, Message]) -> UserRef:
        """Who was in contact: the actor, or a user who may stand in the module's records (O08)."""
        me = self._session.user(self._session.actor.user_id)
        user = self._pickers.member(login) if login else me
        if user is None or not user.active:
            wrong["user"] = message("There is no such active user.")
            return me
        if user.id != me.id and not (decision := self._pickers.may_stand_in(module, user)).allowed:
            wrong["user"] = decision.because
        return user


def _rules(channel: Channel) -> ChannelRules:
    return channel_data().channels.get(channel, ChannelRules({}))


def _line(text: str) -> str:
    """One line."""
    return " ".join(clean(text).split())


def _status(new: NewInteraction, wrong: dict[str, Message]) -> str:
    """The status that was given, or the usual one of the channel and direction."""
    rules = _rules(new.channel)
    known = rules.statuses.get(new.direction, ())
    if not rules.statuses:
        wrong["channel"] = message("It is entered as a record of its own.")
    elif not known:
        wrong["direction"] = message("There is no such contact.")
    elif new.status and new.status not in known:
        wrong["status"] = message("There is: {known}.", known=", ".join(known))
    return new.status or (known[0] if known else "")
