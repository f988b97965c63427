"""View as somebody else, and back (AC56)."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.tui.acts.reach import choose_user
from crm_tui.tui.desk import Desk


async def view_as(desk: Desk) -> None:
    """Choose a user, and see what that person sees."""
    login = await choose_user(desk, _("View as"), others=True)
    if login is not None:
        await view_login(desk, login)


async def view_login(desk: Desk, login: str) -> None:
    """See what this user sees: the whole app, until one stops. Forbidden without `access.view_as`."""
    desk.look_through(await desk.off_loop(lambda: desk.ws.view_as(login)))


async def stop(desk: Desk) -> None:
    """Back to one's own place."""
    if desk.ws.own is not None:
        desk.look_through(desk.ws.own)
