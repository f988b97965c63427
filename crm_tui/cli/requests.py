"""`request …`: raise requests to other teams, follow them, take them up (3.5)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _
from crm_tui.cli.output import Json
from crm_tui.cli.records import LIMIT, MODULE, TARGET, VALUES, VERSION, report_done
from crm_tui.cli.values import record_json, request_json
from crm_tui.cli.verbs import Argument, Call, Verb, assignments
from crm_tui.domain.requests import RequestSettings

ON, OFF = "on", "off"
COLUMNS = ("id", "module", "number", "name", "state", "accepted", "owner", "changed_at")


def list_requests(call: Call) -> None:
    """One's own requests, of all modules or of one."""
    args = call.args
    mine = call.workspace.requests.mine
    found = mine(closed=args.closed, module_name=args.module or "", limit=int(args.limit))
    call.out.rows([request_json(one) for one in found], COLUMNS)


def show(call: Call) -> None:
    """One request of one's own, with its fields."""
    call.out.one(_whole(call, *call.target()))


def new(call: Call) -> None:
    """Raise a request, perhaps from a record."""
    ws, module = call.workspace, call.args.module
    origin = vars(call.args)["from"]
    start = ws.requests.form(module, call.target(origin)) if origin else {}
    record = ws.requests.new(module, {**start, **assignments(call.args.values)})
    whole = _whole(call, record.module.api_name, record.id)
    call.out.one(whole, _("Raised {target}.", target=_named(whole)))


def edit(call: Call) -> None:
    """Change one's own request."""
    module, record_id = call.target()
    call.workspace.requests.edit(module, record_id, assignments(call.args.values), version=call.args.version_seen)
    whole = _whole(call, module, record_id)
    call.out.one(whole, _("Saved {target}.", target=_named(whole)))


def withdraw(call: Call) -> None:
    """Take one's own request back."""
    report_done(call, call.workspace.requests.withdraw(*call.target()))


def accept(call: Call) -> None:
    """Take a request up."""
    report_done(call, call.workspace.requests.accept(*call.target()))


def settings(call: Call) -> None:
    """Requester settings of a module; change those that are given."""
    requests, module = call.workspace.requests, call.args.module
    was = requests.settings(module)
    owners, after = call.args.owners, call.args.edit_after
    if owners is not None or after is not None:
        given = was.owners if owners is None else tuple(login for one in owners.split(",") if (login := one.strip()))
        allowed = was.edit_after_acceptance if after is None else after == ON
        requests.configure(module, RequestSettings(given, allowed))
        was = requests.settings(module)
    call.out.one({"owners": list(was.owners), "edit_after_acceptance": was.edit_after_acceptance})


def _whole(call: Call, module: str, record_id: int) -> dict[str, Json]:
    """A request with its fields by API name."""
    requests, records = call.workspace.requests, call.workspace.records
    return {**record_json(records.get(module, record_id)), **request_json(requests.get(module, record_id))}


def _named(whole: dict[str, Json]) -> str:
    return f"{whole['module']}/{whole['id']} {whole['name']}".strip()


VERBS = (
    Verb(
        "request list", N_("List your requests to other teams."), list_requests,
        (
            Argument("module", N_("only those to this module"), many="?"),
            Argument("--closed", N_("closed ones too"), flag=True),
            LIMIT,
        ),
        "requests.see_own",
    ),
    Verb("request show", N_("Show a request of yours."), show, (TARGET,), "requests.see_own"),
    Verb(
        "request new", N_("Raise a request."), new,
        (
            MODULE, VALUES,
            Argument("--from", N_("the record that it is raised from, as Deals/12"), metavar="MODULE/ID"),
        ),
        "requests.raise",
    ),
    Verb("request edit", N_("Change a request of yours."), edit, (TARGET, VALUES, VERSION), "requests.edit"),
    Verb("request withdraw", N_("Take a request of yours back."), withdraw, (TARGET,), "requests.withdraw"),
    Verb("request accept", N_("Take a request up."), accept, (TARGET,), "requests.accept"),
    Verb(
        "request settings", N_("Show or change who gets the requests of a module."), settings,
        (
            MODULE,
            Argument("--owners", N_("default owners in the order of their turns; empty for none"), metavar="LOGIN,…"),
            Argument(
                "--edit-after", N_("whether requesters edit and withdraw what has been taken up"), choices=(ON, OFF)
            ),
        ),
        "requests.configure",
    ),
)  # fmt: skip
