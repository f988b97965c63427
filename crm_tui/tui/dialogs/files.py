"""Choose a file to attach, and where to save one; folders are read in a thread."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from crm_tui.base.messages import _
from crm_tui.base.text import display_text, fold
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.inputs import TextInput
from crm_tui.tui.dialogs.picker import SearchList

MOST_ENTRIES = 200
"""Entries of a folder that are listed; typing finds the others."""


def size_words(size: int) -> str:
    """A size in bytes as people read it."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1000
    return ""


def split_path(text: str, start: Path) -> tuple[Path, str]:
    """A typed path as its folder and the beginning of a name; relative ones begin at `start`."""
    folder, _slash, name = text.rpartition("/")
    if text.startswith("~"):
        return Path(folder or "~").expanduser(), name if folder else ""
    return start / (f"{folder}/" if _slash else ""), name


def entries(folder: Path, beginning: str, allowed: Callable[[os.DirEntry[str]], bool]) -> list[os.DirEntry[str]]:
    """What stands in a folder and begins so: folders first, hidden ones only when asked for by a dot.

    Raises:
        OSError: when the folder cannot be read.
    """
    with os.scandir(folder) as found:
        fitting = [entry for entry in found if fold(entry.name).startswith(fold(beginning)) and allowed(entry)]
    shown = [entry for entry in fitting if beginning.startswith(".") or not entry.name.startswith(".")]
    shown.sort(key=lambda entry: (not entry.is_dir(), fold(entry.name)))
    return shown[:MOST_ENTRIES]


class PathList(SearchList[Path]):
    """Type a path, or walk through folders with enter and tab. `start` is the folder to begin in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", id="files.complete", show=False, priority=True),
    ]

    def __init__(self, title: str, start: Path, text: str = "") -> None:
        self.start = start
        self._what = title
        super().__init__(title, search=self._list, text=text, placeholder=_("path of a file"))

    def accepts(self, entry: os.DirEntry[str]) -> bool:
        """Whether an entry is offered."""
        return True

    def _list(self, text: str) -> list[PickItem[Path]]:
        folder, beginning = split_path(text, self.start)
        try:
            return [self._entry(entry) for entry in entries(folder, beginning, self.accepts)]
        except OSError:
            return []

    def _entry(self, entry: os.DirEntry[str]) -> PickItem[Path]:
        if entry.is_dir():
            return PickItem(Path(entry.path), f"{entry.name}/", _("folder"))
        try:
            size = entry.stat().st_size
        except OSError:
            return PickItem(Path(entry.path), entry.name, reason=_("cannot be read"))
        return PickItem(Path(entry.path), entry.name, size_words(size), self.reason(entry, size))

    def reason(self, entry: os.DirEntry[str], size: int) -> str:
        """Why a file cannot be chosen; empty when it can."""
        return ""

    def go_into(self, folder: Path) -> None:
        """Show what stands in a folder. Later typing begins there, whatever its name holds."""
        self.start = folder
        self.retitle(f"{self._what} · {folder}")
        text = self.query_one("#text", TextInput)
        if text.value:
            text.value = ""
        else:
            self.look("")

    def action_complete(self) -> None:
        """Put the name under the cursor into the line; a folder is opened."""
        item = self.choices.current
        if item is None:
            return
        if item.value.is_dir():
            self.go_into(item.value)
            return
        text = self.query_one("#text", TextInput)
        folder, _slash, _name = text.value.rpartition("/")
        text.value = f"{folder}{_slash}{item.label}"
        text.cursor_position = len(text.value)

    def take_current(self) -> None:
        typed = self.text.strip()
        path = self._typed_path(typed)
        if typed.endswith("/") and path.is_dir():
            self.go_into(path)
        elif typed in ("..", "."):
            self.go_into((self.start / typed).resolve())
        else:
            super().take_current()

    def _typed_path(self, typed: str) -> Path:
        folder, name = split_path(typed, self.start)
        return folder / name if name else folder

    def take(self, item: PickItem[Any]) -> None:
        if item.value.is_dir():
            self.go_into(item.value)
        else:
            self.chosen(item.value)

    def chosen(self, path: Path) -> None:
        """A file was chosen."""
        self.dismiss(path)


class AttachFile(PathList):
    """Choose a file to attach. `limit`: largest size in bytes; bigger ones and unreadable ones say so."""

    def __init__(self, title: str, start: Path, limit: int) -> None:
        self.limit = limit
        super().__init__(title, start)

    def keys(self) -> Keys:
        return [("enter", _("attach")), ("tab", _("complete")), ("..", _("folder above")), ("esc", _("close"))]

    def reason(self, entry: os.DirEntry[str], size: int) -> str:
        if size > self.limit:
            return _("{size}, the limit is {limit}", size=size_words(size), limit=size_words(self.limit))
        if not entry.is_file():
            return _("not a file")
        return "" if os.access(entry.path, os.R_OK) else _("may not be read")


class SaveFile(PathList):
    """Choose where to save a file of this name; asks before one is replaced."""

    def __init__(self, title: str, start: Path, name: str) -> None:
        self.name_wanted = safe_file_name(name)
        super().__init__(title, start, self.name_wanted)

    def keys(self) -> Keys:
        return [("enter", _("save")), ("tab", _("open folder")), ("esc", _("close"))]

    def accepts(self, entry: os.DirEntry[str]) -> bool:
        return entry.is_dir()

    def lines(self, text: str) -> list[PickItem[Any]]:
        # The typed name is usually that of no folder: all folders stay in sight to walk into.
        return super().lines("" if text == self.name_wanted else text)

    def _list(self, text: str) -> list[PickItem[Path]]:
        return super()._list("" if text == self.name_wanted else text)

    def go_into(self, folder: Path) -> None:
        super().go_into(folder)
        self.query_one("#text", TextInput).value = self.name_wanted

    def take_current(self) -> None:
        path = self._typed_path(self.text.strip())
        if path.is_dir():
            self.go_into(path)
        elif not path.parent.is_dir():
            self.show_problem(_("There is no folder {folder}.", folder=path.parent))
        elif not os.access(path.parent, os.W_OK):
            self.show_problem(_("Nothing may be written into {folder}.", folder=path.parent))
        elif path.exists():
            self._ask_to_replace(path)
        else:
            self.dismiss(path)

    def _ask_to_replace(self, path: Path) -> None:
        question = _("{name} exists. Replace it?", name=path.name)

        def replace(sure: bool | None) -> None:
            if sure:
                self.dismiss(path)

        self.app.push_screen(
            Confirm(self.dialog_title, question, yes=_("Replace"), no=_("Another name"), dangerous=True),
            replace,
        )


def safe_file_name(name: str) -> str:
    """A file's name without folders, controls or a leading dot; never empty."""
    bare = display_text(name).replace("\\", "/").rpartition("/")[2].replace("\N{REPLACEMENT CHARACTER}", "").strip()
    return bare.lstrip(".") or "file"
