"""What an act may use of the main screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Record, Row
from crm_tui.domain.taste import Taste
from crm_tui.services.workspace import Workspace
from crm_tui.tui.again import Again
from crm_tui.tui.commands.registry import Command, Context, Keymap
from crm_tui.tui.entrance import Entrance
from crm_tui.tui.place import Place, Trail
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Status

if TYPE_CHECKING:
    from crm_tui.tui.dialogs.dialog import Dialog
    from crm_tui.tui.screens.area_control import AreaControl
    from crm_tui.tui.screens.company import CompanyControl
    from crm_tui.tui.screens.list_control import ListControl
    from crm_tui.tui.screens.navigation_control import NavigationControl
    from crm_tui.tui.screens.record_control import RecordControl

T = TypeVar("T")


Act = Callable[["Desk"], Awaitable[None]]
"""What a command does."""


class Desk(Protocol):
    """The main screen as acts see it."""

    ws: Workspace
    entrance: Entrance
    place: Place
    trail: Trail
    keymap: Keymap
    formats: Formats
    again: Again | None
    list: ListControl
    areas: AreaControl
    record: RecordControl
    navigation: NavigationControl
    company: CompanyControl

    @property
    def context(self) -> Context:
        """Which pane has the keyboard."""
        ...

    @property
    def module(self) -> ModuleDef | None:
        """The module of the open list."""
        ...

    def subject(self) -> Row | Record | None:
        """The record that commands are about: the open one, or the one under the cursor."""
        ...

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Show a dialog and wait for its answer; None where it was left."""
        ...

    async def off_loop(self, call: Callable[[], T]) -> T:
        """Run a service call in a thread."""
        ...

    def say(self, status: Status) -> None:
        """Put something into the status line."""
        ...

    async def changed(self, done: Done | None = None) -> None:
        """Something was changed: say so, and read what is on the screen again."""
        ...

    async def go(self, place: Place, *, remember: bool = True) -> None:
        """Open another place."""
        ...

    def allowed(self, command: Command) -> bool | None:
        """Whether a command is live (True), greyed (False) or makes no sense here (None)."""
        ...

    async def run_command(self, command: Command) -> None:
        """Do what a command does, or explain why not."""
        ...

    def focus_pane(self, name: str) -> None:
        """Give the keyboard to `nav`, `table` or `detail`."""
        ...

    def next_pane(self, by: int) -> None:
        """Give the keyboard to the next pane that is in view."""
        ...

    def start_jump(self) -> None:
        """Put labels over the lines in view, of which the next keys choose one."""
        ...

    def repaint_bars(self) -> None:
        """Bring breadcrumb and footer up to date."""
        ...

    def open_filter(self) -> None:
        """Let one type into the filter line."""
        ...

    def copy(self, text: str) -> None:
        """Put text, already safe to display, into the clipboard (OSC 52)."""
        ...

    def enter(self, login: str, slug: str) -> None:
        """Change to another organisation."""
        ...

    def look_through(self, ws: Workspace) -> None:
        """Go on in another workspace of the same organisation: a view as somebody else, or one's own again (AC56)."""
        ...

    def use_theme(self, name: str) -> None:
        """Change the colours."""
        ...

    @property
    def taste(self) -> Taste:
        """Movement, mouse and header line as they are now."""
        ...

    def use_taste(self, taste: Taste) -> None:
        """Have movement, mouse and header line so from now on."""
        ...

    def count(self, default: int = 1) -> int:
        """The number typed before the command."""
        ...

    def quit(self) -> None:
        """Leave the program."""
        ...
