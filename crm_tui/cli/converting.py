"""`record convert`: a lead becomes an account, a contact and perhaps a deal (7.4)."""

from __future__ import annotations

from crm_tui.base.messages import N_, message
from crm_tui.cli.output import Json
from crm_tui.cli.records import TARGET, VERSION
from crm_tui.cli.values import done_json, found_json
from crm_tui.cli.verbs import Argument, Call, Verb, split_target
from crm_tui.domain.conversion import ACCOUNTS, CONTACTS, LEADS, Converted
from crm_tui.domain.errors import Forbidden, Invalid

NEW = "new"
DEAL = {"deal": "Deal_Name", "stage": "Stage", "amount": "Amount", "closing": "Closing_Date"}
"""Option -> field of the deal."""


def convert(call: Call) -> None:
    """Convert a lead."""
    module, record_id = call.target()
    if module.casefold() != LEADS.casefold():
        _refuse(call, module, record_id)
    converted = call.workspace.converting.convert(
        record_id,
        account=_existing(call.args.account, ACCOUNTS),
        contact=_existing(call.args.contact, CONTACTS),
        deal=_deal(call),
        version=call.args.version_seen,
    )
    call.out.one(converted_json(converted), converted.done.text)


def converted_json(converted: Converted) -> dict[str, Json]:
    """What a lead became; `untouched` ones were merged into and stay as they are (R42)."""
    made = {"contact": converted.contact, "account": converted.account, "deal": converted.deal}
    records: dict[str, Json] = {name: found_json(found) if found else None for name, found in made.items()}
    return done_json(converted.done) | records | {"untouched": list(converted.untouched)}


def _refuse(call: Call, module: str, record_id: int) -> None:
    """Another module's records are not converted; first of all whoever may not convert at all is told so."""
    explanation = call.workspace.access.mine("records.convert", module, record_id)
    if not explanation.decision.allowed:
        raise Forbidden(explanation)
    raise Invalid(message("Only leads are converted."))


def _existing(text: str | None, module: str) -> int | None:
    """The record that `12` or `Contacts/12` names; None for a new one."""
    if text is None or text == NEW:
        return None
    name, record_id = split_target(text if "/" in text else f"{module}/{text}")
    if name.casefold() != module.casefold() or record_id is None:
        raise Invalid(message("{text} is neither new nor a record of {module}.", text=text, module=module))
    return record_id


def _deal(call: Call) -> dict[str, object] | None:
    """The values of the deal; None where none is asked for."""
    given = {field: getattr(call.args, option) for option, field in DEAL.items()}
    entries = {field: value for field, value in given.items() if value is not None}
    if entries and "Deal_Name" not in entries:
        raise Invalid(message("Name the deal: --deal NAME."))
    return dict(entries) or None


VERBS = (
    Verb(
        "record convert", N_("Convert a lead to a contact, with account and deal."), convert,
        (
            TARGET,
            Argument("--account", N_("an existing account, or a new one, which is the default"), metavar="ID|new"),
            Argument("--contact", N_("an existing contact, or a new one, which is the default"), metavar="ID|new"),
            Argument("--deal", N_("make a deal of this name"), metavar="NAME"),
            Argument("--stage", N_("the deal's stage")),
            Argument("--amount", N_("the deal's amount"), metavar="N"),
            Argument("--closing", N_("the deal's closing date"), metavar="DATE"),
            VERSION,
        ),
        "records.convert",
    ),
)  # fmt: skip
