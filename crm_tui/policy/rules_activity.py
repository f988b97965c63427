"""AC10: what an action on an activity asks of the team-module record that the activity hangs on."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.policy.actions import ACTIONS

ADDING = frozenset({"records.create", "records.clone"})
"""T18, M22: making an activity is an action on its record."""

SIGHT = frozenset({"records.view", "timeline.view"})
"""M11: what a Participant has of his own activities even where the record that they hang on is not his to see."""

MADE = frozenset(
    {"records.create", "records.own", "records.in_user_field", "records.create_by_wizard", "records.import"}
)
"""Asked of an activity that is still to be made, by the record that it is to hang on."""

_CREATE: Mapping[str, str] = {
    action.removesuffix(".create"): action for action in ("tasks.create", "calls.create", "meetings.create")
}


def creating(api_name: str) -> str:
    """The action that makes activities of this module."""
    return _CREATE.get(api_name.casefold(), "tasks.create")


def on_parent(action: str, api_name: str) -> str:
    """The action in the team module that an action on an activity comes to."""
    return creating(api_name) if action in ADDING else action


def follows_parent(action: str) -> bool:
    """Whether the record that an activity hangs on has a say; an activity is no request, and views are no activity."""
    definition = ACTIONS[action]
    return action in MADE or (definition.target == "record" and definition.group != "module")


def reaches_rows(action: str) -> bool:
    """Whether an activity of a team-module record could be meant, one that is there or one to be made (AC51)."""
    return follows_parent(action) and action not in _CREATE.values()
