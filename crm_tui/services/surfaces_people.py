"""The table of surfaces: invitations, licences, acts on people and on the organisation as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.surface import Aim, Surface, tried

if TYPE_CHECKING:
    from crm_tui.services.workspace import Workspace


def _acts(ws: Workspace, aim: Aim) -> object:
    """Every act on people, on licences and on the organisation but that of leaving it, with the words and somebody."""
    return tried(
        lambda: ws.staff.add(aim.login, aim.words, UserKind.REGULAR, aim.words),
        lambda: ws.staff.invite(aim.login, aim.words, UserKind.REGULAR, aim.words),
        lambda: ws.staff.send_again(aim.login),
        lambda: ws.staff.revoke(aim.login),
        lambda: ws.staff.set_state(aim.login, UserState.INACTIVE),
        lambda: ws.staff.edit(aim.login, name=aim.words),
        lambda: ws.staff.appoint(aim.login, administrator=True),
        lambda: ws.staff.convert(aim.login, aim.words),
        lambda: ws.staff.delete(aim.login, ws.actor.login),
        lambda: ws.staff.hand_over(aim.login),
        lambda: ws.licences.buy(team=1),
        lambda: ws.licences.switch(on=False),
        lambda: ws.licences.choose_edition(aim.words),
        lambda: ws.licences.choose_limits(aim.words),
        lambda: ws.org.change_slug(aim.words),
        lambda: ws.org.delete(aim.words),
        lambda: ws.open_sessions.end(aim.words),
        lambda: ws.keys.add(aim.words, aim.words, aim.login),
        lambda: ws.keys.revoke(aim.words, aim.login),
        lambda: ws.keys.invite(aim.login),
    )


def _presence(ws: Workspace, aim: Aim) -> object:
    """Coming to a record and going again, and who else is there."""
    told = tried(
        lambda: ws.presence.stand(*aim.at),
        lambda: ws.presence.stand(*aim.pointer),
        lambda: ws.presence.others(*aim.pointer),
    )
    ws.presence.leave()
    return told, ws.presence.others(*aim.at)


PEOPLE = (
    Surface("invitations", ("staff.invitations",), lambda ws, aim: ws.staff.invitations()),
    Surface("licences", ("licences.state",), lambda ws, aim: ws.licences.state()),
    Surface("keys", ("keys.list",), lambda ws, aim: tried(ws.keys.list, lambda: ws.keys.list(aim.login))),
    Surface("open sessions", (
        "open_sessions.list", "open_sessions.look", "open_sessions.glance", "open_sessions.stay",
        "open_sessions.attend"), lambda ws, aim: (
        tried(ws.open_sessions.list, lambda: ws.open_sessions.list(everybody=True), ws.open_sessions.attend))),
    Surface("who is at a record", ("presence.others", "presence.stand", "presence.leave"), _presence),
    Surface("errors of acts on people", (
        "staff.add", "staff.invite", "staff.send_again", "staff.revoke", "staff.set_state", "staff.edit",
        "staff.appoint", "staff.convert", "staff.delete", "staff.hand_over", "licences.buy", "licences.switch",
        "licences.choose_edition", "licences.choose_limits", "org.change_slug", "org.leave", "org.delete",
        "open_sessions.end", "keys.add", "keys.revoke", "keys.invite"), _acts),
)  # fmt: skip
