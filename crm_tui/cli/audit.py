"""`audit …`: who did what, and whether the chain of the log is whole."""

from __future__ import annotations

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import N_, _, ngettext
from crm_tui.cli.output import Json
from crm_tui.cli.records import LIMIT
from crm_tui.cli.verbs import Argument, Call, Verb

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
        for row in call.workspace.audit.list(limit=call.args.limit, login=call.args.login or "")
    ]  # fmt: skip
    call.out.rows(rows)


def audit_check(call: Call) -> int:
    """Whether every row still follows from the one before it; status 1 where one does not."""
    chain = call.workspace.audit.check()
    text = ngettext("{count} row, unbroken.", "{count} rows, unbroken.", chain.rows)
    if not chain.sound:
        text = _("Broken at row {row}.", row=chain.broken_at)
    call.out.one({"sound": chain.sound, "rows": chain.rows, "broken_at": chain.broken_at}, text)
    return 0 if chain.sound else BROKEN


VERBS = (
    Verb("audit list", N_("Show who did what, newest first."), audit_list, (
        LIMIT, Argument("--login", N_("only what this login did")),
    ), "org.audit"),
    Verb("audit check", N_("Check that the audit log was not changed."), audit_check, (), "org.audit"),
)  # fmt: skip
