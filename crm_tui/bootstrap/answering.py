"""Answering an invitation: by its token, or from the organisation list (ORG-1, ORG-4, ORG-8 to ORG-10, U28).

The seat is looked for behind the organisation's lock, then the directory is changed, then the organisation: a crash
in between leaves a membership with an unconfirmed user, which `store.reconcile` finishes and `store.interrupted` writes
down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from crm_tui.base.clock import epoch
from crm_tui.base.messages import message
from crm_tui.bootstrap import callers
from crm_tui.bootstrap.announcing import announced
from crm_tui.bootstrap.memberships import OPEN, refuse_eleventh
from crm_tui.domain.editions import edition
from crm_tui.domain.errors import Conflict, LimitReached, NotFound
from crm_tui.domain.organisations import Answered, Waiting
from crm_tui.domain.users import UserKind, UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.names import as_login
from crm_tui.services.seats import Seats
from crm_tui.store.audit import AuditEntry, AuditLog
from crm_tui.store.directory_rows import InvitationRow, InvitationState, OrgRow
from crm_tui.store.members import NO_ROLE
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.people import MemberRow

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation

DAY = 86_400
ANSWERED = (InvitationState.ACCEPTED, InvitationState.DECLINED)
ZOHO_ONE = frozenset({"zoho_one", "zoho_one_flexi"})
"""ORG-4: of both kinds one alone."""


def waiting(installation: Installation, login: str) -> list[Waiting]:
    """What a login may answer from his organisation list, oldest first; others only by their token (ORG-10)."""
    callers.must_be_caller(installation, login)
    now, key = epoch(installation.clock.now()), installation.came_by()
    return [
        Waiting(
            row.org.slug, row.org.name, _edition(installation, row.org), row.by_login, -((now - row.expires_at) // DAY)
        )
        for row in installation.directory.invitations_of(login)
        if not _unlisted(installation, row.org) and callers.opens(installation, row.org, key)
    ]  # fmt: skip


Then = Callable[[InvitationRow, MemberRow], None]
"""What comes of an acceptance besides, behind the organisation's lock; it may refuse it."""


def answer(
    installation: Installation,
    login: str,
    *,
    accepted: bool,
    slug: str = "",
    token: str = "",
    door: str = "screen",
    then: Then | None = None,
) -> Answered:
    """Accept or decline. NotFound: no such invitation of his. Conflict: it is over. LimitReached: it stays pending.

    Whoever came by a key that does not open the organisation has the token; accepted, the key opens it from then on.
    """
    callers.must_be_caller(installation, login)
    found = _found(installation, as_login(login), slug, token)
    store = installation.store(found.org.slug)
    try:
        return _answered(installation, store, found, door, then, accepted=accepted)
    except LimitReached as full:
        _note_refused(installation, store, found, door, full.rule)
        raise


def _answered(
    installation: Installation, store: OrganisationStore, found: InvitationRow, door: str, then: Then | None, *,
    accepted: bool,
) -> Answered:  # fmt: skip
    with store.engine.write():
        store.hold_people()
        found = _now(installation, found)
        member = store.member(found.login)
        if member is None:
            # Nobody waits there: the inviter's organisation was never written, or he is gone since.
            if found.state is InvitationState.PENDING:
                installation.directory.revoke(found.id)
            raise Conflict(message("This invitation was revoked."))
        _refuse_used(installation, found, member)
        kind = _kind(installation, found, member) if accepted else member.kind
        if accepted:
            _refuse_read_only(store)
            _refuse_full(installation, store, found, member, kind)
        with announced(installation, found.org, store, _entry(installation, member, door, accepted=accepted)):
            if accepted:
                _vouch(installation, found, member)
                if then is not None:
                    then(found, member)
            installation.directory.answer(found.id, accepted=accepted)
            if accepted:
                installation.directory.add_login(found.login, member.name)
        member = _follow(store, member, kind, accepted=accepted)
    return Answered(found.org.slug, found.org.name, accepted, member.kind)


def _vouch(installation: Installation, found: InvitationRow, member: MemberRow) -> None:
    """The token has shown that it is he whom the organisation invited: his key is good there."""
    key = installation.came_by()
    if key is not None and not callers.opens(installation, found.org, key):
        installation.directory.open_key(key.id, found.org.id, member.id)


def _refuse_full(
    installation: Installation, store: OrganisationStore, found: InvitationRow, member: MemberRow, kind: UserKind
) -> None:
    if found.state in (InvitationState.PENDING, InvitationState.ACCEPTED):
        refuse_eleventh(installation.directory, found.login, found.org.id)
        _refuse_without_seat(store, kind, member)


