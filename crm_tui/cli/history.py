"""`undo` and `bin …`: take back what was done."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.cli.output import Json
from crm_tui.cli.records import LIMIT, TARGET, report_done, restore
from crm_tui.cli.values import page_json
from crm_tui.cli.verbs import Argument, Call, Verb


def undo(call: Call) -> None:
    """Take back the last change, or the one of this number."""
    report_done(call, call.workspace.history.undo(call.args.id))


def bin_list(call: Call) -> None:
    """What is in the bin, of one module or of all that the actor sees."""
    ws = call.workspace
    modules = [ws.module(call.args.module)] if call.args.module else ws.modules.visible()
    rows: list[dict[str, Json]] = []
    for module in modules:
        page = ws.bin.list(module.api_name, limit=call.args.limit)
        first = page.columns[0].api_name
        rows += [{"module": module.api_name, "name": row[first]} | row for row in page_json(page)]
    call.out.rows(rows, ["module", "id", "name"])


def bin_purge(call: Call) -> None:
    """Remove for ever."""
    report_done(call, call.workspace.bin.purge(*call.target()))


VERBS = (
    Verb("undo", N_("Take back the last change."), undo, (
        Argument("id", N_("the number of an undo, from the JSON of a change"), many="?", number=True),
    )),
    Verb("bin list", N_("List deleted records."), bin_list, (
        Argument("module", N_("only of this module"), many="?"), LIMIT,
    ), "records.restore"),
    Verb("bin restore", N_("Bring a deleted record back."), restore, (TARGET,), "records.restore"),
    Verb("bin purge", N_("Remove a deleted record for ever."), bin_purge, (TARGET,), "records.purge"),
)  # fmt: skip
