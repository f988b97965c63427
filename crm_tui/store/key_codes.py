"""One-time codes for a key at the door (design: Doors): kept as hashes only, dead after seven days or five failures."""

from __future__ import annotations

import hmac

from crm_tui.base.clock import Clock
from crm_tui.domain.errors import NotFound
from crm_tui.domain.key_limits import CODE_DAYS, CODE_TRIES
from crm_tui.store.directory_rows import LoginRow
from crm_tui.store.engine import Engine
from crm_tui.store.invitations import token_hash
from crm_tui.store.key_rows import CodeRow, CodeState, KeyReach

_COLUMNS = "c.id, l.login, c.org_id, c.user_id, c.everywhere, c.state, c.expires_at, c.by_key, c.code_hash"


class KeyCodesPart:
    """Verbs on codes. A code is `LABEL-SECRET`: found by the one, proven by the other, and both are random."""

    engine: Engine
    clock: Clock

    def add_code(self, login: str, code: str, reach: KeyReach, by_key: int | None) -> None:
        """A new code for seven days; an open one that was made for him in the same organisation is dead.

        `reach`: of the key to come. `by_key`: by which key its maker came; without it the code is dead.
        """
        now, expires_at = self._now(), self._now() + CODE_DAYS * 86_400
        with self.engine.write():
            self.engine.serialise("key_code")
            self.revoke_codes(login, reach.org_id)
            self.engine.insert(
                "INSERT INTO key_code (login_id, org_id, user_id, by_key, label, code_hash, everywhere, state,"
                " created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?) RETURNING id",
                (
                    self._login(login).id, reach.org_id, reach.user_id, by_key, _label(code), token_hash(code),
                    int(reach.everywhere), now, expires_at,
                ),
            )  # fmt: skip

    def open_code(self, code: str) -> CodeRow | None:
        """What a code that was typed registers. None: there is no such code, or it is over; a failure is counted."""
        row = self.engine.row(
            f"SELECT {_COLUMNS}, c.tries FROM key_code c JOIN login l ON l.id = c.login_id WHERE c.label = ?",
            (_label(code),),
        )
        if row is None or row[9] >= CODE_TRIES:
            return None
        if not hmac.compare_digest(row[8], token_hash(code)):
            self._count_failure(row[0])
            return None
        number, of, org_id, user_id, everywhere, state, expires_at, by_key = row[:8]
        found = CodeRow(number, of, org_id, user_id, bool(everywhere), CodeState(state), expires_at, by_key)
        return found if found.state is CodeState.PENDING and self._now() < found.expires_at else None

    def use_code(self, code_id: int) -> None:
        """Once: NotFound for whoever comes second."""
        with self.engine.write():
            if not self.engine.execute(
                "UPDATE key_code SET state = 'used' WHERE id = ? AND state = 'pending' AND tries < ?"
                " AND expires_at > ?",
                (code_id, CODE_TRIES, self._now()),
            ):
                raise NotFound

    def revoke_codes(self, login: str, org_id: int) -> None:
        """No code that an organisation has made for a login works any more."""
        with self.engine.write():
            self.engine.execute(
                "UPDATE key_code SET state = 'revoked' WHERE login_id = ? AND org_id = ? AND state = 'pending'",
                (self._login(login).id, org_id),
            )

    # For `Directory`

    def _now(self) -> int:
        raise NotImplementedError

    def _login(self, login: str) -> LoginRow:
        raise NotImplementedError

    def _count_failure(self, code_id: int) -> None:
        with self.engine.write():
            self.engine.execute("UPDATE key_code SET tries = tries + 1 WHERE id = ?", (code_id,))


def _label(code: str) -> str:
    return code.partition("-")[0]
