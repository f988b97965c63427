"""A searching list: type to narrow, arrows move, enter takes. Look-ups run in a thread, late answers are dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input
from textual.worker import Worker, WorkerState, get_current_worker

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError
from crm_tui.domain.fields import Value
from crm_tui.tui.dialogs.choice_list import ChoiceList, PickItem
from crm_tui.tui.dialogs.dialog import Dialog, Keys, ResultT, WorkFailed
from crm_tui.tui.dialogs.inputs import TextInput
from crm_tui.tui.dialogs.narrowing import narrow

T = TypeVar("T")
Source = Callable[[str], Sequence[PickItem[T]]]
"""Finds what fits a text; called in a thread, it may use the services."""


@dataclass
class Answered(Message):
    """A search has come back; `serial` tells which one."""

    serial: int
    items: Sequence[PickItem[Any]]
    problem: str = ""


class SearchList(Dialog[ResultT]):
    """A line to type in and the list that it narrows; subclasses say what taking a line does.

    `items` are all here and narrowed at once; `search` is asked in a thread at each change and stands below them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", id="picker.down", show=False),
        Binding("up", "move(-1)", "Up", id="picker.up", show=False),
        Binding("pagedown", "page(1)", "Page down", id="picker.page_down", show=False),
        Binding("pageup", "page(-1)", "Page up", id="picker.page_up", show=False),
    ]

    def __init__(
        self,
        title: str,
        *,
        items: Sequence[PickItem[Any]] = (),
        search: Source[Any] | None = None,
        text: str = "",
        placeholder: str = "",
        empty: str = "",
    ) -> None:
        super().__init__(title)
        self.items = list(items)
        self.search = search
        self.first_text = text
        self.placeholder = placeholder or _("type to find")
        self.empty = empty or _("nothing found")
        self.answers: Sequence[PickItem[Any]] = ()
        self._serial = 0
        self._looked_for: str | None = None
        self._answered = 0
        self._anew = False
        """Whether what is typed is searched for again, and the cursor stays on its line."""

    def body(self) -> ComposeResult:
        yield TextInput(self.first_text, placeholder=self.placeholder, id="text")
        yield ChoiceList(self.empty, id="choices")

    def keys(self) -> Keys:
        return [("↑↓", _("move")), ("enter", _("choose")), ("esc", _("close"))]

    @property
    def text(self) -> str:
        """What is typed now."""
        return self.query_one("#text", TextInput).value

    @property
    def choices(self) -> ChoiceList:
        return self.query_one("#choices", ChoiceList)

    def on_mount(self) -> None:
        self.query_one("#text", TextInput).focus()
        self.choices.styles.height = self.list_height()
        self.look(self.first_text)

    def list_height(self) -> int:
        """Lines of the list; one that is all here does not grow, so it has no empty lines."""
        return 12 if self.search is not None else max(3, min(12, len(self.lines(""))))

    def look(self, text: str) -> None:
        """Show what fits a text: at once what is here, then what the search finds."""
        self._serial += 1
        self._looked_for, self._anew = text, False
        self.answers = ()
        if self.search is not None:
            self._ask(self._serial, text)
        self.redraw(_("searching…") if self.search else self.empty)

    def redraw(self, empty: str | None = None, cursor: int = 0) -> None:
        """Show the lines that fit now."""
        self.choices.show(self.lines(self.text), cursor, self.empty if empty is None else empty)

    def lines(self, text: str) -> list[PickItem[Any]]:
        """The lines that fit a text, in order."""
        return [*narrow(self.items, text), *self.answers]

    @work(thread=True, exclusive=True, group="search", exit_on_error=False)
    def _ask(self, serial: int, text: str) -> None:
        if self.search is None:
            return
        try:
            answer = Answered(serial, self.search(text))
        except CrmError as error:
            answer = Answered(serial, (), str(error))
        if not get_current_worker().is_cancelled:
            self.post_message(answer)

    @on(Answered)
    def _take_answer(self, answer: Answered) -> None:
        # A slow answer to a text that is no longer there would replace the right one.
        if answer.serial == self._serial:
            here = self.choices.current if self._anew else None
            self.answers, self._anew, self._answered = answer.items, False, answer.serial
            self.show_problem(answer.problem)
            self.redraw(cursor=self._place_of(here))

    def _place_of(self, item: PickItem[Any] | None) -> int:
        """Where a line stands now; else where the cursor is."""
        lines = self.lines(self.text)
        return lines.index(item) if item in lines else self.choices.cursor

    async def changed_underneath(self) -> None:
        """Search again for what is typed; what was found stays until then, and the cursor on its line."""
        if self.search is not None and self._answered == self._serial:
            self._serial += 1
            self._anew = True
            self._ask(self._serial, self.text)

    @on(Worker.StateChanged)
    def _search_failed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.show_problem(_("The search did not work."))
            self.redraw()
            self.post_message(WorkFailed(event.worker.error))

    @on(Input.Changed, "#text")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        # The text that the list opens with is announced as a change too.
        if event.value != self._looked_for:
            self.show_problem("")
            self.look(event.value)

    @on(Input.Submitted, "#text")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.take_current()

    @on(ChoiceList.Clicked)
    def _clicked(self) -> None:
        self.take_current()

    def take_current(self) -> None:
        """Take the line under the cursor, or say why it cannot be taken."""
        item = self.choices.current
        if item is None:
            return
        if item.reason:
            self.refused(item)
        else:
            self.take(item)

    def take(self, item: PickItem[Any]) -> None:
        """A line was chosen."""
        raise NotImplementedError

    def refused(self, item: PickItem[Any]) -> None:
        """A line was chosen that cannot be."""
        self.show_problem(item.reason)

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        self.choices.move(lines)

    def action_page(self, pages: int) -> None:
        """Move the cursor by pages."""
        self.choices.move(pages * self.choices.page)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()


class Picker(SearchList[ResultT]):
    """Choose one: dismissed with the value of the chosen line, or None."""

    def take(self, item: PickItem[Any]) -> None:
        self.dismiss(item.value)


class RecordSearch(Picker[Value]):
    """Without a word nothing is looked for, so nothing is said of what was found."""

    def redraw(self, empty: str | None = None, cursor: int = 0) -> None:
        super().redraw(empty if self.text.strip() else "", cursor)
