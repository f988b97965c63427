"""AC10: what an action on an activity asks of the team-module record that the activity hangs on."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.policy.actions import ACTIONS

ADDING = frozenset({"records.create", "records.clone"})
"""T18, M22: making an activity is an action on its record."""

CHANGING = frozenset(
    {
        "records.edit", "records.delete", "records.restore", "records.lock", "records.merge", "records.share",
        "records.change_owner", "records.mass_update", "records.mass_delete", "records.mass_transfer",
    }
)  # fmt: skip
"""M22, M25: one's own activities like one's own notes; other people's by whoever may edit the record."""

OTHERS = "records.edit"
READING = frozenset({"records.view", "timeline.view", "notes.view", "attachments.view"})
"""What an activity of one's own, or one that was shared, shows even where its record is out of sight."""

_CREATE: Mapping[str, str] = {
    action.removesuffix(".create"): action for action in ("tasks.create", "calls.create", "meetings.create")
}


def creating(api_name: str) -> str:
    """The action that makes activities of this module."""
    return _CREATE.get(api_name.casefold(), "tasks.create")


def on_parent(action: str, api_name: str, *, mine: bool) -> str:
    """The action on the record that an action on an activity comes to."""
    if action in ADDING or (action in CHANGING and mine):
        return creating(api_name)
    return OTHERS if action in CHANGING else action


def follows_parent(action: str) -> bool:
    """Whether the record that an activity hangs on has a say; an activity is no request, and views are no activity."""
    definition = ACTIONS[action]
    if action in ("records.create", "records.own", "records.in_user_field", "records.create_by_wizard"):
        return True
    return definition.target == "record" and definition.group != "module"


def reaches_rows(action: str) -> bool:
    """Whether an activity of a team-module record could be meant, one that is there or one to be made (AC51)."""
    if action in ADDING:
        return True
    return ACTIONS[action].target == "record" and follows_parent(action) and action not in _CREATE.values()
