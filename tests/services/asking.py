"""Requests of tests: raised, told, and what their requester may and may not see."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.records import Record
from crm_tui.domain.requests import RequestSettings
from crm_tui.domain.users import TeamProfile
from crm_tui.policy.engine import PolicyEngine
from crm_tui.services.workspace import Workspace
from tests.services.cast import ACME, CLAIMS, REQUESTER, TEAM_ADMIN, Cast


def ask(cast: Cast, name: str = "Lens scratched", login: str = REQUESTER, **values: object) -> Record:
    """A request of somebody's."""
    return cast.ws(login).requests.new(CLAIMS, {"Name": name, **values})


def set_owners(cast: Cast, *logins: str, after: bool = False) -> None:
    """Requester settings, by the module's Admin."""
    cast.ws(TEAM_ADMIN).requests.configure(CLAIMS, RequestSettings(logins, after))


def told(cast: Cast, login: str) -> list[tuple[str, int | None, str]]:
    """What a user was told of requests, oldest first: kind, record, marks."""
    return cast.engine().rows(
        "SELECT kind, record_id, data FROM notice WHERE user_id = ? AND kind <> 'requester' ORDER BY id",
        (cast.user_id(login),),
    )


def kinds_told(cast: Cast, login: str) -> list[str]:
    """The kinds of it."""
    return [kind for kind, _, _ in told(cast, login)]


def mask_for_requesters(cast: Cast, ws: Workspace, mask: FieldMask, name: str = CLAIMS) -> None:
    """Give Requesters a field permission (M26), in the session of one: nothing keeps them yet."""
    module = cast.installation.store(ACME).catalog().by_name[name]
    rights = ws.session.refresh()
    facts = replace(rights.policy.organisation, field_rights={(module.id, TeamProfile.REQUESTER): mask})
    ws.session._rights = replace(rights, policy=PolicyEngine(facts))
