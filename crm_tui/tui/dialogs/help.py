"""Help for what has the keyboard: its commands with their keys, greyed ones with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.palette import CommandLine
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.text import content


@dataclass(frozen=True, slots=True)
class HelpSection:
    """Commands of one place: the focused thing first, everywhere last."""

    title: str
    lines: Sequence[CommandLine]


class Help(Reader):
    """All keys of the focused thing."""

    def __init__(self, title: str, sections: Sequence[HelpSection]) -> None:
        width = max((content(line.keys).cell_length for each in sections for line in each.lines), default=0)
        parts = [_section(section, width) for section in sections if section.lines]
        super().__init__(title, Content("\n\n").join(parts) if parts else content(_("No keys here.")))

    def keys(self) -> Keys:
        return [("↑↓", _("scroll")), ("esc", _("close"))]


def _section(section: HelpSection, width: int) -> Content:
    return Content("\n").join(
        [content(section.title, "bold underline"), *(_line(line, width) for line in section.lines)]
    )


def _line(line: CommandLine, width: int) -> Content:
    keys = content(line.keys, "bold")
    start = keys.pad_right(width - keys.cell_length + 2)
    if line.reason:
        return start + content(f"({line.title}) {line.reason}", "dim")
    return start + content(line.title) + content(f"  {line.help}" if line.help else "", "dim")
