"""Help for what has the keyboard: its commands with their keys, greyed ones with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.pairs import plain, shown
from crm_tui.tui.dialogs.palette import CommandLine
from crm_tui.tui.dialogs.reader import Reader


@dataclass(frozen=True, slots=True)
class HelpSection:
    """Commands of one place: the focused thing first, everywhere last."""

    title: str
    lines: Sequence[CommandLine]


class Help(Reader[bool]):
    """All keys of the focused thing; True where one wants to know why a command is as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "why", "Why", id="help.why", show=False),
    ]

    def __init__(self, title: str, sections: Sequence[HelpSection]) -> None:
        lines = [line for section in sections if section.lines for line in _lines(section)] or [
            ("", _("No keys here."))
        ]
        super().__init__(title, shown(lines, narrowest=6), plain(lines))

    def keys(self) -> Keys:
        return [("↑↓", _("scroll")), ("w", _("why?")), ("esc", _("close"))]

    def action_why(self) -> None:
        """Choose a command to be explained."""
        self.dismiss(True)


def _lines(section: HelpSection) -> list[tuple[str, str]]:
    return [("", f"── {section.title} ──"), *((line.keys or "·", _words(line)) for line in section.lines)]


def _words(line: CommandLine) -> str:
    if line.reason:
        return f"({line.title}) {line.reason}"
    return _("{title}: {help}", title=line.title, help=line.help) if line.help else line.title
