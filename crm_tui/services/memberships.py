"""What the services of one organisation reach of the installation's directory: its own invitations and memberships.

The composition root implements it. Each verb is a transaction of its own and can be said twice; what a crash leaves
between directory and organisation is put right at the next sign-in (`store.reconcile`).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from crm_tui.services.key_ring import KeyRing
from crm_tui.store.audit import AuditRow
from crm_tui.store.directory_rows import InvitationRow
from crm_tui.store.pending_acts import PendingAct


class Memberships(Protocol):
    """The directory as one organisation may use it. Nothing in it tells of any other organisation's data."""

    @property
    def keys(self) -> KeyRing:
        """The keys of logins, as far as they concern the organisation."""
        ...

    def announced(self, act: PendingAct, written: AuditRow) -> AbstractContextManager[int]:
        """One transaction of the directory, which also keeps what the organisation may yet lose; gives its number.

        Inside the organisation's transaction, when its audit row is written.
        """
        ...

    def settle(self, number: int) -> None:
        """The organisation is committed too, or nothing was done anywhere."""
        ...

    def register(self, login: str, name: str) -> None:
        """Let a login belong to the organisation, made where it is new. LimitReached: he is in ten already (ORG-1)."""
        ...

    def remove(self, login: str) -> None:
        """End his membership; nothing where he has none."""
        ...

    def expel(self, login: str) -> None:
        """End it for good (U43), at one moment: who comes under this login later is somebody else, to whom no key nor
        code of today opens the organisation."""
        ...

    def invite(self, login: str, by: str, token: str) -> InvitationRow:
        """A new invitation for seven days; an open one to the same address is dead (ORG-9)."""
        ...

    def send_again(self, login: str, token: str) -> InvitationRow:
        """The same with a new token and seven new days, for one that is pending or expired; else Conflict."""
        ...

    def revoke(self, login: str) -> None:
        """Take what is pending or expired back; nothing where nothing is."""
        ...

    def invitations(self) -> tuple[InvitationRow, ...]:
        """All invitations to the organisation, oldest first."""
        ...

    def made_another(self, edition: str) -> bool:
        """Whether whoever made the organisation has made another one of this edition (ORG-4)."""
        ...

    def change_slug(self, slug: str) -> None:
        """ORG-6. Conflict: it is taken or reserved."""
        ...

    def close(self) -> None:
        """ORG-16: out of use and out of everybody's list."""
        ...
