"""Convert a lead: see what will come of it, choose what is there, go to the contact."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.conversion import ACCOUNTS, CONTACTS, DEALS, LEADS, Conversion, Converted
from crm_tui.domain.errors import CrmError
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import ListQuery
from crm_tui.domain.values import ValueContext
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.hanging import where
from crm_tui.tui.acts.lines import open_elsewhere
from crm_tui.tui.desk import Desk
from crm_tui.tui.forms.conversion import ConversionForm, Find, conversion_spec, save_by
from crm_tui.tui.presenters.cells import decimal_mark

FOUND = 20
"""Existing records that a search of the form lists."""


async def convert(desk: Desk) -> None:
    """Make a contact of the lead, with an account and perhaps a deal; one undo takes it back."""
    module, record_id = where(desk)
    if module != LEADS:
        return
    form = await desk.off_loop(lambda: _form(desk.ws, record_id))
    with desk.company.editing(module, record_id, form):
        await desk.ask(form)
    converted = form.result
    if isinstance(converted, Converted):
        await desk.changed(converted.done)
        if await desk.off_loop(lambda: _sees(desk.ws, converted.contact.id)):
            await open_elsewhere(desk, CONTACTS, converted.contact.id)


def _form(ws: Workspace, record_id: int) -> ConversionForm:
    """In a thread."""
    proposal = ws.converting.proposal(record_id)
    contacts, accounts, deals = (_seen(ws, name) for name in (CONTACTS, ACCOUNTS, DEALS))
    denied = ws.access.decide("records.create", deals)
    spec = conversion_spec(
        proposal,
        (contacts, accounts, deals),
        (_find(ws, CONTACTS), _find(ws, ACCOUNTS)),
        _context(ws),
        None if denied.allowed else denied.because,
    )
    return ConversionForm(spec, save_by(lambda *asked: _convert(ws, record_id, proposal, *asked)))


def _convert(
    ws: Workspace,
    record_id: int,
    proposal: Conversion,
    account: int | None,
    contact: int | None,
    deal: Mapping[str, object] | None,
) -> Converted:
    return ws.converting.convert(record_id, account=account, contact=contact, deal=deal, version=proposal.version)


def _seen(ws: Workspace, name: str) -> ModuleDef:
    """A module as if hidden fields did not exist."""
    return ws.modules.shown(ws.modules.named(name))


def _find(ws: Workspace, module: str) -> Find:
    return lambda text: ws.pickers.records(ListQuery(module, text=text), FOUND)


def _context(ws: Workspace) -> ValueContext:
    session = ws.session
    return ValueContext(session.now(), session.zone(), ws.organisation.currency_digits, decimal_mark(session.locale()))


def _sees(ws: Workspace, contact: int) -> bool:
    """Whether the contact is in his sight: it belongs to the lead's owner."""
    try:
        ws.records.get(CONTACTS, contact)
    except CrmError:
        return False
    return True
