"""The why-card: which rule decided, because of what, who could grant it, and each step on the way (ui.md)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Static

from crm_tui.base.messages import N_, _, message
from crm_tui.domain.decisions import Decision, Explanation, Person, RemedyClass, Scope, Step
from crm_tui.domain.errors import CrmError
from crm_tui.tui.dialogs.dialog import Dialog, Keys
from crm_tui.tui.dialogs.pairs import Pairs, plain, shown
from crm_tui.tui.presenters.reach import ways_text

STEP_NAMES = (
    N_("organisation"),
    N_("member"),
    N_("team module"),
    N_("user kind"),
    N_("profile"),
    N_("record"),
    N_("profile and record together"),
    N_("locks"),
    N_("fields"),
    N_("validation"),
)
"""The steps of product.md 9.3, by number."""

SCOPES = {
    Scope.ALL: message("every record"),
    Scope.OWN: message("your own, and those that hierarchy or shares add"),
    Scope.SHARED: message("those that hierarchy, rules or shares open"),
    Scope.REQUESTED: message("your own requests"),
}
OUTCOMES = {
    "passed": message("passed"),
    "allowed": message("allowed"),
    "denied": message("refused"),
    "skipped": message("not asked"),
}
DECIDED = ("allowed", "denied")
"""Outcomes of the one step that decided."""
_LAST_STEP = len(STEP_NAMES) - 1


@dataclass
class StepsFound(Message):
    """The steps of an explanation have been worked out."""

    steps: Sequence[Step]
    problem: str = ""


def why_lines(explanation: Explanation) -> list[tuple[str, str]]:
    """What a why-card says, as pairs of heading and text; a heading may be empty."""
    decision = explanation.decision
    if not decision.found:
        # AC50: outside of his scope the card must read the same as for a wrong id.
        return [("", _("Not found."))]
    rule = _(
        "Rule {rule} · decided at step {step} of {last}, {name}",
        rule=decision.rule,
        step=decision.step,
        last=_LAST_STEP,
        name=_(STEP_NAMES[decision.step]),
    )
    lines = [("", str(decision.because)), ("", rule)]
    lines += [(_("Open by"), ways_text(explanation.ways))] if explanation.ways else []
    if decision.allowed:
        return lines + _allowed_lines(decision)
    return lines + _denied_lines(decision, explanation.grantors)


def _allowed_lines(decision: Decision) -> list[tuple[str, str]]:
    return [(_("Reaches"), str(SCOPES[decision.scope]))] if decision.scope is not None else []


def _denied_lines(decision: Decision, grantors: Sequence[Person]) -> list[tuple[str, str]]:
    nobody = decision.remedy_class is RemedyClass.NOBODY or not grantors
    who = _("nobody") if nobody else ", ".join(_person(person) for person in grantors)
    remedy = str(decision.remedy)
    return [(_("Who can"), who), *([(_("You could"), remedy)] if remedy else [])]


def _person(person: Person) -> str:
    if not person.name:  # AC48: one whom the reader may not see is named by what he is
        return str(person.why or "")
    return _("{name} ({why})", name=person.name, why=person.why) if person.why else person.name


def step_lines(steps: Sequence[Step]) -> list[tuple[str, str]]:
    """Each step of 9.3 with its outcome, rule and reason."""
    lines = []
    for step in steps:
        outcome = str(OUTCOMES.get(step.outcome, step.outcome))
        decided = step.outcome in DECIDED
        head = f"{'▸ ' if decided else ''}{step.number} {step.title}"
        rule = f" · {step.rule}" if step.rule else ""
        because = str(step.because)
        lines.append((head, f"{outcome}{rule}{': ' if because else ''}{because}"))
    return lines


class WhyAnswer(StrEnum):
    """What one wants after having read a card."""

    ASK = "ask"  # for access
    DO = "do"  # what is allowed


class WhyCard(Dialog[WhyAnswer]):
    """Explains one decision. `action` is what was asked, as a title: "Delete", "Delete Łucja Wiśniewska".

    `steps` works out the steps where the explanation does not hold them; it is called in a thread. `asks`: there is
    somebody to ask for access (AC48). `does`: enter does what is allowed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "steps", "Every step", id="why.steps", show=False),
        Binding("y", "copy", "Copy", id="why.copy", show=False),
        Binding("r", "ask", "Ask for access", id="why.ask", show=False),
        Binding("enter", "go", "Do it", id="why.do", show=False),
        Binding("q", "leave", "Close", id="why.close", show=False),
        Binding("j", "scroll(1)", "Down", id="why.down", show=False),
        Binding("k", "scroll(-1)", "Up", id="why.up", show=False),
    ]

    def __init__(
        self,
        action: str,
        explanation: Explanation,
        *,
        steps: Callable[[], Sequence[Step]] | None = None,
        asks: bool = False,
        does: bool = False,
    ) -> None:
        super().__init__(_why_title(action, explanation.decision))
        self.asks, self.does = asks, does and explanation.decision.allowed
        self.explanation = explanation
        self.steps = tuple(explanation.steps)
        self._find_steps = steps
        self._all_steps = False

    def body(self) -> ComposeResult:
        with VerticalScroll(id="scroll"):
            yield Static(shown(self._lines), id="text")

    def keys(self) -> Keys:
        every = [("e", _("the short answer") if self._all_steps else _("every step"))]
        ask = [("r", _("ask for it"))] if self.asks else []
        do = [("enter", _("do it"))] if self.does else []
        return [*do, *ask, *(every if self._has_steps else []), ("y", _("copy")), ("esc", _("close"))]

    @property
    def _has_steps(self) -> bool:
        return self.explanation.decision.found and bool(self.steps or self._find_steps)

    def on_mount(self) -> None:
        self.query_one("#scroll").focus()

    @property
    def _lines(self) -> Pairs:
        return step_lines(self.steps) if self._all_steps else why_lines(self.explanation)

    def action_steps(self) -> None:
        """Turn between the short answer and every step."""
        if not self._has_steps:
            return
        self._all_steps = not self._all_steps
        if self._all_steps and not self.steps:
            self._look_up_steps()
        self._redraw()

    def _redraw(self) -> None:
        self.query_one("#text", Static).update(shown(self._lines))
        self.query_one("#scroll").scroll_home(animate=False)
        self.show_keys()

    @work(thread=True, exclusive=True, group="steps", exit_on_error=False)
    def _look_up_steps(self) -> None:
        if self._find_steps is None:
            return
        try:
            self.post_message(StepsFound(self._find_steps()))
        except CrmError as error:
            self.post_message(StepsFound((), str(error)))

    @on(StepsFound)
    def _show_steps(self, found: StepsFound) -> None:
        self.steps = tuple(found.steps)
        self.show_problem(found.problem)
        self._redraw()

    def action_ask(self) -> None:
        """Ask somebody who can grant it."""
        if self.asks:
            self.dismiss(WhyAnswer.ASK)

    def action_go(self) -> None:
        """Do what is allowed, else close."""
        self.dismiss(WhyAnswer.DO if self.does else None)

    def action_copy(self) -> None:
        """Copy what the card says."""
        self.app.copy_to_clipboard(f"{self.dialog_title}\n{plain(self._lines)}")
        self.notify(_("Copied."), markup=False)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#scroll").scroll_relative(y=lines, animate=False)


def _why_title(action: str, decision: Decision) -> str:
    if decision.allowed:
        return _("{action} is available", action=action)
    return _("{action} is not available", action=action)
