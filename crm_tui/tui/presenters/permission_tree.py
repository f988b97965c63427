"""The permissions of a profile as a tree: what is on, what a draft changes, what is fixed and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text, fold
from crm_tui.tui.presenters.lines import Line, Tone

Draft = Mapping[str, bool]
"""Id of a switch -> how it shall stand; only switches that differ from what is saved."""

CHANGED = "*"
"""In front of what the draft changes."""


class Mark(StrEnum):
    """How a switch stands, or all those below a branch."""

    ON = "[x]"
    OFF = "[ ]"
    SOME = "[-]"


@dataclass(frozen=True, slots=True)
class Node:
    """A branch of the tree, or a switch at its end (without `children`), which is `on` as it is saved.

    `id` is unique in the tree; `switch` is not: one and the same switch stands under its module, and under its
    permission beside those of other modules. `reason` says why it is fixed; empty for one that can be turned.
    """

    id: str
    title: str
    switch: str = ""
    on: bool = False
    reason: str = ""
    children: tuple[Node, ...] = ()

    @property
    def switches(self) -> tuple[Node, ...]:
        """All switches from here down, each once."""
        return tuple({each.switch: each for each in self._ends()}.values())

    @property
    def fixed(self) -> bool:
        """Whether nothing from here down can be turned."""
        return all(each.reason for each in self._ends())

    def _ends(self) -> Iterator[Node]:
        if not self.children:
            yield self
        for child in self.children:
            yield from child._ends()


def mark(node: Node, draft: Draft) -> Mark:
    """How a node stands under a draft."""
    states = {draft.get(each.switch, each.on) for each in node.switches}
    if len(states) > 1:
        return Mark.SOME
    return Mark.ON if True in states else Mark.OFF


def turned(node: Node, draft: Draft) -> dict[str, bool]:
    """The draft after a node was turned: a branch turns all below it on, or off where all that can be turned are on.

    Fixed switches stay. What comes back to how it is saved is no change.
    """
    free = [each for each in node.switches if not each.reason]
    on = not all(draft.get(each.switch, each.on) for each in free)
    kept = {id_: value for id_, value in draft.items() if id_ not in {each.switch for each in free}}
    return kept | {each.switch: on for each in free if each.on is not on}


def found(nodes: Iterable[Node], id_: str) -> Node | None:
    """The node of an id, wherever it stands."""
    for node in nodes:
        deeper = node if node.id == id_ else found(node.children, id_)
        if deeper is not None:
            return deeper
    return None


def above(nodes: Iterable[Node], id_: str) -> Node | None:
    """The branch on which a node stands; None for one at the root."""
    for node in nodes:
        if any(child.id == id_ for child in node.children):
            return node
        if (deeper := above(node.children, id_)) is not None:
            return deeper
    return None


def narrowed(nodes: Iterable[Node], text: str) -> tuple[Node, ...]:
    """What a search leaves: the switches whose words, with those of their branches, hold all of the text."""
    words = fold(text).split()
    return tuple(each for node in nodes if (each := _narrowed(node, words, "")) is not None)


def tree_lines(nodes: Iterable[Node], draft: Draft, unfolded: Collection[str] | None) -> list[Line]:
    """The lines in view: what stands on unfolded branches; None unfolds all."""
    return [line for node in nodes for line in _lines(node, draft, unfolded, 0)]


def _narrowed(node: Node, words: Collection[str], way: str) -> Node | None:
    """The part of a node that a search leaves. `way`: the folded titles above it."""
    way = f"{way} {fold(node.title)}"
    if not node.children:
        return node if all(word in way for word in words) else None
    children = tuple(each for child in node.children if (each := _narrowed(child, words, way)) is not None)
    return replace(node, children=children) if children else None


def _lines(node: Node, draft: Draft, unfolded: Collection[str] | None, depth: int) -> Iterator[Line]:
    is_open = unfolded is None or node.id in unfolded
    yield _line(node, draft, depth, is_open=is_open)
    for child in node.children if is_open else ():
        yield from _lines(child, draft, unfolded, depth + 1)


def _line(node: Node, draft: Draft, depth: int, *, is_open: bool) -> Line:
    changed = sum(each.switch in draft for each in node.switches)
    fold_sign = ("▾" if is_open else "▸") if node.children else " "
    title = display_text(node.title)
    return Line(
        f"{'  ' * depth}{fold_sign} {mark(node, draft)} {f'({title})' if node.fixed else title}",
        tone=Tone.OFF if node.fixed else Tone.STRONG if changed else Tone.PLAIN,
        key=node.id,
        sign=CHANGED if changed else " ",
        note=_note(node, draft, changed),
    )


def _note(node: Node, draft: Draft, changed: int) -> str:
    """Why a switch is fixed or what it was; of a branch, how many are on and changed."""
    if node.reason:
        return display_text(node.reason)
    if not node.children:
        return (_("was on") if node.on else _("was off")) if changed else ""
    on = sum(draft.get(each.switch, each.on) for each in node.switches)
    return " · ".join(each for each in (f"{on}/{len(node.switches)}", changed_words(changed)) if each)


def changed_words(count: int) -> str:
    """How much a draft changes; nothing for nothing."""
    return ngettext("{count} changed", "{count} changed", count) if count else ""
