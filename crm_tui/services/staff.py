"""The users of the organisation: inviting, activating, converting, deleting them (chapter 1, ORG-8, ORG-9)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.base.text import clean
from crm_tui.domain.errors import Invalid, LimitReached
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.named import Named
from crm_tui.services.names import checked_name, is_login
from crm_tui.services.session import Session


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


class Staff:
    """The verbs on users. None of them makes anybody stronger than the one who acts (`services.ceilings`)."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._limits, self._named = Limits(session), Named(session.store)

    def invite(self, login: str, name: str, kind: UserKind, profile: str, role: str = "") -> Invited:
        """Add an unconfirmed user and an invitation for seven days; a free seat is needed (U28, ORG-9)."""
        raise NotImplementedError

    def invitations(self) -> tuple[InvitationInfo, ...]:
        """All invitations to this organisation, newest first. Forbidden to who does not manage users."""
        raise NotImplementedError

    def send_again(self, login: str) -> Invited:
        """A new seven days and a new token for an unconfirmed user (U40)."""
        raise NotImplementedError

    def revoke(self, login: str) -> None:
        """Take an open or expired invitation back; the row of the user goes (1.4)."""
        raise NotImplementedError

    def edit(
        self,
        login: str,
        *,
        name: str | None = None,
        role: str | None = None,
        profile: str | None = None,
        manager: str | None = None,
    ) -> None:
        """Change what is given; an empty role or manager takes it away. A team user's profile is fixed (U52)."""
        raise NotImplementedError

    def appoint(self, login: str, *, administrator: bool, profile: str = "") -> None:
        """Make a regular user an administrator, or an administrator a regular user with this profile (U07, U09)."""
        raise NotImplementedError

    def convert(self, login: str, profile: str) -> None:
        """Team to regular user: takes a regular seat, keeps memberships and records (U50, U53); never back (U51)."""
        raise NotImplementedError

    def delete(self, login: str, transfer_to: str = "") -> int:
        """Delete a user for good; how many records went to `transfer_to` (U42, U43)."""
        raise NotImplementedError

    def hand_over(self, login: str) -> None:
        """Make an administrator the super administrator, and oneself an administrator (U08)."""
        raise NotImplementedError

    def add(self, login: str, name: str, kind: UserKind, profile: str, role: str = "") -> int:
        """An active user; a free seat is needed (U28). An administrator is made by whoever manages profiles."""
        login, name = login.strip().casefold(), clean(name)
        if kind is UserKind.ADMINISTRATOR:
            self._gate.insist("profiles.manage", Target())
        with self._gate.act("users.invite", Target()) as change:
            change.detail = login
            profile_id = self._named.profile_for(kind, profile)
            role_id = self._named.role(role).id if role else None
            self._check_new(login, name)
            self._limits.seat(kind)
            self._session.register(login, name)
            return self._store.add_member(login, name, kind, profile_id, role_id)

    def set_state(self, login: str, state: UserState) -> None:
        """Activate or deactivate a user (U41)."""
        with self._gate.act("users.activate", Target()) as change:
            member = self._named.member(login)
            change.detail = f"{login} {state}"
            if state not in (UserState.ACTIVE, UserState.INACTIVE):
                raise Invalid(message("A user is activated or deactivated."))
            if state is UserState.ACTIVE and member.state is not UserState.ACTIVE:
                self._limits.seat(member.kind)
            if state is not UserState.ACTIVE and member.kind is UserKind.SUPER_ADMIN:
                raise LimitReached(message("The super administrator hands over first."))
            self._store.edit_member(member.id, state=state)

    def _check_new(self, login: str, name: str) -> None:
        if not is_login(login):
            raise Invalid(message("A login is an e-mail address."))
        checked_name(name, message("A user"))
        if self._store.member(login) is not None:
            raise Invalid(message("{login} is a user of this organisation already.", login=login))
