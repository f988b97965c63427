"""The app's way in through a door: one login, the organisations that his key opens, nothing else of the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_tui.cli.doors import Door
from crm_tui.domain.door_rules import only_here
from crm_tui.domain.errors import NotFound

if TYPE_CHECKING:
    from crm_tui.domain.organisations import Membership, NewOrganisation, SignIn
    from crm_tui.services.workspace import Workspace


class DoorEntrance:
    """See `tui.entrance.Entrance`. What the owner of the data may on his own machine is Forbidden here (DOOR-1)."""

    files_here = False

    def __init__(self, door: Door) -> None:
        self._door = door

    def organisations(self, login: str) -> Sequence[Membership]:
        """His own, as far as his key opens them. NotFound for anybody else."""
        self._must_be_himself(login)
        return self._door.installation.organisations(self._door.login)

    def workspace(self, login: str, slug: str | None = None, *, door: str = "screen") -> Workspace:
        """His own workspace. `door` is the one that he came through, whatever is asked for."""
        self._must_be_himself(login)
        self._door.installation.reconcile(self._door.login)
        return self._door.installation.workspace(self._door.login, slug, door=self._door.name)

    def slugs(self) -> Sequence[str]:
        """Never empty: nobody is welcomed to somebody else's server."""
        return self._door.installation.slugs() or [self._door.slug or ""]

    def logins(self, slug: str) -> Sequence[SignIn]:
        """Forbidden: he comes in as himself."""
        raise only_here()

    def make_demo(self) -> str:
        """Forbidden."""
        raise only_here()

    def create_organisation(self, new: NewOrganisation) -> str:
        """Forbidden."""
        raise only_here()

    def _must_be_himself(self, login: str) -> None:
        if login.strip().casefold() != self._door.login:
            raise NotFound
