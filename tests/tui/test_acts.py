"""The table of acts against the registry of commands."""

from __future__ import annotations

from crm_tui.tui.acts.table import ACTS, AT_ONCE, BY_PANES
from crm_tui.tui.commands.registry import COMMANDS
from crm_tui.tui.screens.panes_layout import OWN_KEYS


def test_each_command_is_carried_out_exactly_once_and_nothing_else_is() -> None:
    ids = [command.id for command in COMMANDS]
    assert sorted(ids) == sorted([*ACTS, *AT_ONCE, *BY_PANES])


def test_panes_carry_out_only_commands_that_there_are() -> None:
    own = {command for keys in OWN_KEYS.values() for command in keys.values() if command}
    assert own <= {command.id for command in COMMANDS}
