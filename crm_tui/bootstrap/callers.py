"""What somebody may who came in through a door: act as himself alone, and only where his key opens (design: Doors).

An administrator of one organisation can make a key for its users there, and so come in as one of them. Nothing that he
could do then may reach beyond his organisation: not into another one, and not to what belongs to the login (U12).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, RemedyClass
from crm_tui.domain.door_rules import only_here
from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.store.directory_rows import BelongsRow, OrgRow
from crm_tui.store.key_rows import KeyRow

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation


def came_by(installation: Installation) -> KeyRow | None:
    """The key by which the caller came, as it is now; None without a caller or a key. Forbidden: it was revoked."""
    caller = installation.caller
    if caller is None or caller.key_id is None:
        return None
    key = installation.directory.key(caller.key_id)
    if key is None or key.login != caller.login:
        raise Forbidden(Explanation(_REVOKED, ()))
    return key


def must_be_caller(installation: Installation, login: str) -> None:
    """NotFound for whoever is not the one that the door has recognised."""
    if installation.caller is not None and installation.caller.login != login.strip().casefold():
        raise NotFound


def must_be_whole(installation: Installation) -> None:
    """For what belongs to the login and not to one organisation: Forbidden by a key that does not open everything."""
    key = came_by(installation)
    if key is not None and not key.everywhere:
        raise Forbidden(Explanation(_NARROW, ()))


def must_be_local(installation: Installation) -> None:
    """For the owner of the data alone, on his own machine (DOOR-1): Forbidden through a door."""
    if installation.caller is not None:
        raise only_here()


def opens(installation: Installation, org: OrgRow, key: KeyRow | None) -> bool:
    """Whether a key opens an organisation to its login, as whoever he is there now; without one, everything is open."""
    if key is None:
        return True
    store = installation.store_of(org)
    store.policy_version()
    member = store.member(key.login)
    return key.opens(org.id, member.id if member is not None else 0)


def opened(installation: Installation, login: str, key: KeyRow | None) -> tuple[BelongsRow, ...]:
    """The organisations of a login that a key opens, by name."""
    mine = installation.directory.organisations_of(login)
    return tuple(row for row in mine if opens(installation, row.org, key))


_REVOKED = Decision(
    allowed=False,
    rule="U12",
    because=message("The key by which you came in was revoked."),
    remedy=message("Come in by another key, or ask an administrator for a code."),
    remedy_class=RemedyClass.NOBODY,
)
_NARROW = Decision(
    allowed=False,
    rule="U12",
    because=message("Your key opens single organisations only, and this belongs to your login as a whole."),
    remedy=message("Come in by a key that opens all your organisations."),
    remedy_class=RemedyClass.NOBODY,
)
