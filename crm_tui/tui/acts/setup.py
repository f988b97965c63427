"""The set-up area: going to its pages, opening what stands on them, and leaving."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from crm_tui.base.messages import _
from crm_tui.tui.acts.areas import go_to_area
from crm_tui.tui.acts.lines import act_on_line
from crm_tui.tui.acts.why import Question, show_card
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.setup.page import Page
from crm_tui.tui.setup.table import asked_first, first_page, may_open, page_named, place_of

PageT = TypeVar("PageT", bound=Page)  # type: ignore[type-arg]  # a page of any rows


async def go_to_setup(desk: Desk) -> None:
    """Open set-up on the first page that he may open; who may open none is told why."""
    await press_page(desk, first_page(desk.ws).area)


async def press_page(desk: Desk, area: str) -> None:
    """Open a page, or tell why not: pressing what is greyed is an attempt, and audited."""
    named = page_named(area)
    if named is None:
        return
    page, ws = named[0], desk.ws
    refused, asked = None, asked_first(ws, page)
    if not may_open(ws, page):
        refused = await desk.off_loop(lambda: ws.access.attempt(*asked))
    if refused is None:
        await go_to_area(desk, area)
    else:
        await show_card(desk, Question(*asked, title=page.words), refused)


async def go_to_page(desk: Desk, page: str, subject: str = "") -> None:
    """Open a page, on one thing of it where `subject` names it, as `("profiles", "Standard")`."""
    await go_to_area(desk, place_of(page, subject))


def open_page(desk: Desk, kind: type[PageT]) -> PageT:
    """The page on the screen, for the acts of its commands: they stand nowhere else."""
    page = desk.areas.setup.page if desk.areas.setup is not None else None
    if not isinstance(page, kind):
        raise LookupError(f"{kind.__name__} is not open")
    return page


async def open_row(desk: Desk) -> None:
    """Enter: what belongs to the row, or to the line of its card."""
    setup = desk.areas.setup
    if setup is None:
        return
    if desk.areas.on_card:
        line = desk.record.pane.line
        if line is not None:
            await act_on_line(desk, line.key)
    else:
        await setup.chosen(desk, desk.areas.key)


async def copy_card(desk: Desk) -> None:
    """Copy what the card beside the chosen row says."""
    setup, row = desk.areas.setup, desk.areas.chosen_row()
    if setup is not None and row is not None:
        desk.copy("\n".join(f"{line.label}  {line.value}" for line in setup.page.card(row).lines))
        desk.say(Status(_("Copied."), "done"))


async def leave(desk: Desk) -> bool:
    """Escape: from the card to the rows, then the filter, then the page about one thing; False where none is so."""
    setup = desk.areas.setup
    if setup is None:
        return False
    if desk.areas.on_card:
        desk.focus_pane("table")
    elif desk.place.text:
        await desk.go(replace(desk.place, text=""), remember=False)
    elif await setup.page.leave(desk):
        return True
    elif setup.page.subject and (named := page_named(desk.place.area)) is not None:
        await go_to_page(desk, named[0].id)
    else:
        return False
    return True
