"""What the app needs from outside: organisations to enter. The composition root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from crm_tui.domain.organisations import Membership, NewOrganisation, SignIn
from crm_tui.services.workspace import Workspace


class Entrance(Protocol):
    """The installation, as the app may use it. All of it may ask a database: call it in a thread."""

    @property
    def files_here(self) -> bool:
        """Whether the person sits at this machine, and its files are his: not so through a door."""
        ...

    def organisations(self, login: str) -> Sequence[Membership]:
        """The organisations of a login."""
        ...

    def logins(self, slug: str) -> Sequence[SignIn]:
        """The active users of an organisation, for whoever owns the data."""
        ...

    def workspace(self, login: str, slug: str | None = None, *, door: str = "screen") -> Workspace:
        """The workspace of a login in an organisation, by default his own default one."""
        ...

    def slugs(self) -> Sequence[str]:
        """All organisations of this installation; empty at first run."""
        ...

    def make_demo(self) -> str:
        """Make the sample organisation if it is missing; its slug."""
        ...

    def create_organisation(self, new: NewOrganisation) -> str:
        """Make an organisation with its first user as super administrator; its slug."""
        ...
