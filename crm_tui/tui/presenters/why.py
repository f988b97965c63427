"""Decisions of the rules as lines: why not, who can, and every step; and the list of all actions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from crm_tui.base.messages import Message, _
from crm_tui.base.text import display_text
from crm_tui.domain.decisions import Explanation, Person
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.record import heading


class ActionTitle(Protocol):
    """What the catalogue of actions says of one (`crm_tui.policy.actions.ActionDef`)."""

    @property
    def id(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def title(self) -> Message: ...
    @property
    def built(self) -> bool: ...


def why_lines(explanation: Explanation) -> list[Line]:
    """Because, rule, who can grant it and what would help; then the steps, if it has any."""
    decision = explanation.decision
    lines = [
        Line(display_text(str(decision.because)), wrap=True),
        Line(_("Rule {rule} · decided at step {step} of 9", rule=decision.rule, step=decision.step), tone=Tone.MUTED),
    ]
    if explanation.grantors:
        lines += [Line(), Line(", ".join(map(person_text, explanation.grantors)), _("Who can"), wrap=True)]
    if remedy := display_text(str(decision.remedy)):
        lines.append(Line(remedy, _("You could"), wrap=True))
    return [*lines, *step_lines(explanation)]


def step_lines(explanation: Explanation) -> list[Line]:
    """Every step of an explanation: number, title, what it found, and its rule."""
    if not explanation.steps:
        return []
    lines = [Line(), heading(_("Step by step"))]
    for step in explanation.steps:
        tone = {"allowed": Tone.GOOD, "denied": Tone.BAD}.get(step.outcome, Tone.MUTED)
        title = f"{step.number} {display_text(str(step.title))}"
        text = f"{display_text(str(step.because))} ({display_text(step.rule)})" if step.rule else str(step.because)
        lines.append(Line(display_text(text), title, tone, sign=_OUTCOMES.get(step.outcome, "·"), wrap=True))
    return lines


_OUTCOMES = {"allowed": "✓", "denied": "✗", "passed": "·", "skipped": "–"}


def person_text(person: Person) -> str:
    """Somebody who could grant it, with the reason why he can."""
    name = display_text(person.name)
    return f"{name} ({display_text(str(person.why))})" if person.why else name


def action_lines(actions: Iterable[tuple[ActionTitle, Explanation]]) -> list[Line]:
    """AC55: every action on a record, allowed or not, by group; enter runs one or opens its why-card."""
    lines: list[Line] = []
    group = ""
    for action, explanation in actions:
        if action.group != group:
            group = action.group
            words = _(group)
            lines += [*([Line()] if lines else []), heading(words[:1].upper() + words[1:])]
        lines += _action_line(action, explanation)
    return lines


def _action_line(action: ActionTitle, explanation: Explanation) -> Iterator[Line]:
    title, key = display_text(str(action.title)), f"action:{action.id}"
    decision = explanation.decision
    if not decision.allowed:
        yield Line(f"({title})", tone=Tone.OFF, key=key, sign="✗")
        yield Line(
            f"    {display_text(str(decision.because))} ({display_text(decision.rule)})", tone=Tone.MUTED, wrap=True
        )
    elif action.built:
        yield Line(title, key=key, sign="✓")
    else:
        yield Line(
            _("{title} · allowed, not part of this version yet", title=title), tone=Tone.MUTED, key=key, sign="✓"
        )
