"""Invitations in the directory (ORG-8 to ORG-10): one state machine, tokens kept as hashes only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from crm_tui.base.clock import Clock
from crm_tui.base.messages import Message, message
from crm_tui.domain.editions import general_limits
from crm_tui.domain.errors import Conflict, NotFound
from crm_tui.store.directory_rows import InvitationRow, InvitationState
from crm_tui.store.engine import Engine
from crm_tui.store.orgs_sql import ORG, org_row

_COLUMNS = f"i.id, i.login, i.state, i.sent_at, i.expires_at, i.by_login, {ORG}"
_FROM = "FROM invitation i JOIN org o ON o.id = i.org_id"


class InvitationsPart:
    """Verbs on invitations. `token` is the secret that is shown once; who made it forgets it."""

    engine: Engine
    clock: Clock

    def invite(self, org_id: int, login: str, by_login: str, token: str) -> InvitationRow:
        """A new invitation for seven days; an open one to the same address is replaced, its token dead."""
        address = login.casefold()
        with self.engine.write():
            self.engine.execute(
                "UPDATE invitation SET state = 'revoked' WHERE org_id = ? AND login = ? AND state = 'pending'",
                (org_id, address),
            )
            now = self._now()
            invitation_id = self.engine.insert(
                "INSERT INTO invitation (org_id, login, token_hash, state, sent_at, expires_at, by_login)"
                " VALUES (?, ?, ?, 'pending', ?, ?, ?) RETURNING id",
                (org_id, address, token_hash(token), now, now + _seconds(), by_login.casefold()),
            )
        return self._invitation(invitation_id)

    def send_again(self, invitation_id: int, token: str) -> InvitationRow:
        """A pending or expired one counts seven days from now, under a new token (1.4)."""
        now = self._now()
        with self.engine.write():
            self._from_pending(
                "token_hash = ?, sent_at = ?, expires_at = ?",
                (token_hash(token), now, now + _seconds(), invitation_id),
            )
        return self._invitation(invitation_id)

    def answer(self, invitation_id: int, *, accepted: bool) -> InvitationRow:
        """Accept, which makes the membership too, or decline. Conflict where it is not pending any more (ORG-9).

        Said twice the same way, the second time does nothing.
        """
        wanted = InvitationState.ACCEPTED if accepted else InvitationState.DECLINED
        with self.engine.write():
            found = self._invitation(invitation_id)
            if found.state is not wanted:
                if found.state is not InvitationState.PENDING:
                    raise Conflict(_over(found.state))
                self._from_pending("state = ?", (wanted, invitation_id))
            if accepted:
                self.add_membership(found.login, found.org.id)
        return self._invitation(invitation_id)

    def revoke(self, invitation_id: int) -> InvitationRow:
        """Take a pending or expired one back. Conflict where it was answered."""
        with self.engine.write():
            if self._invitation(invitation_id).state is not InvitationState.REVOKED:
                self._from_pending("state = 'revoked'", (invitation_id,))
        return self._invitation(invitation_id)

    def invitation_by_token(self, token: str) -> InvitationRow | None:
        """The invitation that a token answers, in any state."""
        return self._one("i.token_hash = ?", token_hash(token))

    def invitation(self, invitation_id: int) -> InvitationRow | None:
        """One invitation."""
        return self._one("i.id = ?", invitation_id)

    def invitations_of(self, login: str) -> tuple[InvitationRow, ...]:
        """What waits for an answer of a login, oldest first; expired ones are not among them."""
        where = "i.login = ? AND i.state = 'pending' AND i.expires_at > ? AND o.state = 'open'"
        return tuple(self._many(where, login.casefold(), self._now()))

    def invitations_by_login(self, login: str) -> tuple[InvitationRow, ...]:
        """All invitations of a login to organisations in use, in any state, oldest first."""
        return tuple(self._many("i.login = ? AND o.state = 'open'", login.casefold()))

    def invitations_to(self, org_id: int) -> tuple[InvitationRow, ...]:
        """All invitations of an organisation, oldest first."""
        return tuple(self._many("i.org_id = ?", org_id))

    # For `Directory`

    def _now(self) -> int:
        raise NotImplementedError

    def add_membership(self, login: str, org_id: int) -> None:
        """See `Directory`."""
        raise NotImplementedError

    def _from_pending(self, changes: str, params: tuple[object, ...]) -> None:
        if not self.engine.execute(f"UPDATE invitation SET {changes} WHERE id = ? AND state = 'pending'", params):
            raise Conflict(_over(self._invitation(int(str(params[-1]))).state))

    def _invitation(self, invitation_id: int) -> InvitationRow:
        found = self.invitation(invitation_id)
        if found is None:
            raise NotFound
        return found

    def _one(self, where: str, *params: object) -> InvitationRow | None:
        return next(iter(self._many(where, *params)), None)

    def _many(self, where: str, *params: object) -> list[InvitationRow]:
        rows = self.engine.rows(f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY i.id", params)
        return [_row(row, self._now()) for row in rows]


def token_hash(token: str) -> str:
    """What is kept of a token. A fast hash is enough: tokens are random, not chosen by people."""
    return hashlib.sha256(token.encode()).hexdigest()


def _seconds() -> int:
    """ORG-9: how long an invitation waits for its answer."""
    return general_limits().invitation_days * 86_400


_OVER = {
    InvitationState.ACCEPTED: message("This invitation was accepted already."),
    InvitationState.DECLINED: message("This invitation was declined."),
    InvitationState.REVOKED: message("This invitation was revoked."),
    InvitationState.EXPIRED: message("This invitation has expired. Ask for a new one."),
    InvitationState.PENDING: message("This invitation waits for an answer."),
}


def _over(state: InvitationState) -> Message:
    return _OVER[state]


def _row(row: Sequence[Any], now: int) -> InvitationRow:
    invitation_id, login, kept, sent_at, expires_at, by_login, *org = row
    state = InvitationState(kept)
    if state is InvitationState.PENDING and expires_at <= now:
        state = InvitationState.EXPIRED
    return InvitationRow(invitation_id, org_row(org), login, state, sent_at, expires_at, by_login)
