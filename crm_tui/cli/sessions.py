"""`user session …`: who is in through a door or at a screen, and ending that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import N_, _
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Argument, Call, Verb

if TYPE_CHECKING:
    from crm_tui.domain.doors import OpenSession

COLUMNS = ["id", "login", "name", "door", "address", "key", "started_at", "active_at"]


def session_list(call: Call) -> None:
    """One's own sessions in the organisation, or everybody's."""
    found = call.workspace.open_sessions.list(everybody=call.args.everybody)
    call.out.rows([session_row(one) for one in found], COLUMNS)


def session_end(call: Call) -> None:
    """Have a session ended."""
    ended = call.workspace.open_sessions.end(call.args.session)
    text = _("The session {id} of {login} ends.", id=ended.id, login=ended.login)
    call.out.one({"done": text, "id": ended.id, "login": ended.login}, text)


def session_row(one: OpenSession) -> dict[str, Json]:
    """An open session as JSON."""
    return {
        "id": one.id, "login": one.login, "name": one.name, "door": one.door, "address": one.address, "key": one.key,
        "server": one.server, "started_at": from_epoch(one.started_at).isoformat(),
        "active_at": from_epoch(one.active_at).isoformat(),
    }  # fmt: skip


VERBS = (
    Verb(
        "user session list", N_("List one's own open sessions, or everybody's."), session_list,
        (Argument("--everybody", N_("those of the whole organisation"), flag=True),), "settings.personal",
    ),
    Verb(
        "user session end", N_("End an open session: one's own, or anybody's."), session_end,
        (Argument("session", N_("its id"), metavar="ID"),), "settings.personal",
    ),
)  # fmt: skip
