"""The criteria line: live errors, and below it what may stand at the cursor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from crm_tui.base.messages import _
from crm_tui.base.text import fold
from crm_tui.domain.criteria import PeriodWord, parse
from crm_tui.domain.criteria.literals import operators_of
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import Choice, FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.inputs import TextInput
from crm_tui.tui.dialogs.picker import SearchList
from crm_tui.tui.dialogs.text import choice_label, content, field_label

_LAST_WORD = re.compile(r"""(?:"[^"]*|'[^']*|[^\s=<>!(),"']*)$""")
_TOKENS = re.compile(r"""!=|<=|>=|[=<>(),]|"[^"]*"|'[^']*'|[^\s=<>!(),"']+""")
_DATES = frozenset({FieldKind.DATE, FieldKind.DATETIME})
_OPERATORS = frozenset({"=", "!=", "<", "<=", ">", ">=", "contains", "starts"})


def split_last(text: str) -> tuple[str, str]:
    """A criteria text as what is finished and the word that is being typed."""
    found = _LAST_WORD.search(text)
    at = found.start() if found else len(text)
    return text[:at], text[at:]


def suggestions(text: str, module: ModuleDef) -> list[PickItem[str]]:
    """What may stand at the end of a criteria text: fields, then operators, then values, then and, or."""
    done, word = split_last(text)
    words = _TOKENS.findall(done)
    field = module.field(words[-1]) if words else None
    compared = module.field(words[-2]) if len(words) > 1 else None
    if field is not None and (compared is None or words[-1] not in _values(compared)):
        offered = _operator_items(field)
    elif compared is not None and words[-1].casefold() in _OPERATORS:
        offered = _value_items(compared)
    elif not words or words[-1].casefold() in ("and", "or", "not", "("):
        offered = [PickItem(each.api_name, each.api_name, field_label(each)) for each in module.fields]
    else:
        offered = [PickItem("and", "and", _("both")), PickItem("or", "or", _("one of them"))]
    typed = fold(word.strip("\"'"))
    return [item for item in offered if typed in fold(f"{item.label} {item.detail}")]


def _values(field: FieldDef) -> frozenset[str]:
    return frozenset(choice.api_name for choice in field.choices)


def _operator_items(field: FieldDef) -> list[PickItem[str]]:
    shown = [PickItem(str(each), str(each), _operator_words(str(each))) for each in operators_of(field.kind)]
    empty = [] if field.kind is FieldKind.CHECKBOX else [PickItem("empty", "empty", _("has no value"))]
    return [*shown, PickItem("in", "in", _("one of a list: in (a, b)")), *empty]


def _operator_words(operator: str) -> str:
    words = {
        "=": _("is"),
        "!=": _("is not"),
        "<": _("less than, before"),
        "<=": _("at most, not after"),
        ">": _("more than, after"),
        ">=": _("at least, not before"),
        "contains": _("has this in it"),
        "starts": _("begins with"),
    }
    return words.get(operator, "")


def _value_items(field: FieldDef) -> list[PickItem[str]]:
    if field.choices:
        return [_choice_item(field, each) for each in field.choices]
    if field.kind in _DATES:
        return [PickItem(word.value, word.value) for word in PeriodWord if not word.value.endswith("_days")]
    if field.kind is FieldKind.CHECKBOX:
        return [PickItem("true", "true", _("yes")), PickItem("false", "false", _("no"))]
    return [PickItem("me", "me", _("you"))] if field.kind is FieldKind.USER else []


def _choice_item(field: FieldDef, choice: Choice) -> PickItem[str]:
    label = choice_label(field, choice)
    return PickItem(_quoted(choice.api_name), choice.api_name, label if label != choice.api_name else "")


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w.+-]+", word) else '"' + word.replace('"', '\\"') + '"'


class FilterBuilder(SearchList[str]):
    """Write criteria; dismissed with the text (empty: no filter), None when left.

    `module` holds only the fields that the person may see. `check` may refuse what the parser takes, by Invalid.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "insert", "Insert", id="filter.insert", show=False, priority=True),
        Binding("ctrl+s,f2", "apply", "Apply", id="filter.apply", show=False),
    ]

    def __init__(
        self, title: str, module: ModuleDef, text: str = "", check: Callable[[str], object] | None = None
    ) -> None:
        super().__init__(title, text=text, empty=" ", placeholder="Status = New and Company contains opt")
        self.module = module
        self.check = check

    def body(self) -> ComposeResult:
        yield from super().body()
        yield Static(id="verdict")

    def keys(self) -> Keys:
        return [("tab", _("insert")), ("↑↓", _("move")), ("enter", _("apply")), ("esc", _("close"))]

    def list_height(self) -> int:
        return 8

    def lines(self, text: str) -> list[PickItem[Any]]:
        return list(suggestions(text, self.module))

    def look(self, text: str) -> None:
        super().look(text)
        self._judge()

    def _judge(self) -> None:
        verdict = self.query_one("#verdict", Static)
        problem = self.problem_of(self.text)
        verdict.update(content(f"… {problem}" if problem else ("✓" if self.text.strip() else _("no filter: all"))))

    def problem_of(self, text: str) -> str:
        """What is wrong with a criteria text; empty when nothing is."""
        if not text.strip():
            return ""
        try:
            parse(text, self.module)
            if self.check is not None:
                self.check(text)
        except Invalid as error:
            return str(error.text)
        return ""

    def action_insert(self) -> None:
        """Put the word under the cursor into the line."""
        item = self.choices.current
        if item is None:
            return
        done, _word = split_last(self.text)
        text = self.query_one("#text", TextInput)
        blank = "" if not done or done.endswith((" ", "(")) else " "
        text.value = f"{done}{blank}{item.value} "
        text.cursor_position = len(text.value)

    def take_current(self) -> None:
        self.action_apply()

    def action_apply(self) -> None:
        """Filter by the line, unless something is wrong with it."""
        problem = self.problem_of(self.text)
        if problem:
            self.show_problem(problem)
        else:
            self.dismiss(self.text.strip())
