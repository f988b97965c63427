"""`audit …`: who did what, and whether the chain of the log is whole."""

from __future__ import annotations

import datetime as dt

from crm_tui.base.clock import from_epoch, start_of
from crm_tui.base.messages import N_, _, ngettext
from crm_tui.cli.days import day_named
from crm_tui.cli.output import Json
from crm_tui.cli.records import LIMIT
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.audit import OUTCOMES, AuditFilter

BROKEN = 1


def audit_list(call: Call) -> None:
    """The newest rows of the audit log."""
    rows: list[dict[str, Json]] = [
        {
            "id": row.id, "at": from_epoch(row.entry.at).isoformat(), "login": row.entry.login,
            "action": row.entry.action,
            "target": row.entry.target, "outcome": row.entry.outcome, "rule": row.entry.rule, "door": row.entry.door,
            "detail": row.entry.detail,
        }
        for row in call.workspace.audit.list(call.args.limit, call.args.before, where=_filter(call))
    ]  # fmt: skip
    call.out.rows(rows, whole="detail")


def _filter(call: Call) -> AuditFilter:
    args = call.args
    since, until = day_named(call, args.since), day_named(call, args.until)
    return AuditFilter(
        login=args.login or "", action=args.action or "", target=args.target or "", outcome=args.outcome or "",
        rule=args.rule or "", door=args.door or "", text=args.text or "",
        since=_start(call, since) if since else None,
        until=_start(call, until + dt.timedelta(days=1)) if until else None,
    )  # fmt: skip


def _start(call: Call, day: dt.date) -> int:
    """The first moment of a day where the actor is, in epoch seconds."""
    return start_of(day, call.workspace.session.zone())


def audit_check(call: Call) -> int:
    """Whether every row still follows from the one before it; status 1 where one does not."""
    chain = call.workspace.audit.check(call.args.known or "")
    text = ngettext("{count} row, unbroken.", "{count} rows, unbroken.", chain.rows)
    if not chain.sound:
        text = _("Broken at row {row}.", row=chain.broken_at)
    answer: dict[str, Json] = {
        "sound": chain.sound, "rows": chain.rows, "broken_at": chain.broken_at, "digest": chain.digest,
    }  # fmt: skip
    call.out.one(answer, text)
    return 0 if chain.sound else BROKEN


VERBS = (
    Verb("audit list", N_("Show who did what, newest first."), audit_list, (
        LIMIT, Argument("--login", N_("only what this login did")),
        Argument("--action", N_("only this action, or group of actions, as records")),
        Argument("--target", N_("only on this module or record"), metavar="MODULE[/ID]"),
        Argument("--outcome", N_("only what came of it"), choices=OUTCOMES),
        Argument("--rule", N_("only what this rule decided")),
        Argument("--door", N_("only through this door"), metavar="cli|screen|ssh"),
        Argument("--text", N_("only rows with these words")),
        Argument("--since", N_("from this day on"), metavar="DATE"),
        Argument("--until", N_("up to this day"), metavar="DATE"),
        Argument("--before", N_("go on behind the row of this number"), number=True, metavar="ID"),
    ), "org.audit"),
    Verb("audit check", N_("Check that the audit log was not changed."), audit_check, (
        Argument("--known", N_("a digest noted earlier, which must still be there"), metavar="DIGEST"),
    ), "org.audit"),
)  # fmt: skip
