"""Finishing what a crash between directory and organisation left half done, at each sign-in.

No transaction spans both: the directory is changed first, so it is what counts. Whoever is in the middle of such a
change holds the organisation's people, so each repair waits for him and looks again.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from crm_tui.domain.users import UserKind, UserState
from crm_tui.store.directory import Directory
from crm_tui.store.directory_rows import InvitationState, OrgRow, OrgState
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.people import MemberRow

OpenStore = Callable[[OrgRow], OrganisationStore]
HasSeat = Callable[[OrganisationStore, MemberRow], bool]
"""Whether a user who is about to be active finds a seat (U28)."""


class Repair(StrEnum):
    """What was put right for a login in an organisation."""

    CONFIRMED = "confirmed"
    """He had accepted; his user was still unconfirmed."""
    REMOVED = "removed"
    """He had declined, or the invitation was revoked; his unconfirmed user was still there."""
    UNLINKED = "unlinked"
    """He belonged to an organisation that has no living user of his."""
    REVOKED = "revoked"
    """He was invited, and the organisation has no user of his that waits for the answer."""
    RENAMED = "renamed"
    """The organisation had another slug in the directory than in its own words (ORG-6)."""
    LEFT = "left"
    """He had left, or was being deleted; his user was still active (ORG-15, U42)."""
    CLOSED = "closed"
    """The organisation was deleted, and did not know it yet (ORG-16)."""


def reconcile(
    directory: Directory, login: str, open_store: OpenStore, has_seat: HasSeat
) -> tuple[tuple[OrgRow, Repair], ...]:
    """Bring directory and organisations together for one login; what was put right, per organisation."""
    found = []
    for belongs in directory.organisations_of(login):
        store = open_store(belongs.org)
        repairs = (_renamed(store, belongs.org), _of_member(directory, login, belongs.org, store, has_seat))
        found += [(belongs.org, repair) for repair in repairs if repair]
    for org in _answered(directory, login):
        if _removed(login, open_store(org)):
            found.append((org, Repair.REMOVED))
    for waiting in directory.invitations_of(login):
        if repair := _revoked(directory, waiting.id, login, open_store(waiting.org)):
            found.append((waiting.org, repair))
    return tuple(found)


def catch_up(
    directory: Directory, org: OrgRow, login: str, store: OrganisationStore, has_seat: HasSeat
) -> tuple[Repair, ...]:
    """Bring one organisation to what the directory says of it and of the login that an interrupted act was on.

    Inside `write()`. Only such an act tells that an active user has left: a user may be missing in the directory too.
    """
    if org.state is OrgState.DELETED:
        store.close()
        return (Repair.CLOSED,)
    belongs = org.id in {row.org.id for row in directory.organisations_of(login)}
    repairs = [_renamed(store, org)]
    if belongs:
        repairs.append(_of_member(directory, login, org, store, has_seat))
    elif org in _answered(directory, login) and _removed(login, store):
        repairs.append(Repair.REMOVED)
    elif _left(login, store):
        repairs.append(Repair.LEFT)
    repairs += [_revoked(directory, row, login, store) for row in _waiting(directory, login, org)]
    return tuple(repair for repair in repairs if repair)


def _waiting(directory: Directory, login: str, org: OrgRow) -> list[int]:
    return [row.id for row in directory.invitations_of(login) if row.org.id == org.id]


def _left(login: str, store: OrganisationStore) -> bool:
    member = _member(store, login)
    if member is None or member.state is not UserState.ACTIVE or member.kind is UserKind.SUPER_ADMIN:
        return False
    store.edit_member(member.id, state=UserState.INACTIVE)
    return True


def _renamed(store: OrganisationStore, org: OrgRow) -> Repair | None:
    store.policy_version()
    if store.info().slug == org.slug:
        return None
    with store.engine.write():
        store.edit_info(slug=org.slug)
    return Repair.RENAMED


def _of_member(
    directory: Directory, login: str, org: OrgRow, store: OrganisationStore, has_seat: HasSeat
) -> Repair | None:
    member = _member(store, login)
    if member is not None and member.state is not UserState.UNCONFIRMED:
        return None
    with store.engine.write():
        store.hold_people()
        member = store.member(login)
        if member is None:
            directory.remove_membership(login, org.id)
            return Repair.UNLINKED
        if member.state is not UserState.UNCONFIRMED or not has_seat(store, member):
            return None  # without a seat he waits, as everybody does who accepts (U28)
        store.edit_member(member.id, state=UserState.ACTIVE)
    return Repair.CONFIRMED


def _answered(directory: Directory, login: str) -> list[OrgRow]:
    """Organisations whose last invitation was declined or revoked, and that he does not belong to."""
    last = {row.org.id: row for row in directory.invitations_by_login(login)}
    mine = {row.org.id for row in directory.organisations_of(login)}
    over = (InvitationState.DECLINED, InvitationState.REVOKED)
    return [row.org for row in last.values() if row.state in over and row.org.id not in mine]


def _removed(login: str, store: OrganisationStore) -> bool:
    if _waits(_member(store, login)):
        with store.engine.write():
            store.hold_people()
            member = store.member(login)
            if member is not None and _waits(member):
                store.remove_member(member.id)
                return True
    return False


def _revoked(directory: Directory, invitation_id: int, login: str, store: OrganisationStore) -> Repair | None:
    if _member(store, login) is None:
        with store.engine.write():
            store.hold_people()
            if store.member(login) is None:
                directory.revoke(invitation_id)
                return Repair.REVOKED
    return None


def _waits(member: MemberRow | None) -> bool:
    return member is not None and member.state is UserState.UNCONFIRMED


def _member(store: OrganisationStore, login: str) -> MemberRow | None:
    store.policy_version()
    return store.member(login)
