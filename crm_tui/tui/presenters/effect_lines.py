"""What a draft does, as lines of a pane beside it (AC58)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.effects import Effect
from crm_tui.tui.presenters.diffs import diff_pairs
from crm_tui.tui.presenters.effects import effect_summary, shift_pairs
from crm_tui.tui.presenters.lines import Line, Tone

FEW, WIDTH = 3, 120
"""Of `few_words`: who is told one by one, and how many characters of each."""


def effect_lines(effect: Effect, names: Mapping[str, str]) -> list[Line]:
    """`names` of modules and fields, as `effects.shift_pairs` takes them.

    In one line what comes of it, then the promises that it would break, who gains and loses what, what it alters."""
    broken = [Line(_("Broken promise: {label}", label=each), tone=Tone.BAD, sign="!", wrap=True)
              for each in effect.broken]  # fmt: skip
    lines = [Line(effect_summary(effect), tone=Tone.STRONG, wrap=True), *broken]
    for pairs in (shift_pairs(effect.shifts, names), diff_pairs(effect.diffs, names)):
        lines += [Line(), *(line for head, text in pairs for line in _pair(head, text))] if pairs else []
    return lines


def few_words(effect: Effect, names: Mapping[str, str], but: str = "") -> list[str]:
    """The same for a question with little room: what comes of it, broken promises, and the first who are concerned.

    `but`: the login of whom it is all about.
    """
    broken = [_("Broken promise: {label}", label=display_text(label)) for label in effect.broken]
    pairs = shift_pairs([shift for shift in effect.shifts if shift.login != but], names)
    told = [f"{head}: {text}" if head else text for head, text in pairs[:FEW]]
    rest = len(pairs) - len(told)
    more = [ngettext("and {count} more change", "and {count} more changes", rest)] if rest else []
    return [effect_summary(effect), *broken, *(_cut(line) for line in told), *more]


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def _pair(head: str, text: str) -> list[Line]:
    """The head on a line of its own: beside a tree there is little room."""
    heads = [Line(display_text(head), tone=Tone.HEADING, wrap=True)] if head else []
    return [*heads, Line(f"  {display_text(text)}", wrap=True)]
