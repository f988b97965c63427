"""The small family of errors; faces turn them into a card, a line or an exit status."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import Message, message
from crm_tui.domain.decisions import Explanation


class CrmError(Exception):
    """An error with words for people. `str(error)` is translated and safe to display."""

    exit_status = 1

    def __init__(self, text: Message) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return str(self.text)


class Invalid(CrmError):
    """Bad input, field by field (AC49): API name of the field -> what is wrong with it."""

    exit_status = 2

    def __init__(self, text: Message, fields: Mapping[str, Message] | None = None) -> None:
        super().__init__(text)
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        lines = [str(self.text), *(f"{name}: {why}" for name, why in self.fields.items())]
        return " ".join(lines)


class Forbidden(CrmError):
    """The rules say no; holds the decision with who could grant it."""

    exit_status = 3

    def __init__(self, explanation: Explanation) -> None:
        super().__init__(explanation.decision.because)
        self.explanation = explanation


class NotFound(CrmError):
    """Does not exist or is outside the asker's scope: one and the same text (AC50)."""

    exit_status = 4

    def __init__(self, text: Message | None = None) -> None:
        super().__init__(text or message("Not found."))


class Conflict(CrmError):
    """Somebody changed it meanwhile. `theirs` and `mine`: API name -> value, of fields that differ."""

    exit_status = 5

    def __init__(
        self,
        text: Message,
        *,
        theirs: Mapping[str, object] | None = None,
        mine: Mapping[str, object] | None = None,
        version: int = 0,
        changed_by: str = "",
    ) -> None:
        super().__init__(text)
        self.theirs, self.mine = dict(theirs or {}), dict(mine or {})
        self.version, self.changed_by = version, changed_by


class LimitReached(CrmError):
    """A counted limit would be passed (X13): with rule, figure and who can raise it."""

    exit_status = 5

    def __init__(self, text: Message, explanation: Explanation | None = None, rule: str = "X13") -> None:
        super().__init__(text)
        self.explanation = explanation
        self.rule = explanation.decision.rule if explanation is not None else rule
        self.noted = False
        """Whether the attempt stands in the audit log already: acts are made of acts."""


class Unusable(CrmError):
    """The data cannot be used: full disk, read-only folder, corrupt file, newer schema.

    `said`: what the system said of it, untranslated and with names of machines; for who owns the data alone.
    """

    exit_status = 1

    def __init__(self, text: Message, said: str = "") -> None:
        super().__init__(text)
        self.said = said
