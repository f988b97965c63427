"""The palette: every command of this place, modules and pages of set-up to go to, and records by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from crm_tui.base.messages import _
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.text import module_label

SHORTEST_SEARCH = 2
"""Characters from which on records are searched."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command as palette and help show it; `reason` says why it is greyed. `keys` as people read them."""

    id: str
    title: str
    keys: str = ""
    help: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page of set-up as the palette shows it."""

    area: str
    title: str


@dataclass(frozen=True, slots=True)
class RunCommand:
    """Run this command."""

    id: str


@dataclass(frozen=True, slots=True)
class ExplainCommand:
    """Show why this command can or cannot be run now. `pressed`: a greyed one was chosen, which is an attempt."""

    id: str
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class GoToModule:
    """Open this module."""

    api_name: str


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """Open this record."""

    module: str
    id: int


@dataclass(frozen=True, slots=True)
class GoToPage:
    """Open this page of set-up, named by its area (`setup/users`)."""

    area: str


PaletteChoice = RunCommand | ExplainCommand | GoToModule | GoToPage | OpenRecord


class Palette(Picker[PaletteChoice]):
    """Find what to do or where to go. A greyed command stays in place and explains itself when chosen.

    `find` searches records in a thread, from two characters on.
    """

    def __init__(
        self,
        commands: Sequence[CommandLine],
        modules: Sequence[ModuleDef] = (),
        find: Callable[[str], Sequence[Found]] | None = None,
        text: str = "",
        pages: Sequence[PageLine] = (),
    ) -> None:
        items: list[PickItem[Any]] = [_command_item(line) for line in commands]
        items += [PickItem(GoToModule(each.api_name), module_label(each), _("module")) for each in modules]
        items += [PickItem(GoToPage(page.area), page.title, _("Set-up")) for page in pages]

        def search(typed: str) -> list[PickItem[Any]]:
            if find is None or len(typed.strip()) < SHORTEST_SEARCH:
                return []
            return [_record_item(found) for found in find(typed.strip())]

        super().__init__(
            _("What would you like to do?"),
            items=items,
            search=search if find is not None else None,
            text=text,
            placeholder=_("a command, a module, a name"),
        )

    def keys(self) -> Keys:
        return [("↑↓", _("move")), ("enter", _("go")), ("?", _("why?")), ("esc", _("close"))]

    def refused(self, item: PickItem[Any]) -> None:
        self.dismiss(ExplainCommand(item.value.id, pressed=True))

    def look(self, text: str) -> None:
        """`?` explains the command under the cursor: as text, since a line to type in takes printable keys first."""
        item = self.choices.current
        if text.endswith("?") and item is not None and isinstance(item.value, RunCommand):
            self.dismiss(ExplainCommand(item.value.id))
        else:
            super().look(text)


def _command_item(line: CommandLine) -> PickItem[PaletteChoice]:
    return PickItem(RunCommand(line.id), line.title, line.keys or line.help, line.reason)


def _record_item(found: Found) -> PickItem[PaletteChoice]:
    detail = " · ".join(part for part in (found.module, found.detail) if part)
    return PickItem(OpenRecord(found.module, found.id), found.name, detail)
