"""Keys in the directory: whose they are, and which organisations they open (design: Doors, U12).

An organisation vouches for a key of a login, or closes itself to it, for itself alone. Whatever one of them says, the
others are as open to the key as before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_tui.base.clock import Clock
from crm_tui.base.messages import message
from crm_tui.domain.errors import Conflict, LimitReached, NotFound
from crm_tui.domain.key_limits import KEYS_PER_LOGIN
from crm_tui.store.directory_rows import LoginRow
from crm_tui.store.engine import Engine
from crm_tui.store.key_rows import KeyReach, KeyRow, KeySaid, Say

if TYPE_CHECKING:
    from crm_tui.domain.public_keys import PublicKey

MINUTE = 60
_KEYS = (
    "SELECT k.id, l.login, k.name, k.fingerprint, k.kind, k.public, k.everywhere, k.created_at, k.last_used_at"
    " FROM ssh_key k JOIN login l ON l.id = k.login_id WHERE k.revoked_at IS NULL"
)


class SshKeysPart:
    """Verbs on keys. A revoked key is kept for the record, and found by none of them."""

    engine: Engine
    clock: Clock

    def key(self, key_id: int) -> KeyRow | None:
        """A living key."""
        return next(iter(self._keys("k.id = ?", key_id)), None)

    def key_by_fingerprint(self, fingerprint: str) -> KeyRow | None:
        """The living key of a fingerprint, as `SHA256:…`."""
        return next(iter(self._keys("k.fingerprint = ?", fingerprint)), None)

    def keys(self) -> tuple[KeyRow, ...]:
        """All living keys, oldest first."""
        return tuple(self._keys("1 = 1"))

    def keys_of(self, login: str) -> tuple[KeyRow, ...]:
        """The living keys of a login, oldest first."""
        return tuple(self._keys("l.login = ?", login.casefold()))

    def register_key(self, login: str, public: PublicKey, name: str, reach: KeyReach) -> KeyRow:
        """A new key of a login, or one of its own that opens more from now on.

        Conflict: it opens that already, or is another login's. LimitReached: there are too many of that reach.
        """
        with self.engine.write():
            self.engine.serialise("ssh_key")
            known = self.key_by_fingerprint(public.fingerprint)
            if known is not None and (known.login != login.casefold() or _reaches(known, reach)):
                raise Conflict(message("This key is registered already."))
            self._refuse_too_many(login, reach)
            key_id = self._add_key(login, public, name, reach) if known is None else known.id
            self._widen(key_id, reach)
        return self._key(key_id)

    def open_key(self, key_id: int, org_id: int, user_id: int) -> None:
        """An organisation vouches for a key that is registered already, for one of its users."""
        with self.engine.write():
            self._say(key_id, org_id, Say.OPEN, user_id)

    def revoke_key(self, key_id: int) -> None:
        """It opens nothing any more, and may be registered anew. Said twice, the second time does nothing."""
        with self.engine.write():
            self.engine.execute(
                "UPDATE ssh_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", (self._now(), key_id)
            )

    def close_key(self, key_id: int, org_id: int) -> None:
        """An organisation closes itself to a key. One that opens no other is revoked."""
        with self.engine.write():
            self.engine.serialise("ssh_key")
            self._say(key_id, org_id, Say.CLOSED, None)
            self._revoke_useless(key_id)

    def close_keys_of(self, login: str, org_id: int) -> None:
        """U43: whoever comes under this login later is somebody else, to whom no key of today opens it."""
        with self.engine.write():
            if self.login(login) is None:
                return
            self.revoke_codes(login, org_id)
            for key in self.keys_of(login):
                self.close_key(key.id, org_id)

    def key_used(self, key: KeyRow, org_id: int) -> None:
        """Somebody came in by it; written at most once a minute."""
        said, now = key.said.get(org_id), self._now()
        if said is not None and said.last_used_at is not None and now < said.last_used_at + MINUTE:
            return
        with self.engine.write():
            self.engine.execute("UPDATE ssh_key SET last_used_at = ? WHERE id = ?", (now, key.id))
            self.engine.execute(
                "INSERT INTO ssh_key_org (key_id, org_id, say, last_used_at) VALUES (?, ?, '', ?)"
                " ON CONFLICT (key_id, org_id) DO UPDATE SET last_used_at = excluded.last_used_at",
                (key.id, org_id, now),
            )

    # For `Directory`

    def _now(self) -> int:
        raise NotImplementedError

    def login(self, login: str) -> LoginRow | None:
        """See `Directory`."""
        raise NotImplementedError

    def _login(self, login: str) -> LoginRow:
        raise NotImplementedError

    def revoke_codes(self, login: str, org_id: int) -> None:
        """See `KeyCodesPart`."""
        raise NotImplementedError

    def forget_org_keys(self, org_id: int) -> None:
        """ORG-16: an organisation that is deleted says nothing of any key; inside its transaction."""
        self.engine.serialise("ssh_key")
        rows = self.engine.rows("SELECT key_id FROM ssh_key_org WHERE org_id = ?", (org_id,))
        for sql in ("DELETE FROM ssh_key_org WHERE org_id = ?", "DELETE FROM key_code WHERE org_id = ?"):
            self.engine.execute(sql, (org_id,))
        for (key_id,) in rows:
            self._revoke_useless(key_id)

    def _refuse_too_many(self, login: str, reach: KeyReach) -> None:
        """Of the same reach alone: what other organisations vouched for neither tells anything here nor fills it."""
        if sum(_reaches(key, reach) for key in self.keys_of(login)) >= KEYS_PER_LOGIN:
            text = message("A login has at most {most} keys: revoke one first.", most=KEYS_PER_LOGIN)
            raise LimitReached(text, rule="U12")

    def _add_key(self, login: str, public: PublicKey, name: str, reach: KeyReach) -> int:
        return self.engine.insert(
            "INSERT INTO ssh_key (login_id, name, fingerprint, kind, public, everywhere, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                self._login(login).id, name, public.fingerprint, public.kind, public.line, int(reach.everywhere),
                self._now(),
            ),
        )  # fmt: skip

    def _widen(self, key_id: int, reach: KeyReach) -> None:
        if not reach.everywhere:
            self._say(key_id, reach.org_id, Say.OPEN, reach.user_id)
            return
        self.engine.execute("UPDATE ssh_key SET everywhere = 1 WHERE id = ?", (key_id,))
        self.engine.execute("UPDATE ssh_key_org SET say = '', user_id = NULL WHERE key_id = ?", (key_id,))
        for org_id in sorted(reach.closed):
            self._say(key_id, org_id, Say.CLOSED, None)

    def _say(self, key_id: int, org_id: int, say: Say, user_id: int | None) -> None:
        self.engine.execute(
            "INSERT INTO ssh_key_org (key_id, org_id, say, user_id) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (key_id, org_id) DO UPDATE SET say = excluded.say, user_id = excluded.user_id",
            (key_id, org_id, say, user_id),
        )

    def _revoke_useless(self, key_id: int) -> None:
        key = self.key(key_id)
        if key is not None and not key.everywhere and all(said.say is not Say.OPEN for said in key.said.values()):
            self.revoke_key(key_id)

    def _key(self, key_id: int) -> KeyRow:
        found = self.key(key_id)
        if found is None:
            raise NotFound
        return found

    def _keys(self, where: str, *params: object) -> list[KeyRow]:
        rows = self.engine.rows(f"{_KEYS} AND {where} ORDER BY k.id", params)
        said = self._said([row[0] for row in rows])
        return [_row(row, said[row[0]]) for row in rows]

    def _said(self, key_ids: list[int]) -> dict[int, dict[int, KeySaid]]:
        """What organisations say of these keys, by key and organisation."""
        found: dict[int, dict[int, KeySaid]] = defaultdict(dict)
        if key_ids:
            places = ", ".join("?" * len(key_ids))
            for key_id, org_id, say, user_id, used in self.engine.rows(
                f"SELECT key_id, org_id, say, user_id, last_used_at FROM ssh_key_org WHERE key_id IN ({places})",
                key_ids,
            ):
                found[key_id][org_id] = KeySaid(Say(say), user_id, used)
        return found


def _row(row: Sequence[Any], said: Mapping[int, KeySaid]) -> KeyRow:
    number, login, name, fingerprint, kind, public, everywhere, made, used = row
    return KeyRow(number, login, name, fingerprint, kind, public, bool(everywhere), made, used, said)


def _reaches(key: KeyRow, reach: KeyReach) -> bool:
    """Whether a key opens all of that already."""
    if reach.everywhere:
        return key.everywhere and key.closed <= reach.closed
    return key.opens(reach.org_id, reach.user_id)
