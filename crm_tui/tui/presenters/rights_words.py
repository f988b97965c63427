"""Words that several pages of rights share: sharing levels, organisation defaults, names for scripts, cards."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crm_tui.base.messages import N_
from crm_tui.base.text import display_text, fold
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.record import heading

DEFAULTS = {
    OrgDefault.PRIVATE: N_("Private"),
    OrgDefault.READ_ONLY: N_("Public Read Only"),
    OrgDefault.READ_WRITE: N_("Public Read/Write"),
    OrgDefault.READ_WRITE_DELETE: N_("Public Read/Write/Delete"),
}
"""AC14, from what opens nothing to what opens all."""

SHARED = {Level.READ: N_("Read Only"), Level.EDIT: N_("Read/Write"), Level.FULL: N_("Read/Write/Delete")}
"""AC15: what a sharing rule gives."""


def api_name_of(label: str) -> str:
    """A name for scripts made from one for people: "Sales Rep" -> "Sales_Rep"; empty where it has no Latin letter."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", " ".join(map(_plain, label.split()))).strip("_")
    return re.sub(r"^[0-9_]+", "", name)[:50].strip("_")


def _plain(word: str) -> str:
    """Without marks, as it is written large or small."""
    folded = fold(word)
    same = len(folded) == len(word)
    return "".join(f.upper() if w.isupper() else f for f, w in zip(folded, word, strict=True)) if same else folded


def fact(label: str, value: object) -> Line:
    """A line of a card: what, and how it stands."""
    return Line(display_text(value), label, wrap=True)


def named_lines(title: str, names: Iterable[str], none: str) -> list[Line]:
    """A heading with names below it, or what to say where there is none."""
    lines = [Line(f"  {display_text(name)}", wrap=True) for name in names]
    return [Line(), heading(title), *(lines or [Line(f"  {none}", tone=Tone.MUTED, wrap=True)])]
