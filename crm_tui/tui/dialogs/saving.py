"""Dialogs that save by themselves: in a thread, and what was typed stays when it does not work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual import on, work
from textual.message import Message
from textual.worker import Worker, WorkerState

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError, Forbidden, LimitReached
from crm_tui.tui.dialogs.confirm import leave_question
from crm_tui.tui.dialogs.dialog import Dialog, ResultT, WorkFailed
from crm_tui.tui.dialogs.why_card import WhyCard

SAVE_GROUP = "save"


@dataclass
class Saved(Message):
    """The save has been committed; `result` is what the callable gave back."""

    result: object


@dataclass
class Refused(Message):
    """The save was refused with words for people."""

    error: CrmError


class SavingDialog(Dialog[ResultT]):
    """A dialog whose result is saved before it closes. Subclasses call `save_by` and define `after_save`."""

    saving = False
    result: object = None
    """What the save gave back, for whoever opened the dialog."""

    @property
    def busy(self) -> bool:
        """Whether keys wait: the answer decides whether they are meant for this dialog."""
        return self.saving or super().busy

    @property
    def changed(self) -> bool:
        """Whether there is something to lose."""
        return False

    def save_by(self, call: Callable[[], object]) -> None:
        """Run this in a thread; a second press while it runs does nothing."""
        if self.saving:
            return
        self.saving = True
        self.show_problem("")
        self._run_save(call)

    @work(thread=True, group=SAVE_GROUP, exit_on_error=False)
    def _run_save(self, call: Callable[[], object]) -> None:
        try:
            result = call()
        except CrmError as error:
            self.post_message(Refused(error))
        else:
            self.post_message(Saved(result))

    @on(Saved)
    def _saved(self, event: Saved) -> None:
        self.saving = False
        self.result = event.result
        self.after_save()

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        self.saving = False
        self.when_refused(event.error)

    @on(Worker.StateChanged)
    def _save_failed(self, event: Worker.StateChanged) -> None:
        error = event.worker.error
        if event.worker.group == SAVE_GROUP and event.state is WorkerState.ERROR and error is not None:
            self.saving = False
            self.show_problem(_("It was not saved: something went wrong."))
            self.post_message(WorkFailed(error))

    def after_save(self) -> None:
        """The save went well: close with a result."""
        self.dismiss(None)

    def when_refused(self, error: CrmError) -> None:
        """The save was refused: the card tells why, or a line in the dialog; the dialog stays open."""
        explanation = getattr(error, "explanation", None)
        if isinstance(error, Forbidden | LimitReached) and explanation is not None:
            self.app.push_screen(WhyCard(self.dialog_title, explanation))
        else:
            self.show_problem(error)

    def action_leave(self) -> None:
        """Leave; ask when something would be lost. Not in mid-save: the answer decides whether there still is."""
        if self.saving:
            return
        if self.changed:
            self.app.push_screen(leave_question(), self._left)
        else:
            super().action_leave()

    def _left(self, sure: bool | None) -> None:
        if sure:
            super().action_leave()
