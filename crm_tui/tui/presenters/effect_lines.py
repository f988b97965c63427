"""What a draft does, as lines of a pane beside it (AC58)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.effects import Effect
from crm_tui.tui.presenters.diffs import diff_pairs
from crm_tui.tui.presenters.effects import effect_summary, shift_pairs
from crm_tui.tui.presenters.lines import Line, Tone


def effect_lines(effect: Effect, names: Mapping[str, str]) -> list[Line]:
    """`names` of modules and fields, as `effects.shift_pairs` takes them.

    In one line what comes of it, then the promises that it would break, who gains and loses what, what it alters."""
    broken = [Line(_("Broken promise: {label}", label=each), tone=Tone.BAD, sign="!", wrap=True)
              for each in effect.broken]  # fmt: skip
    lines = [Line(effect_summary(effect), tone=Tone.STRONG, wrap=True), *broken]
    for pairs in (shift_pairs(effect.shifts, names), diff_pairs(effect.diffs, names)):
        lines += [Line(), *(line for head, text in pairs for line in _pair(head, text))] if pairs else []
    return lines


def _pair(head: str, text: str) -> list[Line]:
    """The head on a line of its own: beside a tree there is little room."""
    heads = [Line(display_text(head), tone=Tone.HEADING, wrap=True)] if head else []
    return [*heads, Line(f"  {display_text(text)}", wrap=True)]
