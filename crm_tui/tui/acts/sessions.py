"""Open sessions: one's own from anywhere, everybody's on the page of set-up."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.doors import OpenSession
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.people import moment_words
from crm_tui.tui.presenters.sessions import idle_words, where_words
from crm_tui.tui.setup.sessions import SessionRow


async def own(desk: Desk) -> None:
    """Where one is signed in; enter ends what is chosen, after asking."""
    found = await desk.off_loop(desk.ws.open_sessions.list)
    now = desk.ws.session.at()
    items = [_item(desk, one, now) for one in found]
    picker: Picker[OpenSession] = Picker(
        _("Your sessions"), items=items, empty=_("Nobody is here."), placeholder=_("type to find; enter ends it")
    )
    chosen = await desk.ask(picker)
    if chosen is not None:
        await _end(desk, chosen)


def _item(desk: Desk, one: OpenSession, now: int) -> PickItem[OpenSession]:
    idle = _("this one") if one.here else _("idle for {time}", time=idle_words(now - one.active_at))
    return PickItem(one, where_words(one), f"{moment_words(one.started_at, desk.formats)} · {idle}")


async def end(desk: Desk) -> None:
    """End the session under the cursor, after asking."""
    row: SessionRow | None = desk.areas.chosen_row()
    if row is not None:
        await _end(desk, row.item)


async def _end(desk: Desk, one: OpenSession) -> None:
    ws, name = desk.ws, one.name or one.login
    text = f"{where_words(one)}\n" + _("It ends at once. What is typed there and not saved is shown, and not kept.")
    asked = Confirm(_("End the session of {name}?", name=name), text, yes=_("End it"), dangerous=True)
    if await desk.ask(asked):
        await desk.off_loop(lambda: ws.open_sessions.end(one.id))
        await desk.changed()
        desk.say(Status(_("The session of {name} ends.", name=display_text(name)), "done"))
