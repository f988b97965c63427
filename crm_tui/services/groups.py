"""Groups of users (AC15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.services.gate import Gate
from crm_tui.services.named import Named
from crm_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party by names: `kind` as `domain.groups.PartyKind`, `name` a login or API name, `label` for people."""

    kind: str
    name: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """A group. `people`: how many active users are in it, counted through roles and groups."""

    api_name: str
    label: str
    description: str
    members: tuple[PartyName, ...]
    people: int


class Groups:
    """The verbs on groups; all need `groups.manage`."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._named = Named(session.store)

    def list(self) -> tuple[GroupInfo, ...]:
        """All groups with who is in them."""
        raise NotImplementedError

    def add(self, api_name: str, label: str, members: Sequence[PartyName] = (), description: str = "") -> int:
        """A new group; its id."""
        raise NotImplementedError

    def edit(
        self,
        api_name: str,
        *,
        label: str | None = None,
        description: str | None = None,
        members: Sequence[PartyName] | None = None,
    ) -> None:
        """Change what is given; `members` replaces all. Invalid: a circle of groups."""
        raise NotImplementedError

    def delete(self, api_name: str) -> None:
        """Remove a group with the rules and grants that name it."""
        raise NotImplementedError
