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
    edited = any(one.doing is Doing.EDITS for one in others)
    texts = [_told(others, named) for named in range(min(NAMED, len(others)), 0, -1)]
    return Company((*texts, _counted(others, edited)), Tone.WARN if edited else Tone.LINK)


def _told(others: Sequence[Presence], named: int) -> str:
    words = [_words(one) for one in others[:named]]
    more = len(others) - named
    words += [_("{count} more", count=more)] if more else []
    return f"{SIGN} {' · '.join(words)}"


def _counted(others: Sequence[Presence], edited: bool) -> str:
    """Where there is no room for a name."""
    words = _("edited") if edited else str(len(others))
    return f"{SIGN} {words}"


def _words(one: Presence) -> str:
    name = display_text(one.name)
    return _("{name} is editing", name=name) if one.doing is Doing.EDITS else _("{name} looks", name=name)
