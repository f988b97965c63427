"""An open form whose record somebody else changes: says who changed what, takes it where nothing was typed, and keeps
what was typed beside it (decision 0012)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crm_tui.base.messages import _, message
from crm_tui.domain.errors import Conflict, CrmError
from crm_tui.domain.records import Since, SinceBy
from crm_tui.tui.forms.field_row import FieldRow
from crm_tui.tui.off_loop import off_loop

if TYPE_CHECKING:
    from crm_tui.tui.forms.record_form import RecordForm

AskSince = Callable[[int], Since]
"""What became of the record since a version; runs in a thread; raises CrmError."""


class Underneath:
    """Follows the record of one form. The form's version is that of the newest values that stand in it."""

    def __init__(self, form: RecordForm, since: AskSince | None) -> None:
        self._form, self._since = form, since
        self.held = False
        """Whether something was left for later."""

    async def look(self) -> None:
        """Take up what changed. A record that is gone closes its form elsewhere; in mid-save the answer tells."""
        form, since = self._form, self._since
        version, self.held = form.version, not self._may_move
        if since is None or version is None or self.held:
            return
        try:
            news = await off_loop(lambda: since(version))
        except CrmError:
            return
        self.held = not self._may_move
        if news.version != version == form.version and not self.held:
            form.version = news.version
            self._take(news)

    @property
    def _may_move(self) -> bool:
        """Not while it is saved, nor under a list or a question that was made of what stands in it."""
        return not self._form.saving and self._form.app.screen is self._form

    def _take(self, news: Since) -> None:
        if not news.by:  # Only what is hidden changed: not a word, and no time of change either (AC08).
            return
        by = {name: one.user.name for one in news.by for name in one.fields}
        last = news.by[-1].user.name
        for name, row in self._form.rows.items():
            if name in news.values and news.values[name] != row.base:
                row.meet(news.values[name], by.get(name, last))
        self._form.say_news(" · ".join(self._words(one) for one in news.by))

    def _words(self, one: SinceBy) -> str:
        if one.kind == "converted":
            return _("{user} converted this lead just now", user=one.user.name)
        labels = [self._form.rows[name].label for name in one.fields if name in self._form.rows]
        if not labels:
            return _("{user} changed this record just now", user=one.user.name)
        return _("{user} changed {fields} just now", user=one.user.name, fields=", ".join(labels))

    def conflict(self) -> Conflict | None:
        """Fields that both changed and of which none was chosen yet, as a stale save would tell of them."""
        rows = [row for row in self._form.rows.values() if row.clashes and row.touched and not self._agree(row)]
        if not rows:
            return None
        by = ", ".join(dict.fromkeys(row.theirs.by for row in rows if row.theirs))
        return Conflict(
            message("{name} was changed by {user} meanwhile.", name=self._form.spec.title, user=by),
            theirs={row.api_name: row.theirs.value for row in rows if row.theirs},
            mine={row.api_name: row.check() for row in rows},
            version=self._form.version or 0,
            changed_by=by,
        )

    def _agree(self, row: FieldRow) -> bool:
        return row.theirs is not None and row.says(row.theirs.value)
