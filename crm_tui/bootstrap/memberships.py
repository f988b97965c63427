"""The directory as the services of one organisation may use it (`services.memberships`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crm_tui.base.messages import message
from crm_tui.domain.editions import general_limits
from crm_tui.domain.errors import Conflict, LimitReached
from crm_tui.store.directory import Directory
from crm_tui.store.directory_rows import InvitationRow, InvitationState

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation
    from crm_tui.bootstrap.key_ring import OwnKeyRing
    from crm_tui.store.audit import AuditRow
    from crm_tui.store.pending_acts import PendingAct

OPEN = (InvitationState.PENDING, InvitationState.EXPIRED)
"""1.4: what can be sent again or taken back."""


class OwnMemberships:
    """One organisation's part of the directory."""

    def __init__(self, installation: Installation, org_id: int) -> None:
        self._installation, self._org_id = installation, org_id

    @property
    def _directory(self) -> Directory:
        return self._installation.directory

    @property
    def keys(self) -> OwnKeyRing:
        """See `Memberships`."""
        from crm_tui.bootstrap.key_ring import OwnKeyRing

        return OwnKeyRing(self._installation, self._org_id)

    @contextmanager
    def announced(self, act: PendingAct, written: AuditRow) -> Iterator[int]:
        """See `Memberships`."""
        with self._directory.engine.write():
            yield self._directory.announce(self._org_id, act, written)

    def settle(self, number: int) -> None:
        """See `Memberships`."""
        self._directory.settle(number)

    def register(self, login: str, name: str) -> None:
        """See `Memberships`."""
        with self._directory.engine.write():
            self._directory.engine.serialise(f"login.{login}")
            refuse_eleventh(self._directory, login, self._org_id)
            self._directory.add_login(login, name)
            self._directory.add_membership(login, self._org_id)

    def remove(self, login: str) -> None:
        """See `Memberships`."""
        if self._directory.login(login) is not None:
            self._directory.remove_membership(login, self._org_id)

    def expel(self, login: str) -> None:
        """See `Memberships`."""
        # At one moment: a session of his that ends must not read that a key was revoked.
        with self._directory.engine.write():
            self.remove(login)
            self._directory.close_keys_of(login, self._org_id)

    def invite(self, login: str, by: str, token: str) -> InvitationRow:
        """See `Memberships`."""
        return self._directory.invite(self._org_id, login, by, token)

    def send_again(self, login: str, token: str) -> InvitationRow:
        """See `Memberships`."""
        found = self._last(login)
        if found is None or found.state not in OPEN:
            raise Conflict(message("{login} has no invitation to answer.", login=login))
        return self._directory.send_again(found.id, token)

    def revoke(self, login: str) -> None:
        """See `Memberships`."""
        found = self._last(login)
        if found is not None and found.state in OPEN:
            self._directory.revoke(found.id)

    def invitations(self) -> tuple[InvitationRow, ...]:
        """See `Memberships`."""
        return self._directory.invitations_to(self._org_id)

    def made_another(self, edition: str) -> bool:
        """See `Memberships`."""
        mine = self._directory.org_by_id(self._org_id)
        if mine is None or mine.created_by is None:
            return False
        others = (o for o in self._directory.orgs() if o.created_by == mine.created_by and o.id != mine.id)
        return any(self._installation.store(other.slug).info().edition == edition for other in others)

    def change_slug(self, slug: str) -> None:
        """See `Memberships`."""
        self._directory.change_slug(self._org_id, slug)

    def close(self) -> None:
        """See `Memberships`."""
        self._directory.delete_org(self._org_id)

    def _last(self, login: str) -> InvitationRow | None:
        mine = [row for row in self.invitations() if row.login == login.casefold()]
        return mine[-1] if mine else None


def refuse_eleventh(directory: Directory, login: str, org_id: int) -> None:
    """ORG-1: LimitReached where a login would belong to more organisations than it may."""
    most, mine = general_limits().organisations_per_login, directory.organisations_of(login)
    if len(mine) >= most and org_id not in {belongs.org.id for belongs in mine}:
        raise LimitReached(message("A login is in at most {most} organisations.", most=most), rule="ORG-1")
