"""Finishing what a crash between directory and organisation left half done, at each sign-in.

No transaction spans both: the directory is changed first, so it is what counts.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from crm_tui.domain.users import UserState
from crm_tui.store.directory import Directory
from crm_tui.store.directory_rows import InvitationState, OrgRow
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.people import MemberRow

OpenStore = Callable[[OrgRow], OrganisationStore]


class Repair(StrEnum):
    """What was put right for a login in an organisation."""

    CONFIRMED = "confirmed"
    """He had accepted; his user was still unconfirmed."""
    REMOVED = "removed"
    """He had declined, or the invitation was revoked; his unconfirmed user was still there."""
    UNLINKED = "unlinked"
    """He belonged to an organisation that has no living user of his."""


def reconcile(directory: Directory, login: str, open_store: OpenStore) -> tuple[tuple[OrgRow, Repair], ...]:
    """Bring directory and organisations together for one login; what was put right, per organisation."""
    found = []
    for belongs in directory.organisations_of(login):
        repair = _of_member(directory, login, belongs.org, open_store)
        found += [(belongs.org, repair)] if repair else []
    for org in _answered(directory, login):
        if _removed(login, open_store(org)):
            found.append((org, Repair.REMOVED))
    return tuple(found)


def _of_member(directory: Directory, login: str, org: OrgRow, open_store: OpenStore) -> Repair | None:
    store = open_store(org)
    member = _member(store, login)
    if member is None:
        directory.remove_membership(login, org.id)
        return Repair.UNLINKED
    if member.state is not UserState.UNCONFIRMED:
        return None
    with store.engine.write():
        store.edit_member(member.id, state=UserState.ACTIVE)
    return Repair.CONFIRMED


def _answered(directory: Directory, login: str) -> list[OrgRow]:
    """Organisations whose last invitation was declined or revoked, and that he does not belong to."""
    last = {row.org.id: row for row in directory.invitations_by_login(login)}
    mine = {row.org.id for row in directory.organisations_of(login)}
    over = (InvitationState.DECLINED, InvitationState.REVOKED)
    return [row.org for row in last.values() if row.state in over and row.org.id not in mine]


def _removed(login: str, store: OrganisationStore) -> bool:
    member = _member(store, login)
    if member is None or member.state is not UserState.UNCONFIRMED:
        return False
    with store.engine.write():
        store.remove_member(member.id)
    return True


def _member(store: OrganisationStore, login: str) -> MemberRow | None:
    store.policy_version()
    return store.member(login)
