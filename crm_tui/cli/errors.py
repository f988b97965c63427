"""Errors as an exit status and either one JSON object or one clear line."""

from __future__ import annotations

import logging
from typing import TextIO

from crm_tui.base.ids import RandomIds
from crm_tui.base.locations import log_file
from crm_tui.base.logs import LogFile
from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.cli.output import Json, Output
from crm_tui.cli.values import reasons_json
from crm_tui.domain.decisions import Explanation
from crm_tui.domain.errors import Conflict, CrmError, Forbidden, Invalid, LimitReached, NotFound, Unusable

_KINDS: tuple[tuple[type[CrmError], str], ...] = (
    (Forbidden, "forbidden"),
    (NotFound, "not_found"),
    (Conflict, "conflict"),
    (LimitReached, "limit"),
    (Invalid, "invalid"),
    (Unusable, "unusable"),
)


def report(error: CrmError, stderr: TextIO, as_json: bool) -> int:
    """Say what went wrong; returns the exit status."""
    if as_json:
        Output(stderr, True).json(error_json(error))
    else:
        for line in error_lines(error):
            stderr.write(display_text(line) + "\n")
    return error.exit_status


def error_json(error: CrmError) -> dict[str, Json]:
    """The JSON object of an error."""
    kind = next((name for known, name in _KINDS if isinstance(error, known)), "unexpected")
    return {"error": kind, "message": str(error)} | _details(error)


def _details(error: CrmError) -> dict[str, Json]:
    match error:
        case Forbidden(explanation=explanation):
            return reasons_json(explanation)
        case LimitReached(explanation=Explanation() as explanation):
            return reasons_json(explanation)
        case Conflict():
            return {
                "version": error.version,
                "changed_by": error.changed_by,
                "theirs": {name: str(value) for name, value in error.theirs.items()},
                "mine": {name: str(value) for name, value in error.mine.items()},
            }
        case Unusable(said=said) if said:
            return {"said": said}
        case Invalid(fields=fields) if fields:
            return {"fields": {name: str(why) for name, why in fields.items()}}
    return {}


def error_lines(error: CrmError) -> list[str]:
    """The lines for people: what, then how it is written or who could grant it."""
    lines = [f"crm-tui: {error}"]
    explanation = getattr(error, "explanation", None)
    if isinstance(explanation, Explanation):
        decision = explanation.decision
        lines[0] += " " + _("(rule {rule})", rule=decision.rule)
        lines += [_("You could: {remedy}", remedy=decision.remedy)] if str(decision.remedy) else []
        people = ", ".join(person.name for person in explanation.grantors)
        lines += [_("Who can grant it: {people}", people=people)] if people else []
    if isinstance(error, Conflict):
        lines += [
            _("{field}: {theirs} now, {mine} in yours", field=name, theirs=error.theirs[name], mine=mine)
            for name, mine in error.mine.items()
            if name in error.theirs
        ]
    if isinstance(error, Unusable):
        lines += [f"  {line.strip()}" for line in error.said.splitlines()]
    if usage := getattr(error, "usage", ""):
        lines.append(str(usage))
    return lines


def report_unexpected(error: BaseException, stderr: TextIO, as_json: bool) -> int:
    """A fault of the program: the details go to the log under an id, the id to the user. Returns 1."""
    label = RandomIds().hex()
    text = _("Something went wrong. It is in the log as {label}.", label=label)
    if not _log(error, label):
        text = _("Something went wrong: {kind}.", kind=type(error).__name__)
    if as_json:
        Output(stderr, True).json({"error": "unexpected", "message": text, "id": label})
    else:
        stderr.write(f"crm-tui: {text}\n")
    return 1


def _log(error: BaseException, label: str) -> bool:
    """Write the traceback to the log; False when that cannot be done."""
    log = logging.Logger("crm_tui.cli")
    try:
        log.addHandler(LogFile(log_file(), "%(asctime)s %(levelname)s %(message)s"))
    except OSError:
        return False
    log.error("%s", label, exc_info=(type(error), error, error.__traceback__))
    return True
