"""Why there is no session, in words for a person or as JSON for a script, and the status that goes with it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.cli.doors import told_outside
from crm_tui.cli.errors import error_json
from crm_tui.cli.output import Json, Output
from crm_tui.domain.errors import CrmError, LimitReached
from crm_tui.serve.journal import trace_of
from crm_tui.serve.limits import Full
from crm_tui.serve.spawning import NotStarted


@dataclass(frozen=True, slots=True)
class Refusal:
    """`kind` is for the log, and `trace` of what nobody foresaw; `told` what a script reads."""

    kind: str
    words: str
    status: int
    told: dict[str, Json] = field(default_factory=dict)
    trace: str = ""

    def line(self, *, as_json: bool) -> str:
        """What is told, with line ends."""
        if not as_json:
            return display_text(self.words) + "\n"
        out = io.StringIO()
        Output(out, True).json({"error": "unexpected", "message": self.words} | self.told)
        return out.getvalue()


def refusal(error: Exception, session: str, folder: Path) -> Refusal:
    """Of any error. What nobody foresaw shows the id of the session, under which it stands in the log.

    `folder`: where the data is, which nobody outside is told.
    """
    match error:
        case CrmError():
            error = told_outside(error, folder)
            return Refusal(type(error).__name__, str(error), error.exit_status, error_json(error))
        case Full(which=which, words=told):
            return Refusal(which, str(told), LimitReached.exit_status, {"error": "limit"})
        case NotStarted():
            return Refusal(repr(error), _("The session could not be started. Try again later."), 1)
        case _:
            words = _("Something went wrong. It is in the log as {id}.", id=session)
            return Refusal(repr(error), words, 1, {"id": session}, trace_of(error))
