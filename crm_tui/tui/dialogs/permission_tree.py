"""The permissions of a profile: a tree to walk and turn, and beside it what the draft does (AC11, 9.4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.drafting import Acts, DraftDialog, shelf_of
from crm_tui.tui.panes.area import AreaPane
from crm_tui.tui.presenters.permission_tree import Node, above, changed_words, found, narrowed, tree_lines, turned


class PermissionTree(DraftDialog[dict[str, bool]]):
    """Turn several switches, see what they do, save. `nodes` are the tree as it is saved."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,x", "turn", "Turn", id="tree.turn", show=False),
        Binding("right,l", "unfold", "Unfold", id="tree.unfold", show=False),
        Binding("left,h", "fold", "Fold", id="tree.fold", show=False),
        Binding("enter", "open_or_close", "Fold", id="tree.enter", show=False),
    ]

    def __init__(self, title: str, nodes: Sequence[Node], acts: Acts[dict[str, bool]]) -> None:
        super().__init__(title, acts)
        self.nodes = tuple(nodes)
        self.draft: dict[str, bool] = {}
        self.unfolded: frozenset[str] = frozenset()

    def left(self) -> Widget:
        pane = AreaPane(id="left")
        pane.keys = {}
        return pane

    def keys(self) -> Keys:
        return [("←→", _("fold")), *super().keys()]

    @property
    def _pane(self) -> AreaPane:
        return self.query_one("#left", AreaPane)

    @property
    def _shown(self) -> tuple[Node, ...]:
        return narrowed(self.nodes, self.text) if self.text.strip() else self.nodes

    @property
    def _current(self) -> Node | None:
        line = self._pane.line
        return found(self._shown, line.key) if line is not None else None

    def repaint(self) -> None:
        lines = tree_lines(self._shown, self.draft, None if self.text.strip() else self.unfolded)
        self._pane.show(_("Permissions"), shelf_of(lines, _("nothing found")), changed_words(len(self.draft)),
                        keep=True)  # fmt: skip

    def action_turn(self) -> None:
        """Turn the switch under the cursor, or all that are on the branch and in view."""
        node = self._current
        if node is None:
            return
        if node.fixed:
            self.show_problem(node.switches[0].reason)
            return
        self.draft = turned(node, self.draft)
        self.drafted()

    def action_unfold(self) -> None:
        """Unfold the branch under the cursor."""
        if (node := self._current) is not None and node.children:
            self._fold(self.unfolded | {node.id})

    def action_fold(self) -> None:
        """Fold the branch under the cursor; from within it, go to it."""
        node = self._current
        if node is None:
            return
        if node.children and node.id in self.unfolded:
            self._fold(self.unfolded - {node.id})
        elif (branch := above(self._shown, node.id)) is not None:
            keys = [line.key for line in self._pane.lines]
            self._pane.go_to(keys.index(branch.id))

    def action_open_or_close(self) -> None:
        """Fold or unfold the branch under the cursor; a switch is turned."""
        node = self._current
        if node is None or not node.children:
            self.action_turn()
        else:
            self._fold(self.unfolded ^ {node.id})

    def _fold(self, unfolded: frozenset[str]) -> None:
        self.unfolded = unfolded
        self.repaint()
