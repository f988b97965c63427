"""Open sessions in words: where somebody is signed in, since when, and how long nothing was typed there."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.doors import OpenSession
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.people import moment_words

MINUTE, HOUR, DAY = 60, 3600, 86_400
DOORS = {"screen": N_("this machine"), "ssh": N_("SSH")}


def door_words(door: str) -> str:
    """A door by its name."""
    return _(DOORS.get(door, door))


def idle_words(seconds: int) -> str:
    """How long nothing was typed."""
    if seconds < MINUTE:
        return _("a moment")
    if seconds < HOUR:
        return ngettext("{count} minute", "{count} minutes", seconds // MINUTE)
    if seconds < DAY:
        return ngettext("{count} hour", "{count} hours", seconds // HOUR)
    return ngettext("{count} day", "{count} days", seconds // DAY)


def where_words(one: OpenSession) -> str:
    """Where a session comes from: door, address, key."""
    parts = (door_words(one.door), one.address, one.key)
    return " · ".join(display_text(part) for part in parts if part)


def pairs_of(one: OpenSession, formats: Formats, now: int) -> list[tuple[str, str]]:
    """All that is told of a session, as labels and values that are not safe to display yet."""
    told = (
        (_("Name"), one.name),
        (_("Login"), one.login),
        (_("Door"), door_words(one.door)),
        (_("Address"), one.address),
        (_("Key"), one.key),
        (_("Since"), moment_words(one.started_at, formats)),
        (_("Idle for"), idle_words(now - one.active_at)),
        (_("Status"), _("ends") if one.ending else _("this one") if one.here else ""),
        (_("Server"), one.server),
        (_("Number"), one.id),
    )
    return [(label, value) for label, value in told if value]
