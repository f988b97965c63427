"""Who reaches the record, and what a user reaches."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.tui.acts.hanging import where
from crm_tui.tui.acts.why import name_of
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.reach_card import ReachCard, RecordReachCard


async def of_record(desk: Desk) -> None:
    """Who can see and change the record under the cursor, and by what."""
    module, record_id = where(desk)
    found = await desk.off_loop(lambda: desk.ws.reach.of_record(module, record_id))
    subject = desk.subject()
    await desk.ask(RecordReachCard(name_of(desk, subject) if subject is not None else "", found))


async def of_somebody(desk: Desk) -> None:
    """What a user reaches; oneself, unless one manages users."""
    login = await choose_user(desk, _("What does he reach?")) if asks_of_others(desk) else desk.ws.actor.login
    if login is not None:
        await of_user(desk, login)


async def of_user(desk: Desk, login: str) -> None:
    """What a user reaches. Forbidden about others but for who manages users (AC52)."""
    reach = desk.ws.reach
    found, rights = await desk.off_loop(lambda: (reach.of_user(login), reach.setup_rights(login)))
    users = await desk.off_loop(desk.ws.users.list)
    name = next((user.name for user in users if user.login == login), login)
    await desk.ask(ReachCard(display_text(name), found, rights))


def asks_of_others(desk: Desk) -> bool:
    """Whether he may ask about other users (AC52)."""
    return desk.ws.access.decide("users.manage").allowed


async def choose_user(desk: Desk, title: str, *, others: bool = False) -> str | None:
    """The login of an active user; `others`: not oneself."""
    users, me = await desk.off_loop(desk.ws.users.list), desk.ws.actor.login
    items = [
        PickItem(user.login, user.name or user.login, user.login)
        for user in users
        if user.state == "active" and not (others and user.login == me)
    ]
    return await desk.ask(Picker[str](title, items=items))
