"""`search`, `count`: read across records."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.cli.records import LIMIT, MODULE, WHERE
from crm_tui.cli.values import found_json
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.records import ListQuery


def search(call: Call) -> None:
    """Records of all modules that hold these words."""
    found = call.workspace.search.find(" ".join(call.args.text), limit=call.args.limit)
    call.out.rows([found_json(one) for one in found], ["module", "id", "name", "detail"])


def count(call: Call) -> None:
    """How many records of a module the actor can see."""
    ws = call.workspace
    query = ListQuery(ws.module(call.args.module).api_name, view=call.args.view or "", where=call.args.where or "")
    number = ws.listing.count(query, cap=None).number
    call.out.one({"module": query.module, "count": number}, str(number))


VERBS = (
    Verb(
        "search", N_("Find records of all modules by words."), search,
        (Argument("text", N_("words to find"), many="+"), LIMIT), "records.view",
    ),
    Verb(
        "count", N_("Count the records of a module."), count,
        (MODULE, WHERE, Argument("--view", N_("a list view by its API name"))), "records.view",
    ),
)  # fmt: skip
