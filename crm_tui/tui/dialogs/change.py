"""A change of rights with its effect, saved only from here (AC58)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from crm_tui.base.messages import _
from crm_tui.domain.effects import Effect
from crm_tui.domain.errors import Conflict, CrmError, Forbidden
from crm_tui.tui.dialogs.dialog import Keys, WorkFailed
from crm_tui.tui.dialogs.pairs import Pairs, shown
from crm_tui.tui.dialogs.saving import SavingDialog
from crm_tui.tui.presenters.diffs import diff_pairs
from crm_tui.tui.presenters.effects import effect_summary, shift_pairs

EFFECT_GROUP = "effect"


@dataclass
class EffectFound(Message):
    """The effect has been worked out."""

    effect: Effect


@dataclass
class EffectRefused(Message):
    """The change cannot be made at all."""

    error: CrmError


@dataclass(frozen=True, slots=True)
class Change:
    """A change of rights that is shown with its effect before it is saved.

    `act` makes it, as `lambda: ws.roles.edit("Sales_Rep", peers=True)`; `effect` rehearses it without writing
    anything (`ws.effects.of(act)`); both run in a thread and may raise a CrmError. `warning`: said above all.
    """

    title: str
    act: Callable[[], object]
    effect: Callable[[], Effect]
    warning: str = ""
    verb: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


class ChangeDialog(SavingDialog[bool]):
    """Shows what a change does; True once it is saved, None where one went back. What `act` gave is in `result`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2,enter", "save", "Save", id="form.save", show=False),
        Binding("j", "scroll(1)", "Down", id="change.down", show=False),
        Binding("k", "scroll(-1)", "Up", id="change.up", show=False),
    ]

    def __init__(self, change: Change) -> None:
        super().__init__(change.title)
        self.change = change
        self.effect: Effect | None = None
        self.refusal: CrmError | None = None
        """Why it could not be made or saved; a form below shows it at its fields."""
        self.looking = True

    @property
    def busy(self) -> bool:
        """Keys wait for the effect: enter must not save what nobody has seen."""
        return self.looking or super().busy

    @property
    def may_save(self) -> bool:
        """Whether the change can be saved: its effect is known and breaks no promise."""
        return self.effect is not None and not self.effect.broken

    def body(self) -> ComposeResult:
        with VerticalScroll(id="scroll"):
            yield Static(shown([("", _("Working out who gains and loses what …"))]), id="text")

    def keys(self) -> Keys:
        save = [("enter/ctrl+s", self.change.verb or _("save"))] if self.may_save else []
        return [*save, ("↑↓", _("scroll")), ("esc", _("back"))]

    def on_mount(self) -> None:
        self.query_one("#scroll").focus()
        self._look_up()

    @work(thread=True, group=EFFECT_GROUP, exit_on_error=False)
    def _look_up(self) -> None:
        try:
            self.post_message(EffectFound(self.change.effect()))
        except CrmError as error:
            self.post_message(EffectRefused(error))

    @on(EffectFound)
    def _found(self, event: EffectFound) -> None:
        self.looking, self.effect = False, event.effect
        self.query_one("#text", Static).update(shown(self._pairs()))
        if event.effect.broken:
            self.show_problem(_("It cannot be saved: a promise would be broken."))
        self.show_keys()

    @on(EffectRefused)
    def _refused_at_once(self, event: EffectRefused) -> None:
        self.looking, self.refusal = False, event.error
        self.query_one("#text", Static).update(shown([("", self.change.warning)]))
        self.show_problem(event.error)
        if isinstance(event.error, Forbidden):
            self.when_refused(event.error)

    @on(Worker.StateChanged)
    def _look_up_failed(self, event: Worker.StateChanged) -> None:
        error = event.worker.error
        if event.worker.group == EFFECT_GROUP and event.state is WorkerState.ERROR and error is not None:
            self.looking = False
            self.show_problem(_("The effect could not be worked out: something went wrong."))
            self.post_message(WorkFailed(error))

    def _pairs(self) -> Pairs:
        effect = self.effect or Effect()
        warning = [("", self.change.warning)] if self.change.warning else []
        broken = [(_("Broken promise"), label) for label in effect.broken]
        names = self.change.names
        diffs, shifts = diff_pairs(effect.diffs, names), shift_pairs(effect.shifts, names)
        return [*warning, *diffs, ("", effect_summary(effect)), *broken, *shifts]

    def action_save(self) -> None:
        """Save what was shown."""
        if self.may_save:
            self.save_by(self.change.act)

    def when_refused(self, error: CrmError) -> None:
        self.refusal = error
        super().when_refused(error)
        if isinstance(error, Conflict):  # The effect in view is no longer the one it would have.
            self.looking, self.effect = True, None
            self._look_up()

    def after_save(self) -> None:
        self.dismiss(True)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#scroll").scroll_relative(y=lines, animate=False)
