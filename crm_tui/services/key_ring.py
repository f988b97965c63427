"""What the services of one organisation reach of the directory's keys: those that open it, and what it says of them.

The composition root implements it. `own`: whoever acts does it for himself; what he registers then opens as much as
the key by which he came (everything, where he came without one), else this organisation alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from crm_tui.domain.doors import SshKey
    from crm_tui.domain.public_keys import PublicKey


class KeyRing(Protocol):
    """Keys as one organisation may use them. `user_id`: of the user of this organisation that the login stands for."""

    def of(self, login: str, user_id: int, *, own: bool) -> tuple[SshKey, ...]:
        """The keys of a login that open this organisation, oldest first; of one's own all, if one came by no less."""
        ...

    def register(self, login: str, user_id: int, key: PublicKey, name: str, *, own: bool) -> SshKey:
        """A new key, or one of his that opens more now. Conflict: it is registered. LimitReached: he has too many."""
        ...

    def close(self, key_id: int, *, own: bool) -> None:
        """The key opens this organisation no more; for whoever revokes his own everywhere, nothing any more."""
        ...

    def invite(self, login: str, user_id: int, code: str, *, own: bool) -> None:
        """A new code for a first key; an older one is dead."""
        ...
