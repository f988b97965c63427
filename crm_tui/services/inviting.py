"""New users: invited by a token, or added at once (ORG-8, ORG-9, U28, U40, U44)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.base.text import clean
from crm_tui.domain.editions import general_limits
from crm_tui.domain.errors import Invalid
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.memberships import Memberships
from crm_tui.services.named import Named
from crm_tui.services.names import as_login, checked_name, is_login
from crm_tui.services.session import Session
from crm_tui.store.people import MemberRow

DAY = 86_400
LONGEST = 254
"""Characters of an address (RFC 5321)."""


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation just made or sent again. `token` is shown once, to the one who invites (U44)."""

    login: str
    token: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class InvitationInfo:
    """An invitation as those who manage users read it. Moments are epoch seconds."""

    login: str
    name: str
    state: str
    sent_at: int
    expires_at: int
    by: str


@dataclass(frozen=True, slots=True)
class _Newcomer:
    login: str
    name: str
    kind: UserKind
    profile_id: int
    role_id: int | None


class Inviting:
    """Makes users, inside acts of the gate. The directory is changed first, the organisation second."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._limits, self._named = Limits(session), Named(session.store)

    def invite(self, login: str, name: str, kind: UserKind, profile: str, role: str) -> Invited:
        """See `Staff.invite`. External users are invited by whoever may do that (9.7, `org.invite`)."""
        self._may_make(kind)
        token = self._session.ids.token()
        with self._gate.act("org.invite" if kind is UserKind.EXTERNAL else "users.invite", Target()) as change:
            new = self._new(login, name, kind, profile, role)
            change.detail = f"{new.login} {kind}"
            self._there(new.login, lambda directory: directory.invite(new.login, self._session.login, token))
            self._store.add_member(new.login, new.name, kind, new.profile_id, new.role_id, state=UserState.UNCONFIRMED)
        return self._invited(new.login, token)

    def add(self, login: str, name: str, kind: UserKind, profile: str, role: str) -> int:
        """See `Staff.add`."""
        self._may_make(kind)
        with self._gate.act("users.invite", Target()) as change:
            new = self._new(login, name, kind, profile, role)
            change.detail = new.login
            self._there(new.login, lambda directory: directory.register(new.login, new.name))
            return self._store.add_member(new.login, new.name, kind, new.profile_id, new.role_id)

    def list(self) -> tuple[InvitationInfo, ...]:
        """See `Staff.invitations`."""
        self._gate.require("users.manage", Target())
        names = {m.login: m.name for m in self._store.members().values() if m.state is not UserState.DELETED}
        rows = reversed(self._session.memberships.invitations())
        return tuple(
            InvitationInfo(r.login, names.get(r.login, ""), r.state.value, r.sent_at, r.expires_at, r.by_login)
            for r in rows
        )

    def send_again(self, login: str) -> Invited:
        """See `Staff.send_again`."""
        token = self._session.ids.token()
        with self._gate.act("org.invite", Target()) as change:
            self._store.hold_people()
            member = self._unconfirmed(login)
            change.detail = f"{member.login} again"
            change.person = member.id  # the token of a stronger user's invitation is not handed to him
            self._there(member.login, lambda directory: directory.send_again(member.login, token), whole=True)
        return self._invited(member.login, token)

    def revoke(self, login: str) -> None:
        """See `Staff.revoke`."""
        with self._gate.act("org.invite", Target()) as change:
            self._store.hold_people()
            member = self._unconfirmed(login)
            change.detail = f"{member.login} revoked"
            self._there(member.login, lambda directory: directory.revoke(member.login))
            self._there(member.login, lambda directory: directory.remove(member.login))
            self._store.remove_member(member.id)

    # How it is done

    def _there(self, login: str, call: Callable[[Memberships], object], *, whole: bool = False) -> None:
        """In the directory: committed just before the organisation is, and not where the act is only rehearsed."""
        memberships = self._session.memberships
        self._session.elsewhere(lambda: call(memberships), login, whole=whole)

    def _invited(self, login: str, token: str) -> Invited:
        return Invited(login, token, self._session.at() + general_limits().invitation_days * DAY)

    def _may_make(self, kind: UserKind) -> None:
        if kind is UserKind.ADMINISTRATOR:
            self._gate.insist("profiles.manage", Target())

    def _new(self, login: str, name: str, kind: UserKind, profile: str, role: str) -> _Newcomer:
        """What is asked for, checked; there is a seat."""
        self._store.hold_people()
        login, name = as_login(login), clean(name)
        profile_id = self._named.profile_for(kind, profile)
        role_id = self._named.role(role).id if role else None
        if kind is UserKind.EXTERNAL and role:
            raise Invalid(message("An external user has no role."))
        if not is_login(login) or len(login) > LONGEST or not login.isprintable():
            raise Invalid(message("A login is an e-mail address."))
        name = checked_name(name, message("A user"))
        self._refuse_known(login)
        self._limits.seat(kind)
        return _Newcomer(login, name, kind, profile_id, role_id)

    def _refuse_known(self, login: str) -> None:
        known = self._store.member(login)
        if known is None:
            return
        if known.state is UserState.UNCONFIRMED:
            raise Invalid(message("{login} is invited already: send it again or revoke it.", login=login))
        raise Invalid(message("{login} is a user of this organisation already.", login=login))

    def _unconfirmed(self, login: str) -> MemberRow:
        """U40: only an unconfirmed user has an invitation that can be sent again or taken back."""
        member = self._named.member(login)
        if member.state is UserState.INACTIVE:
            raise Invalid(message("{login} is deactivated: activate him instead.", login=member.login))
        if member.state is not UserState.UNCONFIRMED:
            raise Invalid(message("{login} has accepted already.", login=member.login))
        return member
