"""The face of the registry: what screens, palette, help and docs ask."""

from __future__ import annotations

from crm_tui.tui.commands.command import AREAS, SETUP, TYPING, Command, Context
from crm_tui.tui.commands.docs import CONTEXT_TITLES, all_keys, first_key, key_words, keys_markdown
from crm_tui.tui.commands.keymap import DEFAULT_KEYMAP, Keymap, clashes, read_keymap, swallowed
from crm_tui.tui.commands.reader import Count, KeyReader, key_name
from crm_tui.tui.commands.table import BY_ID, COMMANDS

__all__ = [
    "AREAS",
    "BY_ID",
    "COMMANDS",
    "CONTEXT_TITLES",
    "DEFAULT_KEYMAP",
    "SETUP",
    "TYPING",
    "Command",
    "Context",
    "Count",
    "KeyReader",
    "Keymap",
    "all_keys",
    "by_key",
    "clashes",
    "commands_for",
    "first_key",
    "key_name",
    "key_words",
    "keys_markdown",
    "read_keymap",
    "swallowed",
]


def commands_for(context: Context, keymap: Keymap = DEFAULT_KEYMAP) -> tuple[Command, ...]:
    """What a context offers, those of everywhere included, in the order of the table."""
    return keymap.commands_for(context)


def by_key(context: Context, sequence: str, keymap: Keymap = DEFAULT_KEYMAP) -> Command | None:
    """The command that a key, or a sequence such as `g h`, runs in a context."""
    return keymap.by_key(context, sequence)
