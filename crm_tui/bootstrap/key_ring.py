"""The directory's keys as the services of one organisation may use them (`services.key_ring`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.domain.doors import SshKey
from crm_tui.domain.public_keys import PublicKey
from crm_tui.store.directory import Directory
from crm_tui.store.key_rows import KeyReach, KeyRow, Say

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation


class OwnKeyRing:
    """One organisation's part of them, for whoever acts through this installation."""

    def __init__(self, installation: Installation, org_id: int) -> None:
        self._installation, self._org_id = installation, org_id

    @property
    def _directory(self) -> Directory:
        return self._installation.directory

    def of(self, login: str, user_id: int, *, own: bool) -> tuple[SshKey, ...]:
        """See `KeyRing`."""
        whole = self._is_whole(own=own)
        keys = self._directory.keys_of(login)
        return tuple(self._value(key, whole=whole) for key in keys if whole or key.opens(self._org_id, user_id))

    def register(self, login: str, user_id: int, key: PublicKey, name: str, *, own: bool) -> SshKey:
        """See `KeyRing`."""
        reach = self._reach(user_id, own=own)
        return self._value(self._directory.register_key(login, key, name, reach), whole=reach.everywhere)

    def close(self, key_id: int, *, own: bool) -> None:
        """See `KeyRing`."""
        if self._is_whole(own=own):
            self._directory.revoke_key(key_id)
        else:
            self._directory.close_key(key_id, self._org_id)

    def invite(self, login: str, user_id: int, code: str, *, own: bool) -> None:
        """See `KeyRing`."""
        came_by = self._installation.came_by() if own else None
        reach = self._reach(user_id, own=own)
        self._directory.add_code(login, code, reach, came_by.id if came_by else None)

    def _is_whole(self, *, own: bool) -> bool:
        """Whether he acts on keys of his as such, and not only on what this organisation says of them."""
        came_by = self._installation.came_by() if own else None
        return own and (came_by is None or came_by.everywhere)

    def _reach(self, user_id: int, *, own: bool) -> KeyReach:
        """Of a key that is registered here: no more than the one by which its maker came (design: Doors)."""
        came_by = self._installation.came_by() if own else None
        closed = came_by.closed if came_by is not None else frozenset[int]()
        return KeyReach(self._org_id, user_id, everywhere=self._is_whole(own=own), closed=closed)

    def _value(self, key: KeyRow, *, whole: bool) -> SshKey:
        """The key as it is told: of other organisations only to whoever it belongs to."""
        here = key.said.get(self._org_id)
        used = key.last_used_at if whole else here.last_used_at if here is not None else None
        slugs = tuple(row.slug for org_id in self._told(key, whole=whole) if (row := self._directory.org_by_id(org_id)))
        return SshKey(
            key.id, key.login, key.name, key.fingerprint, key.kind, key.created_at, used, everywhere=key.everywhere,
            slugs=() if key.everywhere else slugs,
        )  # fmt: skip

    def _told(self, key: KeyRow, *, whole: bool) -> list[int]:
        opened = [org_id for org_id, said in key.said.items() if said.say is Say.OPEN]
        return opened if whole else [org_id for org_id in opened if org_id == self._org_id]
