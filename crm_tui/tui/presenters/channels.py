"""Words and signs of a contact: its channel, its direction, what became of it, how long it took."""

from __future__ import annotations

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_text
from crm_tui.domain.interactions import Channel, Direction, Interaction

CHANNELS = {
    Channel.EMAIL: N_("mail"),
    Channel.CALL: N_("call"),
    Channel.MEETING: N_("meeting"),
    Channel.TASK: N_("task"),
    Channel.FORM: N_("form"),
    Channel.CHAT: N_("chat"),
    Channel.SURVEY: N_("survey"),
    Channel.CASE: N_("case"),
    Channel.SOCIAL: N_("social"),
}
DIRECTIONS = {Direction.IN: N_("in"), Direction.OUT: N_("out")}
"""Seen from us. What both sides take part in needs no word."""
SIGNS = {Direction.IN: "←", Direction.OUT: "→", Direction.BOTH: "⇄"}
"""From the customer, to him, with him: beside the word, for eyes that run down a column."""
STATUSES = {
    "planned": N_("planned"),
    "completed": N_("completed"),
    "missed": N_("missed"),
    "held": N_("held"),
    "no_show": N_("nobody came"),
    "sent": N_("sent"),
    "received": N_("received"),
    "opened": N_("opened"),
    "clicked": N_("clicked"),
    "bounced": N_("bounced"),
    "submitted": N_("submitted"),
    "answered": N_("answered"),
    "posted": N_("posted"),
    "open": N_("open"),
    "closed": N_("closed"),
}
USUAL = frozenset({"sent", "received", "submitted", "posted", "completed", "held"})
"""What goes without saying: the contact took place."""
HOUR = 60


def channel_word(channel: Channel) -> str:
    """The channel in the reader's language, as `mail`."""
    return _(CHANNELS[channel])


def way(contact: Interaction) -> str:
    """Channel and direction, as `mail in`."""
    word = DIRECTIONS.get(contact.direction)
    return f"{channel_word(contact.channel)} {_(word)}" if word else channel_word(contact.channel)


def became(contact: Interaction) -> list[str]:
    """What became of it, and how often, as `opened 2 times`; a mark tells what its status would repeat."""
    marks = dict(contact.marks)
    status = [] if not contact.status or contact.status in marks else [_status(contact.status)]
    return [*status, *(_often(name, count) for name, count in marks.items())]


def _status(status: str) -> str:
    """A value that has no word of the product stands as it is."""
    return _(STATUSES[status]) if status in STATUSES else display_text(status.replace("_", " "))


def _often(name: str, count: str) -> str:
    word = _status(name)
    return word if count == "1" else _("{what} {count} times", what=word, count=count)


def length(minutes: int) -> str:
    """How long it took, as `8 min` or `1 h 30 min`."""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return _("{minutes} min", minutes=rest)
    return _("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else _("{hours} h", hours=hours)
