"""From key presses to commands: sequences such as `g h`, and digits before a move."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.tui.commands.command import Command, Context
from crm_tui.tui.commands.keymap import DEFAULT_KEYMAP, Keymap

MOST = 99_999
"""The largest count that digits can make."""


def key_name(key: str, character: str | None) -> str:
    """A Textual key as the registry writes it: the character itself where it prints, else Textual's name."""
    if character is not None and character.isprintable() and character != " ":
        return character
    return key


@dataclass
class KeyReader:
    """Collects the keys of a sequence. `pending` are the keys pressed so far, for the status line."""

    keymap: Keymap = DEFAULT_KEYMAP
    pending: str = ""

    def press(self, context: Context, key: str) -> Command | None:
        """The command that this key completes; None where more must follow (then `pending` is set) or none fits."""
        sequence = f"{self.pending} {key}".strip()
        self.pending = ""
        if self.keymap.is_prefix(context, sequence):
            self.pending = sequence
            return None
        return self.keymap.by_key(context, sequence)


@dataclass
class Count:
    """Digits pressed before a move. Empty again once taken."""

    digits: str = ""

    def press(self, key: str) -> bool:
        """Take a key if it is a digit of a count; a zero cannot start one."""
        if not (len(key) == 1 and key in "0123456789" and (self.digits or key != "0")):
            return False
        self.digits = str(min(int(self.digits + key), MOST))
        return True

    def take(self, default: int = 1) -> int:
        """The number typed, or the default; the count is empty afterwards."""
        number = int(self.digits) if self.digits else default
        self.digits = ""
        return number

    def clear(self) -> None:
        """Forget the digits."""
        self.digits = ""
