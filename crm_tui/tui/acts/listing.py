"""Tools of the list: filter, sort, views, columns."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import N_, _
from crm_tui.domain.criteria.parser import parse
from crm_tui.domain.errors import Invalid
from crm_tui.domain.modules import ModuleDef, ViewDef
from crm_tui.domain.records import Sort
from crm_tui.services.listing import UNSORTABLE
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.filter import FilterBuilder
from crm_tui.tui.dialogs.views import ColumnsPicker, SortPicker, ViewPicker
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.navigation import view_title
from crm_tui.tui.presenters.status import error_status

BIN = ViewDef(0, "Recycle_Bin", N_("Recycle bin"), "", standard=True)
"""Stands among the views of whoever may restore something."""


def filter_list(desk: Desk) -> None:
    """Open the filter line."""
    desk.open_filter()


async def narrow(desk: Desk, text: str, done: bool) -> None:
    """What was typed into the filter line: a criteria line where it reads as one, else words to find."""
    if desk.areas.setup is not None:
        await desk.areas.narrow(text.strip())
        return
    opened = desk.module
    if opened is None:
        return
    # AC08: the name of a hidden field is a word like any other.
    module = await desk.off_loop(lambda: desk.ws.modules.shown(opened))
    where = criteria_in(text, module)
    if where is None:
        place = replace(desk.place, text=text.strip(), where="", record_id=None)
    else:
        try:
            parse(where, module)
        except Invalid as error:
            if done:
                desk.say(error_status(error))
            return
        place = replace(desk.place, where=where, text="", record_id=None)
    await desk.go(place, remember=False)


def criteria_in(text: str, module: ModuleDef) -> str | None:
    """The text, if it begins with a field and an operator; None where it is words to find."""
    words = text.split()
    if len(words) < 2:
        return None
    first = words[0].lstrip("(").lower()
    operator = words[1].lower()
    known = module.field(words[0].lstrip("(")) is not None
    starts = operator.startswith(("=", "!", "<", ">")) or operator in ("contains", "starts", "in", "empty", "not", "is")
    return text if (known and starts) or first == "not" else None


async def build_filter(desk: Desk) -> None:
    """Write a criteria line with help; it is checked as one types."""
    module = desk.module
    if module is None:
        return
    shown = await desk.off_loop(lambda: desk.ws.modules.shown(module))
    where = await desk.ask(FilterBuilder(_("Filter"), shown, desk.place.where))
    if where is not None:
        await desk.go(replace(desk.place, where=where, text="", record_id=None))


async def sort(desk: Desk) -> None:
    """Choose a field to sort by."""
    module = desk.module
    if module is None:
        return
    fields = [f for f in await desk.off_loop(lambda: desk.ws.modules.fields(module)) if f.kind not in UNSORTABLE]
    chosen = await desk.ask(SortPicker(_("Sort by"), fields, desk.list.sort))
    if chosen is not None:
        await sort_by(desk, chosen)


async def sort_by(desk: Desk, chosen: Sort) -> None:
    """Sort the list."""
    await desk.go(replace(desk.place, sort=chosen, record_id=None), remember=False)


async def views(desk: Desk) -> None:
    """Choose a view."""
    module = desk.module
    if module is None:
        return
    found = list(await desk.off_loop(lambda: desk.ws.views.list(module.api_name)))
    if desk.ws.access.decide("records.restore", module).allowed:
        found.append(BIN)
    view = await desk.ask(ViewPicker(_("Views"), found, desk.place.view or "All"))
    if view is BIN:
        await desk.go(Place(desk.place.space, module.api_name, view_label=view_title(BIN), bin=True))
    elif view is not None:
        await desk.go(Place(desk.place.space, module.api_name, view.api_name, view_title(view)))


async def columns(desk: Desk) -> None:
    """Choose the columns."""
    module = desk.module
    if module is None:
        return
    fields = await desk.off_loop(lambda: desk.ws.modules.fields(module))
    shown = [column.key for column in desk.list.table.columns]
    chosen = await desk.ask(ColumnsPicker(_("Columns"), fields, shown))
    if chosen:
        await desk.go(replace(desk.place, columns=tuple(chosen), record_id=None), remember=False)
