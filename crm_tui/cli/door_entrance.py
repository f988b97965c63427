"""The way into the app through a door: as whoever has come in, and as nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from crm_tui.cli.doors import Door, refuse
from crm_tui.domain.organisations import Membership, NewOrganisation, SignIn
from crm_tui.services.workspace import Workspace


class DoorEntrance:
    """`tui.entrance.Entrance`. The door's installation knows its caller, and opens nothing for anybody else.

    What only the owner of the data may is Forbidden (DOOR-1).
    """

    def __init__(self, door: Door) -> None:
        self._door = door

    def organisations(self, login: str) -> Sequence[Membership]:
        """His own."""
        return self._door.installation.organisations(login)

    def logins(self, slug: str) -> Sequence[SignIn]:
        """Nobody signs in as somebody else."""
        refuse()

    def workspace(self, login: str, slug: str | None = None, *, door: str = "") -> Workspace:
        """His own, in one of his organisations; what he changes is marked as done through this door."""
        self._door.installation.reconcile(login)
        return self._door.installation.workspace(login, slug, door=self._door.name)

    def slugs(self) -> Sequence[str]:
        """All organisations of this installation: there is one, or nobody could have come in."""
        return self._door.installation.slugs()

    def make_demo(self) -> NoReturn:
        """Only locally."""
        refuse()

    def create_organisation(self, new: NewOrganisation) -> NoReturn:
        """Only locally, or by a verb that asks."""
        refuse()
