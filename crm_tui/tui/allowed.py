"""Whether a command is live, greyed or absent: asked for each footer item on every cursor move, so it only looks up."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.domain.channels import channel_data
from crm_tui.policy.actions import ACTIONS
from crm_tui.tui.acts.access import is_answerable, is_open_and_mine
from crm_tui.tui.commands.registry import SETUP, Command, Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.of_requests import OF_REQUESTS
from crm_tui.tui.setup.source import SetupSource

ON_SUBJECT = frozenset({"record", "item"})
OF_ORGANISATION = frozenset({"person", "organisation"})
"""Targets that no module and no record makes a difference to."""
NEEDS_RECORD = frozenset({"record.copy", "record.all_actions", "record.reach"})


def is_allowed(desk: Desk, command: Command) -> bool | None:
    """True, False (greyed) or None (makes no sense here: absent)."""
    if command.id == "repeat":
        return _may_repeat(desk)
    if command.id in SENSIBLE and not SENSIBLE[command.id](desk):
        return None
    if desk.areas.setup is not None and command.where & SETUP:
        return _on_page(desk, desk.areas.setup, command)
    needs_record = command.id in NEEDS_RECORD or command.id.startswith(("tab.", "record.next", "record.previous"))
    if command.module and (desk.module is None or desk.module.api_name != command.module):
        return None
    if command.action is None:
        return None if needs_record and desk.subject() is None else True
    if ACTIONS[command.action].target in OF_ORGANISATION:
        return desk.ws.access.decide(command.action).allowed
    module = desk.module
    if module is None:
        return None
    subject = desk.subject() if desk.context is not Context.NAVIGATION else None
    on_record = is_on_subject(command.action)
    if on_record and subject is None:
        return None
    return desk.ws.access.decide(command.action, module, subject if on_record else None).allowed


def _on_page(desk: Desk, setup: SetupSource, command: Command) -> bool | None:
    """A command of a page of set-up: absent where it makes no sense on the row, else as the rules say."""
    key = desk.areas.key
    if not setup.offers(command.id, key):
        return None
    return command.action is None or desk.ws.access.decide(command.action, setup.module(key)).allowed


def is_on_subject(action: str) -> bool:
    """Whether an action is about the record under the cursor; making one is not."""
    return ACTIONS[action].target in ON_SUBJECT and action != "records.create"


def _may_repeat(desk: Desk) -> bool | None:
    """As the command that would be done again; absent before there is one, and where it has no place."""
    again = desk.again
    if again is None or again.command not in desk.keymap.commands_for(desk.context):
        return None
    return is_allowed(desk, again.command)


def _has_stream(desk: Desk) -> bool:
    """Whether contacts with a customer are kept of the open module's records (I01)."""
    return desk.module is not None and desk.module.api_name in channel_data().streams


def _in_stream(desk: Desk) -> bool:
    """Whether the contacts are in view."""
    return desk.record.shows("interactions")


def _on_logged(desk: Desk) -> bool:
    """Whether a contact without a record of its own is under the cursor."""
    return desk.record.contact is not None and desk.record.contact.source is None


IN_STREAMS: Mapping[str, Callable[[Desk], bool]] = {
    "tab.interactions": _has_stream,
    "stream.filter": lambda desk: _in_stream(desk) or desk.record.shows("timeline"),
    "stream.order": _in_stream,
    "activity.email": _has_stream,
    "activity.other": _has_stream,
    "interaction.delete": _on_logged,
    "record.older": lambda desk: desk.record.page.older is not None,
}
OF_ACCESS: Mapping[str, Callable[[Desk], bool]] = {
    "access.grant": is_answerable,
    "access.decline": is_answerable,
    "access.withdraw": is_open_and_mine,
    "view.as": lambda desk: desk.ws.own is None,
    "view.stop": lambda desk: desk.ws.own is not None,
}
SENSIBLE = {**OF_REQUESTS, **IN_STREAMS, **OF_ACCESS}
"""Commands that make sense only where this is so."""
