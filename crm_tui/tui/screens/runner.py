"""From key presses to acts: sequences, greyed commands, order, and the one place where errors of acts end."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.events import Key

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError, Forbidden
from crm_tui.tui.acts.repeating import meant
from crm_tui.tui.acts.table import ACTS, AT_ONCE
from crm_tui.tui.acts.why import explain_command
from crm_tui.tui.again import Again
from crm_tui.tui.background import begin
from crm_tui.tui.commands.registry import BY_ID, Command, Keymap, KeyReader, key_name
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.presenters.status import error_status, follower_items

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen


class Runner:
    """Runs the commands of the main screen."""

    def __init__(self, screen: MainScreen, keymap: Keymap) -> None:
        self._screen, self._keymap, self._reader = screen, keymap, KeyReader(keymap)
        self.turn = Lock()
        """Held by whoever changes what is on the screen."""
        self._acts = 0
        self.doing: Command | None = None
        """What is under way, and a dialog may stand open for."""

    @property
    def busy(self) -> bool:
        """Whether an act has begun or waits for its turn."""
        return self._acts > 0

    def press(self, event: Key) -> bool:
        """A key before the focused pane sees it: True where it belongs to a command that the pane has not itself."""
        screen = self._screen
        if screen.jumping.press(event):
            return True
        begun = self._reader.pending
        command = self._reader.press(screen.context, key_name(event.key, event.character))
        self._offer(begun)
        if command is None:  # the last key of a sequence that there is not is no key of its own
            return bool(begun or self._reader.pending)
        if command.id in screen.panes.own(event.key):
            self._note(command)
            return False
        self.start(command.id)
        return True

    def _offer(self, begun: str) -> None:
        """Show the keys pressed so far, and in the footer the commands that may follow them."""
        screen, pending = self._screen, self._reader.pending
        screen.status.show_pending(pending)
        if pending:
            screen.footer.show(follower_items(screen.context, pending, screen.allowed, self._keymap), pending)
        elif begun:
            screen.repaint_bars()

    def start(self, command_id: str) -> None:
        """Run a command: what needs no waiting at once, the rest in a worker, one after the other."""
        if (now := AT_ONCE.get(command_id)) is not None:
            self._note(BY_ID[command_id])
            now(self._screen)
        else:
            self.queue(lambda: self.run(BY_ID[command_id]))

    def queue(self, act: Callable[[], Awaitable[None]]) -> None:
        """Keys typed ahead are done in their order, none is lost."""

        async def in_turn() -> None:
            try:
                async with self.turn:
                    await self.guarded(act)
            finally:
                self._acts -= 1

        self._acts += 1
        begin(self._screen, in_turn, "act", exclusive=False)

    async def run(self, command: Command) -> None:
        """Do it, or explain why not. An action that makes no sense here is no command: its key does nothing."""
        allowed = self._screen.allowed(command)
        if allowed is False:
            await explain_command(self._screen, meant(self._screen, command))
        elif allowed or command.action is None:
            self._note(command)
            self.doing = meant(self._screen, command)
            try:
                await self.guarded(lambda: self._do(command.id))
            finally:
                self.doing = None

    def _note(self, command: Command) -> None:
        """Remember what `.` does again; commands that ask something note their answer themselves, once it is done."""
        self._screen.status.move_on()
        count = self._screen.table.count
        if command.repeat and command.count:
            self._screen.again = Again(command, int(count.digits or 1))
        elif not command.count:
            count.clear()  # digits before what takes none belong to nothing that follows

    async def _do(self, command_id: str) -> None:
        if command_id in ACTS:
            await ACTS[command_id](self._screen)
        elif command_id in AT_ONCE:
            AT_ONCE[command_id](self._screen)
        else:
            self._screen.panes.do(command_id)

    async def guarded(self, act: Callable[[], Awaitable[None]]) -> None:
        """Errors that have words for people end here: a card or a line. The unexpected goes to the app."""
        try:
            await act()
        except CrmError as error:
            self._screen.say(error_status(error))
            if isinstance(error, Forbidden):
                await self._screen.ask(WhyCard(_("This"), error.explanation))
