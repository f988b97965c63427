"""The users of the organisation (chapter 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.staff import InvitationInfo
from crm_tui.services.users import ManagedUser, UserInfo
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView, Line, Tone
from crm_tui.tui.presenters.people import SIGNS, invitation_words, kind_words, moment_words, state_words
from crm_tui.tui.setup.page import Page, SetupRow, narrowed


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user with what of him the actor may read. `managed`, `invitation`: None where he may not, or there is none."""

    user: UserInfo
    managed: ManagedUser | None = None
    invitation: InvitationInfo | None = None


UserRow = SetupRow[UserLine]
CLOSED = frozenset({UserState.UNCONFIRMED, UserState.DELETED})


def _is(*states: UserState) -> Callable[[UserInfo], bool]:
    return lambda user: user.state in states


def _is_kind(*kinds: UserKind) -> Callable[[UserInfo], bool]:
    return lambda user: user.kind in kinds and user.state not in CLOSED


SENSIBLE: Mapping[str, Callable[[UserInfo], bool]] = {
    "user.edit": lambda user: user.state is not UserState.DELETED,
    "user.activate": _is(UserState.INACTIVE),
    "user.deactivate": lambda user: user.state is UserState.ACTIVE and user.kind is not UserKind.SUPER_ADMIN,
    "user.convert": _is_kind(UserKind.TEAM),
    "user.administrator": _is_kind(UserKind.REGULAR, UserKind.ADMINISTRATOR),
    "user.hand_over": lambda user: user.kind is UserKind.ADMINISTRATOR and user.state is UserState.ACTIVE,
    "user.keys": lambda user: user.state not in CLOSED,
    "user.send_again": _is(UserState.UNCONFIRMED),
    "user.revoke": _is(UserState.UNCONFIRMED),
    "user.delete": lambda user: user.kind is not UserKind.SUPER_ADMIN and user.state not in CLOSED,
}
"""Command -> the users to whom it can be done by anybody (1.4, 1.5, U08)."""


class UsersPage(Page[UserLine]):
    """Everybody, by name."""

    context = Context.SETUP_USERS
    on_row = frozenset(SENSIBLE) | {"user.copy", "user.reaches", "user.view_as"}

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Name"), least=14, weight=3),
            Column("kind", _("Kind"), least=12, weight=2, most=20),
            Column("role", _("Role"), least=10, weight=2),
            Column("login", _("Login"), least=16, weight=2),
            Column("state", _("Status"), least=9, most=13),
        )

    def rows(self, text: str) -> Sequence[UserRow]:
        return narrowed([_row(line) for line in self._lines()], text)

    def _lines(self) -> list[UserLine]:
        if not self.ws.access.decide("users.manage").allowed:
            return [UserLine(user) for user in self.ws.users.list()]
        sent = {one.login: one for one in reversed(self.ws.staff.invitations())}
        return [UserLine(one.info, one, sent.get(one.info.login)) for one in self.ws.users.managed()]

    def offers(self, command: str, row: UserRow | None) -> bool:
        if not super().offers(command, row):
            return False
        if row is None:
            return True
        if command == "user.view_as":
            return row.item.user.state is UserState.ACTIVE and row.item.user.login != self.ws.actor.login
        return command not in SENSIBLE or SENSIBLE[command](row.item.user)

    def card(self, row: UserRow) -> DetailView:
        user, managed, sent = row.item.user, row.item.managed, row.item.invitation
        lines = [
            _line(_("Login"), user.login),
            _line(_("Kind"), kind_words(user.kind)),
            _line(_("Status"), state_words(user.state), Tone.PLAIN if user.state is UserState.ACTIVE else Tone.WARN),
            _line(_("Profile"), user.profile),
            _line(_("Role"), user.role or "–"),
        ]
        if managed is not None:
            lines += [
                _line(_("Manager"), managed.manager or "–"),
                _line(_("Last seen"), moment_words(managed.last_seen, self.formats)),
            ]
        if sent is not None and user.state is UserState.UNCONFIRMED:
            lines += self._invitation(sent)
        return DetailView(title=display_text(user.name), lines=tuple(lines))

    def _invitation(self, sent: InvitationInfo) -> list[Line]:
        return [
            Line(),
            _line(_("Invitation"), invitation_words(sent.state)),
            _line(_("Sent"), moment_words(sent.sent_at, self.formats)),
            _line(_("Expires"), moment_words(sent.expires_at, self.formats)),
            _line(_("Invited by"), sent.by),
        ]


def _row(line: UserLine) -> UserRow:
    user = line.user
    off = user.state is not UserState.ACTIVE
    cells = (user.name, kind_words(user.kind), user.role, user.login, state_words(user.state))
    return SetupRow(user.login, cells, line, SIGNS[user.state], Tone.MUTED if off else Tone.PLAIN)


def _line(label: str, value: str, tone: Tone = Tone.PLAIN) -> Line:
    return Line(display_text(value), display_text(label), tone, key=f"setup:{label}", wrap=True)
