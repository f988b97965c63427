"""What customers and sellers of the sample write to each other: e-mail and what becomes of it, forms and chats.

It has dice of its own, so that the records of the sample stay what they are whatever is written about them.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from crm_tui.bootstrap.sample_days import Days
from crm_tui.bootstrap.sample_dice import Dice
from crm_tui.bootstrap.sample_story import Made, Story
from crm_tui.domain.interactions import Channel, Direction, NewInteraction

WEB = "admin"
"""Plays the web site: what comes in there is entered by nobody who owns the record, so its owner is told."""
TOLD = dt.timedelta(days=10)
"""So long ago at most the web site said what became of an e-mail; before that its sender looked himself."""
IN, OUT = Direction.IN, Direction.OUT


class Correspondence:
    """Threads on leads and contacts, all over the half year."""

    def __init__(self, story: Story, name: str) -> None:
        self._story, self._dice = story, Dice(f"{name} correspondence")
        days = story.days
        self._when = Days(days.clock, days.now, days.zone, self._dice)

    def plan(self) -> None:
        """Most of them are e-mail."""
        deeds = (self._mail, self._mail, self._question, self._mail, self._form, self._question, self._chat)
        count = self._story.scale("Correspondence")
        for number in range(count):
            share = 0.06 + 0.94 * (number + self._dice.share()) / count
            self._story.days.plan(self._when.at(share), deeds[number % len(deeds)])

    def _mail(self) -> None:
        """We write; it is opened or not, it bounces or is answered."""
        made = self._somebody()
        if made is not None:
            subject = self._text("mails", made)
            self._becomes(made, subject, self._log(made, OUT, subject, "mail_texts"))

    def _becomes(self, made: Made, subject: str, sent: int) -> None:
        if self._dice.chance(0.06):
            self._later(0.01, 0.1, partial(self._mark, made, sent, "bounced"))
            return
        for _ in range(self._dice.between(0, 2)):
            status = "clicked" if self._dice.chance(0.25) else "opened"
            self._later(0.1, 6, partial(self._mark, made, sent, status))
        if self._dice.chance(0.45):
            self._later(0.2, 7, partial(self._answer, made, subject))

    def _answer(self, made: Made, subject: str) -> None:
        if not made.gone:
            self._log(made, IN, f"Re: {subject}", "answers_by_mail")
            if self._dice.chance(0.7):
                self._later(0.1, 5, partial(self._reply, made, subject))

    def _question(self) -> None:
        made = self._somebody()
        if made is not None:
            subject = self._text("questions", made)
            self._log(made, IN, subject, "question_texts")
            if self._dice.chance(0.8):
                self._later(0.1, 4, partial(self._reply, made, subject))

    def _reply(self, made: Made, subject: str) -> None:
        if not made.gone:
            sent = self._log(made, OUT, f"Re: {subject}", "mail_texts")
            if self._dice.chance(0.5):
                self._later(0.1, 3, partial(self._mark, made, sent, "opened"))

    def _form(self) -> None:
        """Most forms are sent by who has just become a lead."""
        leads = self._story.all("Leads")
        made = leads[-1] if leads and self._dice.chance(0.8) else self._somebody()
        if made is not None:
            self._log(made, IN, self._text("forms", made), "", Channel.FORM)

    def _chat(self) -> None:
        made = self._somebody()
        if made is not None:
            status = "missed" if self._dice.chance(0.3) else "answered"
            self._log(made, IN, self._text("chats", made), "question_texts", Channel.CHAT, status)

    def _somebody(self) -> Made | None:
        found = self._story.all(self._dice.pick(("Leads", "Contacts", "Contacts")))
        return self._dice.pick(found) if found else None

    def _text(self, key: str, made: Made) -> str:
        return self._story.fill(self._dice.pick(self._story.texts[key]), made)

    def _log(
        self, made: Made, way: Direction, subject: str, words: str, channel: Channel = Channel.EMAIL, status: str = ""
    ) -> int:
        """Enter a contact; its number."""
        text = self._text(words, made) if words else ""
        new = NewInteraction(channel, way, subject, people=made.name, text=text, status=status)
        part = made.owner if channel is Channel.EMAIL else WEB
        return self._story.contact(made, new, part)

    def _mark(self, made: Made, number: int, status: str) -> None:
        if not made.gone:
            recent = self._story.days.clock.now() > self._story.days.now - TOLD
            self._story.cast.ws(WEB if recent else made.owner).interactions.mark(number, status)

    def _later(self, least: float, most: float, deed: partial[None]) -> None:
        self._story.days.plan(self._when.later(least, most), deed)