def _follow(store: OrganisationStore, member: MemberRow, kind: UserKind, *, accepted: bool) -> MemberRow:
    """What comes of the answer in the organisation."""
    if member.state is not UserState.UNCONFIRMED:
        return member
    if not accepted:
        store.remove_member(member.id)
        return member
    if kind is not member.kind:
        _make_external(store, member)
    store.edit_member(member.id, state=UserState.ACTIVE)
    return store.members()[member.id]


def _refuse_used(installation: Installation, found: InvitationRow, member: MemberRow) -> None:
    """An answer said twice is said once. It opens nothing again: not to who left or was deactivated since, nor what
    he was invited to anew (U40, U43)."""
    if found.state not in ANSWERED or member.state is UserState.ACTIVE:
        return
    mine = [row.id for row in installation.directory.invitations_to(found.org.id) if row.login == found.login]
    if member.state is not UserState.UNCONFIRMED or found.id != mine[-1]:
        raise Conflict(message("It has been answered already."))


def _refuse_read_only(store: OrganisationStore) -> None:
    """ORG-3: after its trial an organisation takes nobody in before an edition is chosen."""
    if store.facts().read_only:
        text = message("The trial has ended and no edition is chosen: the organisation can only be read.")
        raise LimitReached(text, rule="ORG-3")


def _found(installation: Installation, login: str, slug: str, token: str) -> InvitationRow:
    """The invitation of this login; somebody else's reads as none at all."""
    directory = installation.directory
    if token:
        by_token = directory.invitation_by_token(token)
        found = [by_token] if by_token is not None and by_token.login == login else []
    else:
        mine = [row for row in directory.invitations_by_login(login) if row.state in OPEN]
        key = installation.came_by()
        found = [
            row
            for row in mine
            if row.org.slug == slug.casefold()
            and not _unlisted(installation, row.org)
            and callers.opens(installation, row.org, key)
        ]
    if not found or directory.org(found[-1].org.slug) is None:
        raise NotFound(message("There is no such invitation."))
    return found[-1]


def _now(installation: Installation, found: InvitationRow) -> InvitationRow:
    """As it stands behind the lock."""
    now = installation.directory.invitation(found.id)
    if now is None:
        raise NotFound(message("There is no such invitation."))
    return now


def _kind(installation: Installation, found: InvitationRow, member: MemberRow) -> UserKind:
    """ORG-4: a member of one Zoho One organisation is an external user in any other."""
    if member.state is not UserState.UNCONFIRMED or _edition(installation, found.org) not in ZOHO_ONE:
        return member.kind
    for belongs in installation.directory.organisations_of(found.login):
        if belongs.org.id != found.org.id and _edition(installation, belongs.org) in ZOHO_ONE:
            there = installation.store(belongs.org.slug).member(found.login)
            if there is not None and there.kind is not UserKind.EXTERNAL:
                return UserKind.EXTERNAL
    return member.kind


def _make_external(store: OrganisationStore, member: MemberRow) -> None:
    """U06: neither profile nor role counts; the row names the Standard profile, which every organisation has."""
    standard = next(row.id for row in store.profiles().values() if row.rights.api_name == STANDARD.api_name)
    store.edit_member(member.id, kind=UserKind.EXTERNAL, profile_id=standard, role_id=NO_ROLE)


def _refuse_without_seat(store: OrganisationStore, kind: UserKind, member: MemberRow) -> None:
    if member.state is UserState.UNCONFIRMED and Seats(store).want(kind):
        # Of the organisation that he is not in yet he learns no more than that.
        text = message("There is no free seat: ask whoever invited you. The invitation stays open.")
        raise LimitReached(text, rule="U28")


def _edition(installation: Installation, org: OrgRow) -> str:
    store = installation.store(org.slug)
    store.policy_version()
    return store.info().edition


def _unlisted(installation: Installation, org: OrgRow) -> bool:
    return edition(_edition(installation, org)).unlisted_invitations


def _note_refused(
    installation: Installation, store: OrganisationStore, found: InvitationRow, door: str, rule: str
) -> None:
    """An attempt that a limit has refused is written down, as a denial is (AC53)."""
    with store.engine.write():
        member = store.member(found.login)
        if member is not None:
            entry = _entry(installation, member, door, accepted=True)
            AuditLog(store.engine).append(replace(entry, outcome="refused", rule=rule))


def _entry(installation: Installation, member: MemberRow, door: str, *, accepted: bool) -> AuditEntry:
    """He is no member while he answers, so it is no act of a gate; the organisation's audit has it all the same."""
    return AuditEntry(
        at=epoch(installation.clock.now()), actor_id=member.id, login=member.login, action="settings.personal",
        outcome="allowed", rule="ORG-9", door=door, detail="accepted" if accepted else "declined",
    )  # fmt: skip
