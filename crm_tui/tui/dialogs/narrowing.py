"""Which of the given lines a typed text leaves, best first: pure, for lists that are all here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from crm_tui.base.text import fold
from crm_tui.tui.dialogs.choice_list import PickItem

T = TypeVar("T")


def narrow(items: Sequence[PickItem[T]], text: str) -> list[PickItem[T]]:
    """The items whose label or detail holds all typed words; those that start with the text come first."""
    typed = fold(text.strip())
    if not typed:
        return list(items)
    ranked = [(rank, at, item) for at, item in enumerate(items) if (rank := _rank(item, typed)) is not None]
    return [item for _rank_of, _at, item in sorted(ranked, key=lambda entry: entry[:2])]


def _rank(item: PickItem[T], typed: str) -> int | None:
    label = fold(item.label)
    if label.startswith(typed):
        return 0
    if re.search(rf"\b{re.escape(typed)}", label):
        return 1
    whole = f"{label} {fold(item.detail)}"
    return 2 if all(word in whole for word in typed.split()) else None
