"""Users in words: kinds, states, moments."""

from __future__ import annotations

import datetime as dt

from crm_tui.base.messages import N_, _
from crm_tui.domain.users import UserKind, UserState
from crm_tui.tui.presenters.cells import Formats

KINDS = {
    UserKind.SUPER_ADMIN: N_("super administrator"),
    UserKind.ADMINISTRATOR: N_("administrator"),
    UserKind.REGULAR: N_("regular user"),
    UserKind.TEAM: N_("team user"),
    UserKind.EXTERNAL: N_("external user"),
}
STATES = {
    UserState.UNCONFIRMED: N_("not confirmed"),
    UserState.ACTIVE: N_("active"),
    UserState.INACTIVE: N_("inactive"),
    UserState.DELETED: N_("deleted"),
}
INVITATIONS = {
    "pending": N_("waits for an answer"),
    "expired": N_("expired"),
    "declined": N_("declined"),
    "accepted": N_("accepted"),
    "revoked": N_("revoked"),
}
SIGNS = {UserState.ACTIVE: "", UserState.UNCONFIRMED: "?", UserState.INACTIVE: "–", UserState.DELETED: "✗"}


def kind_words(kind: UserKind) -> str:
    """A kind of user in the current language."""
    return _(KINDS[kind])


def state_words(state: UserState) -> str:
    """A state in the current language."""
    return _(STATES[state])


def invitation_words(state: str) -> str:
    """How an invitation stands (1.4)."""
    return _(INVITATIONS.get(state, state))


def moment_words(at: int | None, formats: Formats) -> str:
    """A moment of epoch seconds in the reader's zone; never, where there was none."""
    return formats.moment(dt.datetime.fromtimestamp(at, dt.UTC)) if at is not None else _("never")
