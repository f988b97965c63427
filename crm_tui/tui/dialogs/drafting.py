"""Several changes of rights collected before they are saved: the draft, and beside it what it does (AC58)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from crm_tui.base.messages import _
from crm_tui.domain.effects import Effect
from crm_tui.domain.errors import Conflict, CrmError
from crm_tui.tui.dialogs.dialog import Keys, WorkFailed
from crm_tui.tui.dialogs.inputs import TextInput
from crm_tui.tui.dialogs.saving import SavingDialog
from crm_tui.tui.panes.area import AreaPane
from crm_tui.tui.presenters.areas import Shelf
from crm_tui.tui.presenters.effect_lines import effect_lines
from crm_tui.tui.presenters.lines import Line, Tone

D = TypeVar("D")
EFFECT_GROUP = "effect"
WIDE = 100
"""Cells from which the two sides stand beside each other; the style sheet's `-wide`."""


@dataclass
class EffectFound(Message):
    """A draft has been rehearsed: its effect, or why it cannot be."""

    draft: object
    effect: Effect | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Acts(Generic[D]):
    """What a draft is for. Both run in a thread and raise CrmError: `rehearse` writes nothing, `save` does it.

    `names`: what people call modules (`Leads`) and fields (`Leads.Phone`).
    """

    rehearse: Callable[[D], Effect]
    save: Callable[[D], object]
    names: Mapping[str, str] = field(default_factory=dict)


class DraftDialog(SavingDialog[bool], Generic[D]):
    """Dismissed with True once it is saved. Nothing is saved whose effect was not in view.

    Heirs make the left side, keep `draft` (empty: nothing is changed), call `drafted` after each change, and repaint
    in `repaint`, narrowed to `text`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "Save", id="draft.save", show=False),
        Binding("slash", "search", "Search", id="draft.search", show=False),
    ]

    draft: D

    def __init__(self, title: str, acts: Acts[D]) -> None:
        super().__init__(title)
        self.acts = acts
        self.effect: Effect | None = None
        self._problem = ""
        self._asked: D | None = None

    # Heirs

    def left(self) -> Widget:
        """What the draft is made with."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Show the draft as it is now."""

    # Looks

    def body(self) -> ComposeResult:
        search = TextInput(placeholder=_("type to find"), id="search")
        search.display = False
        yield search
        with Container(id="sides"):
            yield self.left()
            yield AreaPane(id="effect")

    def keys(self) -> Keys:
        return [("space", _("change")), ("/", _("search")), ("ctrl+s/F2", _("save")), ("esc", _("close"))]

    def on_mount(self) -> None:
        self.repaint()
        self._show_effect()
        self.query_one("#left").focus()

    def on_resize(self, event: Resize) -> None:
        """Beside each other a rule parts the two sides; below each other their titles do."""
        effect = self.query_one("#effect", AreaPane)
        effect.edge = event.size.width >= WIDE
        effect.touch()

    @property
    def changed(self) -> bool:
        return bool(self.draft)

    # Search

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.query_one("#search", TextInput).value

    def action_search(self) -> None:
        """Type to narrow."""
        search = self.query_one("#search", TextInput)
        search.display = True
        search.focus()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.repaint()

    @on(Input.Submitted, "#search")
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#left").focus()

    def action_leave(self) -> None:
        """Leave the search first, then the dialog."""
        search = self.query_one("#search", TextInput)
        if not search.display:
            super().action_leave()
            return
        search.value = ""
        search.display = False
        self.query_one("#left").focus()

    # Effect

    def drafted(self) -> None:
        """The draft is another one: show it, and look what it would do."""
        self.effect, self._problem = None, ""
        self.show_problem("")
        self.repaint()
        self._show_effect()
        self._look()

    def _look(self) -> None:
        """One rehearsal at a time, of the latest draft: each holds up whoever else writes."""
        if self.draft and self._asked is None:
            self._asked = self.draft
            self._rehearse(self.draft)

    @work(thread=True, group=EFFECT_GROUP, exit_on_error=False)
    def _rehearse(self, draft: D) -> None:
        try:
            found = EffectFound(draft, self.acts.rehearse(draft))
        except CrmError as error:
            found = EffectFound(draft, None, str(error))
        self.post_message(found)

    @on(EffectFound)
    def _take_effect(self, found: EffectFound) -> None:
        self._asked = None
        if found.draft != self.draft:
            self._look()
            return
        self.effect, self._problem = found.effect, found.problem
        self._show_effect()

    @on(Worker.StateChanged)
    def _rehearsal_failed(self, event: Worker.StateChanged) -> None:
        error = event.worker.error
        if event.worker.group == EFFECT_GROUP and event.state is WorkerState.ERROR and error is not None:
            self._asked, self._problem = None, _("What it does could not be found out.")
            self._show_effect()
            self.post_message(WorkFailed(error))

    def _show_effect(self) -> None:
        shelf = Shelf("effect", "", _("Nothing is changed yet."), self._effect_lines())
        self.query_one("#effect", AreaPane).show(_("What it does"), (shelf,), keep=True)

    def _effect_lines(self) -> tuple[Line, ...] | None:
        """None: on their way."""
        if not self.draft:
            return ()
        if self._problem:
            return (Line(self._problem, tone=Tone.BAD, sign="!", wrap=True),)
        return tuple(effect_lines(self.effect, self.acts.names)) if self.effect is not None else None

    # Saving

    def action_save(self) -> None:
        """Save what is in view with its effect."""
        if why_not := self._why_not():
            self.show_problem(why_not)
        else:
            draft = self.draft
            self.save_by(lambda: self.acts.save(draft))

    def _why_not(self) -> str:
        if not self.draft:
            return _("Nothing was changed.")
        if self._problem:
            return self._problem
        if self.effect is None:
            return _("Wait until you see what it does.")
        return _("It would break a promise.") if self.effect.broken else ""

    def when_refused(self, error: CrmError) -> None:
        super().when_refused(error)
        if isinstance(error, Conflict):  # The effect in view is no longer the one it would have.
            self.effect = None
            self._show_effect()
            self._look()

    def after_save(self) -> None:
        self.dismiss(True)


def shelf_of(lines: Sequence[Line], empty: str) -> tuple[Shelf, ...]:
    """The lines of a side as its only section."""
    return (Shelf("left", "", empty, tuple(lines)),)
