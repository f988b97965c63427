"""The users of the organisation: inviting, activating, converting, deleting them (chapter 1, ORG-8, ORG-9)."""

from __future__ import annotations

from functools import partial

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Conflict, Invalid
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.deletion import Deletion
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.inviting import InvitationInfo, Invited, Inviting
from crm_tui.services.limits import Limits
from crm_tui.services.named import Named
from crm_tui.services.names import checked_name
from crm_tui.services.pickers import Pickers
from crm_tui.services.refusal import HANDS_OVER_FIRST, nobody_grants
from crm_tui.services.session import Session
from crm_tui.store.members import NO_ROLE, NOBODY
from crm_tui.store.people import MemberRow

__all__ = ["InvitationInfo", "Invited", "Staff"]


class Staff:
    """The verbs on users. None of them makes anybody stronger than the one who acts (`services.ceilings`), and none is
    taken back by `u`: they leave no undo steps, and each has a verb that does the opposite as far as there is one."""

    def __init__(self, session: Session, gate: Gate, pickers: Pickers) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._limits, self._named = Limits(session), Named(session.store)
        self._inviting, self._deletion = Inviting(session, gate), Deletion(session, gate, pickers)

    # Invitations

    def invite(self, login: str, name: str, kind: UserKind, profile: str, role: str = "") -> Invited:
        """Add an unconfirmed user and an invitation for seven days; a free seat is needed (U28, ORG-9)."""
        return self._inviting.invite(login, name, kind, profile, role)

    def invitations(self) -> tuple[InvitationInfo, ...]:
        """All invitations to this organisation, newest first. Forbidden to who does not manage users."""
        return self._inviting.list()

    def send_again(self, login: str) -> Invited:
        """A new seven days and a new token for an unconfirmed user (U40)."""
        return self._inviting.send_again(login)

    def revoke(self, login: str) -> None:
        """Take an open or expired invitation back; the row of the user goes (1.4)."""
        self._inviting.revoke(login)

    def add(self, login: str, name: str, kind: UserKind, profile: str, role: str = "") -> int:
        """An active user; a free seat is needed (U28). An administrator is made by whoever manages profiles."""
        return self._inviting.add(login, name, kind, profile, role)

    # States

    def set_state(self, login: str, state: UserState) -> None:
        """Activate or deactivate a user, who reads of it when he is back (U41). What is so already stays so."""
        with self._gate.act("users.activate", Target()) as change:
            self._store.hold_people()
            member = self._named.member(login)
            change.detail = f"{member.login} {state}"
            if state not in (UserState.ACTIVE, UserState.INACTIVE):
                raise Invalid(message("A user is activated or deactivated."))
            if member.state is UserState.UNCONFIRMED:
                raise Invalid(message("{login} has not answered his invitation: send it again or revoke it.",
                                      login=member.login))  # fmt: skip
            if state is UserState.ACTIVE and member.state is UserState.INACTIVE:
                self._activate(change, member)
            elif state is UserState.INACTIVE and member.state is UserState.ACTIVE:
                self._deactivate(change, member)

    def delete(self, login: str, transfer_to: str = "", *, team_records: bool = False) -> int:
        """Delete a user for good (U42, U43); how many records went to `transfer_to`.

        Those are his open deals and open activities, and with `team_records` what is open in team modules too, as
        far as the heir may own it. All other records stay his, under his name with "(former)" (U63).
        """
        return self._deletion.delete(login, transfer_to, team_records=team_records)

    # What he is

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
        with self._gate.act("users.manage", Target()) as change:
            self._store.hold_people()
            member = self._named.member(login)
            given = {"name": name, "role": role, "profile": profile, "manager": manager}
            change.detail = " ".join([member.login, *(n for n, value in given.items() if value is not None)])
            self._store.edit_member(
                member.id,
                name=None if name is None else checked_name(name, message("A user")),
                role_id=None if role is None else self._role(member, role),
                profile_id=None if profile is None else self._profile(member, profile),
                manager_id=None if manager is None else self._manager(member, manager),
            )

    def appoint(self, login: str, *, administrator: bool, profile: str = "") -> None:
        """Make a regular user an administrator, or an administrator a regular user with this profile (U07, U09)."""
        self._gate.insist("profiles.manage", Target())
        with self._gate.act("users.manage", Target()) as change:
            self._store.hold_people()
            member = self._named.member(login)
            change.detail = f"{member.login} {'administrator' if administrator else 'regular'}"
            was, becomes = UserKind.REGULAR, UserKind.ADMINISTRATOR
            if not administrator:
                was, becomes = becomes, was
            if member.kind is not was:
                raise Invalid(_not_appointed(administrator))
            name = "Administrator" if administrator else profile or "Standard"
            self._store.edit_member(member.id, kind=becomes, profile_id=self._named.profile_for(becomes, name))

    def convert(self, login: str, profile: str) -> None:
        """Team to regular user: takes a regular seat, keeps memberships and records (U50, U53); never back (U51).

        One who is inactive takes the seat when he is activated (U60, U61).
        """
        with self._gate.act("users.convert", Target()) as change:
            self._store.hold_people()
            member = self._named.member(login)
            change.detail = f"{member.login} {profile}"
            if member.kind is not UserKind.TEAM:
                raise Invalid(message("Only team users are converted, to regular users; nobody becomes a team user."))
            if member.state is not UserState.INACTIVE:
                self._limits.seat(UserKind.REGULAR, member.id)
            profile_id = self._named.profile_for(UserKind.REGULAR, profile)
            self._store.edit_member(member.id, kind=UserKind.REGULAR, profile_id=profile_id)

    def hand_over(self, login: str) -> None:
        """Make an administrator the super administrator, and oneself an administrator (U08)."""
        with self._gate.act("users.hand_over", Target()) as change:
            self._store.hold_people()
            me, heir = self._store.members()[self._session.actor.user_id], self._named.member(login)
            change.detail = heir.login
            if me.kind is not UserKind.SUPER_ADMIN:
                raise Conflict(message("Another session has handed over already."))
            if heir.kind is not UserKind.ADMINISTRATOR or heir.state is not UserState.ACTIVE:
                because = message("The next super administrator is an active administrator first.")
                self._gate.insist("users.hand_over", Target(), nobody_grants("U08", because))
            # In one transaction: there is exactly one, before and after (U02).
            self._store.edit_member(me.id, kind=UserKind.ADMINISTRATOR)
            self._store.edit_member(heir.id, kind=UserKind.SUPER_ADMIN)

    # How it is done

    def _activate(self, change: Change, member: MemberRow) -> None:
        if member.kind is UserKind.TEAM and not self._store.profiles()[member.profile_id].rights.team_user:
            raise self._limits.had_team_licence(member.login)
        self._limits.seat(member.kind)
        # Whoever left the organisation belongs to it again (ORG-15).
        self._session.elsewhere(partial(self._session.memberships.register, member.login, member.name), member.login)
        self._store.edit_member(member.id, state=UserState.ACTIVE)
        change.notify(member.id, NoticeKind.ACTIVATED)

    def _deactivate(self, change: Change, member: MemberRow) -> None:
        if member.kind is UserKind.SUPER_ADMIN:
            self._gate.insist("users.activate", Target(), nobody_grants("U08", HANDS_OVER_FIRST))
        self._store.edit_member(member.id, state=UserState.INACTIVE)
        change.notify(member.id, NoticeKind.DEACTIVATED)

    def _role(self, member: MemberRow, role: str) -> int:
        if member.kind is UserKind.EXTERNAL and role:
            raise Invalid(message("An external user has no role."))
        return self._named.role(role).id if role else NO_ROLE

    def _profile(self, member: MemberRow, profile: str) -> int:
        if self._named.profile(profile).id == member.profile_id:
            return member.profile_id
        if member.kind is UserKind.TEAM:
            because = message("The profile of a team user is fixed: convert him to a regular user first.")
            self._gate.insist("users.manage", Target(), nobody_grants("U52", because))
        return self._named.profile_for(member.kind, profile)

    def _manager(self, member: MemberRow, login: str) -> int:
        """AC13: somebody active who is not below him already."""
        if not login:
            return NOBODY
        manager, members = self._named.member(login), self._store.members()
        if manager.state is not UserState.ACTIVE:
            raise Invalid(message("{login} is no active user.", login=manager.login))
        above: MemberRow | None = manager
        seen: set[int] = set()
        while above is not None and above.id not in seen:
            if above.id == member.id:
                raise Invalid(message("{login} reports to him already, or is he himself.", login=manager.login))
            seen.add(above.id)
            above = members.get(above.manager_id or 0)
        return manager.id


def _not_appointed(administrator: bool) -> Message:
    if administrator:
        return message("Only a regular user is made an administrator.")
    return message("Only an administrator becomes a regular user this way; the super administrator hands over first.")
