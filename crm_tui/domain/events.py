"""What a Timeline tells (6.4): kinds of events in words, their groups, and what of them is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.base.messages import N_, _
from crm_tui.domain.records import Event


class EventGroup(StrEnum):
    """Kinds of events that people look for together."""

    CHANGES = "changes"
    NOTES = "notes"
    OWNER = "owner"
    ACTIVITIES = "activities"


GROUP_WORDS: Mapping[EventGroup, str] = {
    EventGroup.CHANGES: N_("Changes"),
    EventGroup.NOTES: N_("Notes, files, tags"),
    EventGroup.OWNER: N_("Owner and sharing"),
    EventGroup.ACTIVITIES: N_("Activities and contacts"),
}

KINDS: Mapping[EventGroup, Mapping[str, str]] = {
    EventGroup.CHANGES: {
        "created": N_("created the record"),
        "edited": N_("changed"),
        "deleted": N_("moved the record to the recycle bin"),
        "restored": N_("restored the record"),
        "purged": N_("removed the record for good"),
        "cloned": N_("cloned the record"),
        "imported": N_("imported the record"),
        "converted": N_("converted the lead"),
        "unconverted": N_("took the conversion back"),
        "undone": N_("undid a change"),
    },
    EventGroup.NOTES: {
        "note_added": N_("wrote a note"),
        "note_edited": N_("changed a note"),
        "note_deleted": N_("deleted a note"),
        "internal_note_added": N_("wrote an internal note"),
        "internal_note_edited": N_("changed an internal note"),
        "internal_note_deleted": N_("deleted an internal note"),
        "file_added": N_("attached a file"),
        "file_deleted": N_("removed a file"),
        "tags_added": N_("added tags"),
        "tags_removed": N_("removed tags"),
    },
    EventGroup.OWNER: {
        "owner_changed": N_("changed the owner"),
        "shared": N_("shared the record"),
        "unshared": N_("ended a share"),
        "locked": N_("locked the record"),
        "unlocked": N_("unlocked the record"),
        "accepted": N_("accepted the request"),
        "released": N_("took the acceptance back"),
    },
    EventGroup.ACTIVITIES: {
        "activity_added": N_("planned an activity"),
        "interaction_added": N_("logged a contact"),
        "interaction_deleted": N_("removed a logged contact"),
    },
}
"""Kind of event -> what somebody did."""

DOORS: Mapping[str, str] = {
    "cli": N_("by command line"),
    "ssh": N_("by SSH"),
    "web": N_("by a web form"),
    "import": N_("by an import"),
    "automation": N_("by automation"),
}
"""Through which door, where it was not the screen."""

MAKING = frozenset({"created", "cloned", "imported"})
"""Kinds whose changes are the whole record."""


def kind_words(kind: str) -> str:
    """What somebody did, in the current language; an unknown kind as it is called."""
    words = next((group[kind] for group in KINDS.values() if kind in group), "")
    return _(words) if words else kind.replace("_", " ")


def door_words(door: str) -> str:
    """Through which door, in the current language; nothing for the screen."""
    if door in ("", "screen"):
        return ""
    return _(DOORS[door]) if door in DOORS else _("by {door}", door=door)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What of a Timeline is asked for. Empty values ask for everything.

    `user`: a login. `field`: the API name of a field that changed. `since`, `until`: days in the reader's zone, both
    included; `since` opens the window of six months (I31) as far as it says.
    """

    groups: frozenset[EventGroup] = frozenset()
    user: str = ""
    field: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """A stretch of a Timeline, newest first.

    `after`: behind which event the next stretch starts, None at the end of the window. `older`: whether something
    that the reader may see stands behind the six months.
    """

    events: tuple[Event, ...]
    after: int | None = None
    older: bool = False
