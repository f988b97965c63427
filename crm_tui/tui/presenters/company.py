"""Who else is at a record, in words that fit into the line above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.doors import Doing, Presence
from crm_tui.tui.presenters.lines import Tone

NAMED = 2
"""So many people are named; the others are counted."""
SIGN = "●"
EDITS = "✎"
"""Stands for the word where there is room for little more than a name."""


@dataclass(frozen=True, slots=True)
class Company:
    """`texts`: the same in fewer and fewer words, none where nobody else is there; they have passed `display_text`."""

    texts: tuple[str, ...] = ()
    tone: Tone = Tone.PLAIN

    @property
    def text(self) -> str:
        """In all words."""
        return self.texts[0] if self.texts else ""


def company_of(others: Sequence[Presence]) -> Company:
    """Those who edit first, as they are given. Somebody who edits is a warning, by a word and a colour."""
    if not others:
        return Company()
    texts = [_told(others, named) for named in range(min(NAMED, len(others)), 0, -1)]
    editor = next((one for one in others if one.doing is Doing.EDITS), None)
    if editor is None:
        return Company((*texts, f"{SIGN} {len(others)}"), Tone.LINK)
    return Company(tuple(dict.fromkeys((*texts, *_briefly(editor)))), Tone.WARN)


def _told(others: Sequence[Presence], named: int) -> str:
    words = [_words(one) for one in others[:named]]
    more = len(others) - named
    words += [_("{count} more", count=more)] if more else []
    return f"{SIGN} {' · '.join(words)}"


def _briefly(editor: Presence) -> tuple[str, ...]:
    """Where there is no room for a whole name: the first of its words, and a sign for what he does."""
    first = next(iter(display_text(editor.name).split()), "")
    return f"{SIGN} {_editing(first)}", f"{SIGN} {EDITS} {first}", f"{SIGN} {EDITS}"


def _words(one: Presence) -> str:
    name = display_text(one.name)
    return _editing(name) if one.doing is Doing.EDITS else _("{name} looks", name=name)


def _editing(name: str) -> str:
    return _("{name} is editing", name=name)
