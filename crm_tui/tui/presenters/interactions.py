"""Contacts with a customer as lines, and the silences between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.interactions import Direction, Entry, Gap, Interaction
from crm_tui.tui.presenters.cells import Formats, user_text
from crm_tui.tui.presenters.channels import SIGNS, USUAL, became, length, way
from crm_tui.tui.presenters.lines import Line, Tone

DOTS = "····"


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of the widest time, and of the widest channel with its direction."""

    time: int = 0
    way: int = 0


def columns_of(entries: Iterable[Entry], formats: Formats) -> Columns:
    contacts = [each for each in entries if isinstance(each, Interaction)]
    times, ways = (cell_len(formats.time(each.at)) for each in contacts), (cell_len(way(each)) for each in contacts)
    return Columns(max(times, default=0), max(ways, default=0))


def contact_line(contact: Interaction, day: dt.date, formats: Formats, columns: Columns) -> Line:
    """A contact, on one line where there is room."""
    what, time = way(contact), formats.time(contact.at)
    start = f"{what}{' ' * (columns.way - cell_len(what))}  "
    return Line(
        value=start + " · ".join(part for part in _parts(contact) if part),
        label=f"{day.day:>2}  {' ' * (columns.time - cell_len(time))}{time}",
        tone=Tone.MUTED if contact.redacted or not contact.contact else Tone.PLAIN,
        key=key_of(contact),
        sign=SIGNS[contact.direction],
        wrap=True,
        hang=cell_len(start),
    )


def key_of(contact: Interaction) -> str:
    """What enter on a contact opens: its source, else its own text."""
    return "record:{}/{}".format(*contact.source) if contact.source else f"interaction:{contact.id}"


def _parts(contact: Interaction) -> Iterator[str]:
    if contact.redacted:  # I24
        yield _("(not yours to read)")
        return
    yield _('"{subject}"', subject=contact.subject) if contact.subject else _("(no subject)")
    yield _people(contact)
    yield from became(contact) if contact.marks or contact.status not in USUAL else ()
    yield length(contact.minutes) if contact.minutes else ""
    yield display_text(contact.on[2]) if contact.on else ""


def facts_of(contact: Interaction, formats: Formats) -> list[str]:
    """When, how and with whom, what became of it, and where it stands: what is said above a contact's text."""
    on = [display_text(contact.on[2])] if contact.on else []
    texts = (formats.moment(contact.at), way(contact), _people(contact))
    return [" · ".join(part for part in texts if part), *became(contact), *on]


def _people(contact: Interaction) -> str:
    them, us = display_text(contact.people), user_text(contact.actor) if contact.actor else ""
    if not them or not us:
        return them or us
    if contact.direction is Direction.BOTH:
        return f"{us}, {them}"
    return f"{them} → {us}" if contact.direction is Direction.IN else f"{us} → {them}"


def gap_line(gap: Gap) -> Line:
    """A silence."""
    words = ngettext("{count} day without contact", "{count} days without contact", gap.days)
    return Line(f"{DOTS} {words}", tone=Tone.MUTED, wrap=True, hang=len(DOTS) + 1, close=DOTS)
