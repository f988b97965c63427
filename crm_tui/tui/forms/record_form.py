"""The form of a record: new, edit, clone and quick create are the same form with other values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Horizontal, VerticalScroll
from textual.widgets import Button, Input, Static

from crm_tui.base.messages import _, ngettext
from crm_tui.domain.errors import Conflict, CrmError, Invalid
from crm_tui.domain.fields import Value
from crm_tui.domain.values import is_empty
from crm_tui.tui.background import begin
from crm_tui.tui.dialogs.conflict import ConflictDialog, ConflictField, Side
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.saving import SavingDialog
from crm_tui.tui.dialogs.text import content
from crm_tui.tui.forms.edit_text import hint, plain_text
from crm_tui.tui.forms.editors import Edited, PickEditor
from crm_tui.tui.forms.field_row import FieldRow
from crm_tui.tui.forms.picking import open_list
from crm_tui.tui.forms.spec import FormSection, FormSpec, Save
from crm_tui.tui.forms.underneath import AskSince, Underneath


class RecordForm(SavingDialog[dict[str, object]]):
    """Enter a record; dismissed with the values that were saved (API name -> domain value), None when left.

    A new record sends every field that holds something, an edited one only the fields that were changed.
    `save` runs in a thread and what it gave back stands in `result`; without it the values are only handed over.
    On Invalid the fields show their errors, on Conflict both versions are shown, on Forbidden the why-card.
    """

    types_first: ClassVar[bool] = True
    """Whether a new one begins where one types: a choice that stands there is seldom what one came for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "Save", id="form.save", show=False),
        Binding("f3", "save(False)", "Save only", id="form.save_only", show=False),
        Binding("f4", "theirs", "Theirs", id="form.theirs", show=False),
        Binding("down", "app.focus_next", "Next field", id="form.next", show=False),
        Binding("up", "app.focus_previous", "Previous field", id="form.previous", show=False),
    ]

    def __init__(
        self, spec: FormSpec, save: Save | None = None, *, quick: bool = False, since: AskSince | None = None
    ) -> None:
        super().__init__(spec.title)
        self.spec = spec
        self.save = save
        self.quick = quick
        self.associate = True
        """Of a quick create: whether the new record shall be set at once (Save & associate, R13)."""
        self.version = spec.version
        self.rows: dict[str, FieldRow] = {}
        self.underneath = Underneath(self, since)
        self._values: dict[str, object] = {}
        self._marked_changed = False

    def body(self) -> ComposeResult:
        with VerticalScroll(id="fields", can_focus=False):
            for section in self.spec.sections:
                yield from self._section(section)
            if self.quick:
                yield from self._quick_buttons()
        news = Static(id="news")
        news.display = False
        yield news
        yield Static(id="hint")

    def _section(self, section: FormSection) -> ComposeResult:
        if section.title:
            yield Static(content(section.title), classes="section")
        with Grid(classes="rows two" if section.columns > 1 else "rows"):
            for each in section.fields:
                row = self.rows[each.field.api_name] = FieldRow(each, self.spec)
                yield row

    def _quick_buttons(self) -> ComposeResult:
        with Horizontal(id="buttons"):
            yield Button(content(_("Save & associate")), id="associate", compact=True)
            yield Button(content(_("Save")), id="save", compact=True)

    def quick_form(self, spec: FormSpec, save: Save) -> RecordForm:
        """The form for a record that a look-up misses."""
        return RecordForm(spec, save, quick=True)

    def keys(self) -> Keys:
        if self.quick:
            return [("ctrl+s/F2", _("save & associate")), ("F3", _("save")), ("esc", _("close"))]
        return [("ctrl+s/F2", _("save")), ("tab", _("next field")), ("esc", _("close"))]

    def on_mount(self) -> None:
        rows = list(self.rows.values())
        typing = self.types_first and self.version is None
        empty = [row for row in rows if typing and row.editor is not None and row.editor.typed]
        self._focus_first(empty or rows)

    def _focus_first(self, rows: Iterable[FieldRow]) -> None:
        row = next((row for row in rows if row.editor is not None), None)
        if row is not None and row.editor is not None:
            row.editor.focus()
            self._hint(row)

    @property
    def changed(self) -> bool:
        """Whether there is something to lose."""
        return any(row.touched for row in self.rows.values())

    def unsaved(self) -> str:
        return "\n".join(f"{row.label}: {row.typed}" for row in self.rows.values() if row.touched)

    # Leaving a field

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        row = event.widget.parent
        if isinstance(row, FieldRow):
            self._hint(row)

    def _hint(self, row: FieldRow) -> None:
        # A long error is cut in its row, so the line at the foot has all of it.
        words = f"! {row.error}" if row.error is not None else row.about_theirs or hint(row.spec.field)
        self.query_one("#hint", Static).update(content(words), layout=False)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        row = event.widget.parent
        if isinstance(row, FieldRow) and (row.touched or row.error is not None):
            self._check(row)
            self._summarise()

    def _check(self, row: FieldRow) -> bool:
        try:
            row.check()
        except Invalid:
            return False
        return True

    @on(Edited)
    def _edited(self) -> None:
        changed = self.changed
        if changed != self._marked_changed:
            # Only when it turns: a new border line repaints the whole form.
            self._marked_changed = changed
            self.query_one("#frame").border_subtitle = content(_("not saved")) if changed else None

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    @on(PickEditor.Wanted)
    def _list_wanted(self, event: PickEditor.Wanted) -> None:
        open_list(self, event)

    # Saving

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_save(event.button.id == "associate")

    def action_save(self, associate: bool = True) -> None:
        """Check all fields and save."""
        if self.saving:
            return
        self.associate = associate
        wrong = [row for row in self.rows.values() if row.editor is not None and not self._check(row)]
        if wrong:
            self._summarise()
            self._focus_first(wrong)
            return
        if (conflict := self.underneath.conflict()) is not None:
            self._ask_which(conflict)
            return
        self._values = self.values()
        if self.save is None:
            self.dismiss(self._values)
            return
        save, values, version = self.save, self._values, self.version
        self.save_by(lambda: save(values, version))

    def values(self) -> dict[str, object]:
        """What is sent: all that holds something for a new record, else only what was changed.

        Raises:
            Invalid: when a field cannot be read.
        """
        rows = [row for row in self.rows.values() if row.editor is not None]
        if self.version is not None:
            changed = [row for row in rows if row.sent or (row.touched and row.check() != row.base)]
            return {row.api_name: row.check() for row in changed}
        return {row.api_name: value for row in rows if not is_empty(value := row.check())}

    def after_save(self) -> None:
        self.dismiss(self._values)

    def when_refused(self, error: CrmError) -> None:
        if isinstance(error, Conflict) and (error.theirs or error.mine):
            self._ask_which(error)
        elif isinstance(error, Invalid) and error.fields:
            self._show_errors(error)
        else:
            super().when_refused(error)
        self._follow()

    def on_screen_resume(self) -> None:
        """What lay over the form has closed."""
        self._follow()

    def _follow(self) -> None:
        """Take up what was left while nothing might move."""
        if self.underneath.held:
            begin(self, self.underneath.look, "underneath")

    def _show_errors(self, error: Invalid) -> None:
        wrong = []
        elsewhere: list[str] = []
        for name, text in error.fields.items():
            row = self.rows.get(name)
            if row is None or row.editor is None:
                elsewhere.append(f"{name}: {text}")
                continue
            row.show_error(text)
            wrong.append(row)
        self._summarise(" ".join(elsewhere))
        self._focus_first(wrong)

    def _summarise(self, more: str = "") -> None:
        wrong = [row for row in self.rows.values() if row.error is not None]
        words = _wrong_words([row.label for row in wrong]) if wrong else ""
        self.show_problem(f"{words} {more}".strip())

    # Somebody else changed it meanwhile

    def _ask_which(self, conflict: Conflict) -> None:
        fields = [self._conflict_field(name, conflict) for name in {**conflict.theirs, **conflict.mine}]
        self.app.push_screen(
            ConflictDialog(str(conflict), conflict.changed_by, fields),
            lambda sides: self._settle(conflict, sides),
        )

    def _conflict_field(self, name: str, conflict: Conflict) -> ConflictField:
        row = self.rows.get(name)
        if row is None:
            return ConflictField(name, name, str(conflict.theirs.get(name, "")), str(conflict.mine.get(name, "")))

        def words(side: Mapping[str, object]) -> str:
            value: Value = side.get(name)  # type: ignore[assignment]  # errors hold plain objects
            return plain_text(row.spec.field, value, self.spec.context)

        return ConflictField(name, row.label, words(conflict.theirs), words(conflict.mine))

    def _settle(self, conflict: Conflict, sides: Mapping[str, Side] | None) -> None:
        if sides is None:
            self.show_problem(conflict)
            return
        self.version = conflict.version
        for name, side in sides.items():
            row = self.rows.get(name)
            if row is not None and side is Side.THEIRS:
                # What would follow from another field stays as theirs only where it is entered.
                row.sent = not row.touched
                row.take(conflict.theirs.get(name))  # type: ignore[arg-type]  # errors hold plain objects
            elif row is not None:
                row.settle()
        self.action_save()

    async def changed_underneath(self) -> None:
        await self.underneath.look()

    def say_news(self, words: str) -> None:
        """Who changed what, above the line that says what may be typed; the field with the keyboard says it too."""
        news = self.query_one("#news", Static)
        news.update(content(words))
        news.display = True
        self._hint_again()

    def action_theirs(self) -> None:
        """Take what somebody else wrote into this field, or have one's own back."""
        row = self.focused.parent if self.focused is not None else None
        if isinstance(row, FieldRow):
            row.turn()
            self._hint(row)

    def _hint_again(self) -> None:
        row = self.focused.parent if self.focused is not None else None
        if isinstance(row, FieldRow):
            self._hint(row)


def _wrong_words(labels: Sequence[str]) -> str:
    count, names = len(labels), ", ".join(labels)
    return ngettext("{count} field needs a look: {names}", "{count} fields need a look: {names}", count, names=names)
