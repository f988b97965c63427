"""What can be done in a stream of contacts: filter, order, read on, remove what was logged."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.domain.interactions import Interaction
from crm_tui.tui.acts import timeline
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.forms.filter_form import FilterForm
from crm_tui.tui.forms.stream_filter import asked_of, filter_spec
from crm_tui.tui.presenters.lines import Status

TAB = "interactions"


async def choose_filter(desk: Desk) -> None:
    """Choose what the stream shows, or the timeline where that is in view."""
    if desk.record.shows(timeline.TAB):
        await timeline.choose_filter(desk)
        return
    module = desk.module
    if module is None or not desk.record.has_tab(TAB):
        return
    spec = await desk.off_loop(lambda: filter_spec(desk.ws, module.api_name, desk.record.asked))
    values = await desk.ask(FilterForm(spec))
    if values is not None:
        desk.record.ask(asked_of(values, desk.record.asked, desk.formats.today))


async def turn_order(desk: Desk) -> None:
    """Oldest first, or newest first again."""
    if desk.record.has_tab(TAB):
        desk.record.ask(desk.record.asked.turned)


def clear_filter(desk: Desk) -> bool:
    """Take the filter of the stream or timeline in view away; False where there is none."""
    if timeline.clear_filter(desk):
        return True
    if not desk.record.shows(TAB) or not desk.record.asked.narrowed:
        return False
    desk.record.ask(desk.record.asked.cleared)
    return True


async def read_on(desk: Desk) -> None:
    """Read the next stretch of the tab in view."""
    if not await desk.record.read_on():
        desk.say(Status(_("There is nothing more to read here.")))


async def delete(desk: Desk) -> None:
    """Remove the contact under the cursor; what has a record of its own is deleted there."""
    contact = desk.record.contact
    if contact is None or contact.source is not None:
        desk.say(Status(_("No logged e-mail or other contact is under the cursor.")))
    else:
        await _delete(desk, contact)


async def _delete(desk: Desk, contact: Interaction) -> None:
    if await desk.ask(Confirm(_("Remove this contact?"), _("It can be undone with u."), yes=_("Delete"))):
        await desk.changed(await desk.off_loop(lambda: desk.ws.interactions.delete(contact.id)))
