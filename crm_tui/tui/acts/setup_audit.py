"""The audit page: filter, reading on, checking the chain, copying a row."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.tui.acts.setup import open_page
from crm_tui.tui.desk import Desk
from crm_tui.tui.forms.audit_filter import asked_rows, audit_filter_spec
from crm_tui.tui.forms.filter_form import FilterForm
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.setup.audit import SHOWN, AuditPage


async def choose_filter(desk: Desk) -> None:
    """Choose which rows are shown."""
    page = open_page(desk, AuditPage)
    spec = await desk.off_loop(lambda: audit_filter_spec(desk.ws, page.asked))
    values = await desk.ask(FilterForm(spec))
    if values is not None:
        page.ask(asked_rows(values, desk.formats.today, desk.formats.zone))
        await desk.areas.reload()


async def read_on(desk: Desk) -> None:
    """Show older rows too."""
    open_page(desk, AuditPage).most += SHOWN
    await desk.areas.reload()


async def check(desk: Desk) -> None:
    """Whether the chain is whole."""
    chain = await desk.off_loop(desk.ws.audit.check)
    number = desk.formats.number
    if chain.broken_at is None:
        desk.say(Status(_("The audit log is whole: {count} rows.", count=number(chain.rows)), "done"))
    else:
        text = _("The audit log was changed: row {id} does not follow from the one before.", id=number(chain.broken_at))
        desk.say(Status(text, "error"))
