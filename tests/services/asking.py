"""Requests of tests: raised, told, and what their requester may and may not see."""

from __future__ import annotations

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.records import Record
from crm_tui.domain.requests import RequestSettings
from crm_tui.domain.users import TeamProfile
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


def mask_for_requesters(cast: Cast, mask: FieldMask, name: str = CLAIMS) -> None:
    """Give the Requesters of a team module a field permission (M26)."""
    store = cast.installation.store(ACME)
    with store.engine.write():
        for field in store.catalog().by_name[name].fields:
            store.set_field_permission(field.id, _access(mask, field.api_name), team=TeamProfile.REQUESTER)


def _access(mask: FieldMask, field: str) -> FieldAccess:
    if not mask.shows(field):
        return FieldAccess.HIDDEN
    return FieldAccess.READ_WRITE if mask.writes(field) else FieldAccess.READ_ONLY
