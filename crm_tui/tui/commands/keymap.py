"""Which key does what: the table's own keys with a person's changes on top."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from crm_tui.base.messages import Message, message
from crm_tui.tui.commands.command import TYPING, Command, Context
from crm_tui.tui.commands.table import BY_ID, COMMANDS

_KEY = re.compile(r"(?:(?:ctrl|shift|alt)\+)*(?:[a-z][a-z0-9_]+|\S)")

SWALLOWED: Mapping[str, str] = {
    "ctrl+a": "screen",
    "ctrl+b": "tmux",
    "ctrl+e": "VS Code",
    "ctrl+g": "zellij",
    "ctrl+h": "simple terminals (backspace)",
    "ctrl+i": "simple terminals (tab)",
    "ctrl+j": "VS Code, simple terminals (enter)",
    "ctrl+k": "VS Code",
    "ctrl+m": "simple terminals (enter)",
    "ctrl+q": "flow control",
    "ctrl+z": "the shell (suspend)",
    "ctrl+space": "simple terminals",
    "ctrl+@": "simple terminals",
    "ctrl+enter": "simple terminals",
    "shift+enter": "simple terminals",
    "f1": "VS Code, GNOME Terminal",
    "f10": "GNOME Terminal",
    "f11": "full screen",
}
"""Keys that never arrive, or arrive as another key, and who takes them. All `alt` combinations count too."""


MOVING = frozenset({"up", "down", "j", "k", "pageup", "pagedown", "home", "end"})
"""Keys of the cursor, which belong to the panes."""
COUNTING, LISTS = frozenset("0123456789"), frozenset({Context.LIST, Context.BIN, Context.EVERYWHERE})
"""Digits count moves, in lists."""


def swallowed(sequence: str) -> str | None:
    """Who takes a key of this sequence before it reaches the program; None if nobody is known to."""
    for key in sequence.split():
        if "alt+" in key:
            return "simple terminals"
        if key in SWALLOWED:
            return SWALLOWED[key]
    return None


@dataclass(frozen=True)
class Keymap:
    """Commands with their keys. `changed` maps ids to key sequences that replace the table's; `problems` says what
    is wrong with them."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    commands: tuple[Command, ...] = COMMANDS
    problems: tuple[Message, ...] = ()

    def keys_of(self, command: Command) -> tuple[str, ...]:
        """The sequences that run a command."""
        return self.changed.get(command.id, command.keys)

    def commands_for(self, context: Context) -> tuple[Command, ...]:
        """What a context offers, in the order of the table."""
        return self._by_context[context]

    def by_key(self, context: Context, sequence: str) -> Command | None:
        """The command of a key or key sequence; a context's own commands go before those of everywhere."""
        return self._by_key[context].get(sequence)

    def is_prefix(self, context: Context, sequence: str) -> bool:
        """Whether more keys must follow this sequence."""
        return sequence in self._prefixes[context]

    @cached_property
    def _by_context(self) -> Mapping[Context, tuple[Command, ...]]:
        return {context: tuple(c for c in self.commands if offered(c, context)) for context in Context}

    @cached_property
    def _by_key(self) -> Mapping[Context, Mapping[str, Command]]:
        return {context: self._keys_in(context) for context in Context}

    @cached_property
    def _prefixes(self) -> Mapping[Context, frozenset[str]]:
        return {context: frozenset(_prefixes(keys)) for context, keys in self._by_key.items()}

    def _keys_in(self, context: Context) -> dict[str, Command]:
        found: dict[str, Command] = {}
        for command in sorted(self.commands_for(context), key=lambda c: context not in c.where):
            for sequence in self.keys_of(command):
                if usable(command, context, sequence):
                    found.setdefault(sequence, command)
        return found


def offered(command: Command, context: Context) -> bool:
    """Whether a command stands in a context, directly or by being everywhere."""
    if context in command.where:
        return True
    return Context.EVERYWHERE in command.where and (command.while_typing or context not in TYPING)


def usable(command: Command, context: Context, sequence: str) -> bool:
    """Whether a sequence can be pressed there: where people type, a plain character is text."""
    return context not in TYPING or context in command.where or len(sequence.split()[0]) > 1


def _prefixes(sequences: Mapping[str, Command]) -> list[str]:
    return [" ".join(keys[:n]) for s in sequences for keys in [s.split()] for n in range(1, len(keys))]


DEFAULT_KEYMAP = Keymap()


def read_keymap(wanted: Mapping[str, str | Sequence[str]]) -> tuple[Keymap, tuple[Message, ...]]:
    """A person's keymap (command id -> keys) and what is wrong with it; nothing in it is fatal.

    Unknown ids and unreadable keys are left out; clashing and swallowed keys are kept and reported.
    """
    known = {command.id for command in COMMANDS}
    changed: dict[str, tuple[str, ...]] = {}
    problems: list[Message] = []
    for id_, keys in wanted.items():
        sequences = tuple(" ".join(k.split()) for k in ([keys] if isinstance(keys, str) else keys))
        if id_ not in known:
            problems.append(message("Keymap: there is no command {command}.", command=id_))
        elif bad := [s for s in sequences if not readable(s)]:
            problems.append(message("Keymap: {keys} is not a key, for {command}.", keys=bad[0] or "''", command=id_))
        else:
            changed[id_] = sequences
            problems += _warnings(id_, sequences)
    keymap = Keymap(changed)
    return keymap, (*problems, *clashes(keymap))


def readable(sequence: str) -> bool:
    """Whether a text is one key or several separated by blanks."""
    return bool(sequence.split()) and all(_KEY.fullmatch(key) for key in sequence.split())


def _warnings(id_: str, sequences: Sequence[str]) -> Iterator[Message]:
    where = BY_ID[id_].where
    for keys in sequences:
        first = keys.split()[0]
        if who := swallowed(keys):
            yield message(
                "Keymap: {keys} of {command} may never arrive: {who} takes it.", keys=keys, command=id_, who=who
            )
        if (first in MOVING and where - TYPING) or (first in COUNTING and where & LISTS):
            yield message("Keymap: {keys} of {command} no longer moves the cursor.", keys=keys, command=id_)
        if len(first) == 1 and where <= TYPING:
            yield message("Keymap: {keys} of {command} is text where one types.", keys=keys, command=id_)


def clashes(keymap: Keymap) -> tuple[Message, ...]:
    """Keys that two commands of one context want, or that are the start of another's sequence."""
    found: dict[tuple[str, str, str], Message] = {}
    for context in Context:
        for sequence, one, other in _rivals(keymap, context):
            text = message("Keymap: {keys} is both {one} and {other}.", keys=sequence, one=one, other=other)
            found.setdefault((sequence, one, other), text)
    return tuple(found.values())


def _rivals(keymap: Keymap, context: Context) -> list[tuple[str, str, str]]:
    pressed = [
        (sequence, command)
        for command in keymap.commands_for(context)
        for sequence in keymap.keys_of(command)
        if usable(command, context, sequence)
    ]
    return [
        (shorter, one.id, other.id)
        for shorter, one in pressed
        for longer, other in pressed
        if one is not other and f"{longer} ".startswith(f"{shorter} ") and (longer != shorter or one.id < other.id)
    ]
