"""Rights that change under an open screen: a dialog that is no longer open to the actor closes with the reason, and
where his access has ended, all of it does. What was typed can be copied."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError, Forbidden, NotFound
from crm_tui.policy.actions import ACTIONS
from crm_tui.tui.allowed import OF_ORGANISATION, is_on_subject
from crm_tui.tui.background import begin
from crm_tui.tui.commands.registry import Command
from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.dialogs.no_longer import NoLonger
from crm_tui.tui.off_loop import off_loop

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen


class RightsWatch:
    """Looks after the rights of one main screen, whenever somebody has changed something."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.changed = False
        """Whether rights changed that the sidebar does not show yet."""
        self._closing = False

    async def look(self) -> bool:
        """Take up what became of the actor's rights; False where something closes because of it."""
        if self._closing:
            return False
        now = await off_loop(self._screen.ws.changes.rights)
        self.changed = self.changed or now.changed
        if now.ended is not None:
            self._begin(_("Your access has ended"), _reason(now.ended, self._screen), leave=True)
        elif (refused := await self._refusal()) is not None and not self._screen.on_top:
            self._begin(_("No longer open to you"), str(refused), leave=False)
        return not self._closing

    async def tell_dialogs(self) -> None:
        """What stands open may follow what somebody else changed; each keeps what is typed in it."""
        for dialog in self._dialogs():
            await dialog.changed_underneath()

    async def _refusal(self) -> CrmError | None:
        """Why what stands open is no longer allowed; in mid-save its answer tells it all."""
        screen = self._screen
        doing = screen.runner.doing
        if screen.on_top or doing is None or any(getattr(one, "saving", False) for one in self._dialogs()):
            return None
        return await off_loop(lambda: self._refused(doing))

    def _refused(self, command: Command) -> CrmError | None:
        """In a thread: what the gate would say now to the act that a dialog stands open for."""
        screen, action = self._screen, command.action
        if action is None:
            return None
        module, target = screen.module, ACTIONS[action].target
        named = module.api_name if module is not None and target not in OF_ORGANISATION else ""
        subject = screen.subject() if is_on_subject(action) else None
        try:
            found = screen.ws.access.mine(action, named, subject.id if subject is not None else None)
        except NotFound as gone:
            return self._fate(named, subject.id) if named and subject is not None else gone
        return None if found.decision.allowed else Forbidden(found)

    def _fate(self, module: str, record_id: int) -> NotFound:
        """In a thread: what became of a record that is no longer there, as who deleted it."""
        try:
            self._screen.ws.records.since(module, record_id, 0)
        except NotFound as gone:
            return gone
        return NotFound()

    def _begin(self, title: str, reason: str, *, leave: bool) -> None:
        """Beside the looks, of which the next ends the one before."""
        self._closing = True
        begin(self._screen, partial(self._close, title, reason, leave), "closing", exclusive=False)

    async def _close(self, title: str, reason: str, leave: bool) -> None:
        app = self._screen.app
        typed = "\n\n".join(text for dialog in self._dialogs() if (text := dialog.unsaved()))
        for dialog in reversed(self._dialogs()):
            dialog.dismiss(None)
        await app.push_screen_wait(NoLonger(title, reason, typed))
        if leave:
            app.exit(3)
        self._closing = leave

    def _dialogs(self) -> list[Dialog[object]]:
        """The open dialogs, the lowest first."""
        return [screen for screen in self._screen.app.screen_stack if isinstance(screen, Dialog)]


def _reason(why: CrmError, screen: MainScreen) -> str:
    if isinstance(why, NotFound):
        return _("You are no longer a user of {organisation}.", organisation=screen.ws.organisation.name)
    return str(why)
