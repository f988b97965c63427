"""Keys and codes as they leave the directory. Times are epoch seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Say(StrEnum):
    """What an organisation says of a key. `NOTHING`: it was used there, and opens it where it opens everything."""

    NOTHING = ""
    OPEN = "open"
    CLOSED = "closed"


class CodeState(StrEnum):
    """An expired code, or one with too many failed tries, is kept as pending."""

    PENDING = "pending"
    USED = "used"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KeySaid:
    """What one organisation says of a key, for which user of its (U43), and when the key was last used there."""

    say: Say
    user_id: int | None
    last_used_at: int | None


@dataclass(frozen=True, slots=True)
class KeyReach:
    """Where a key that is being registered is to open: in `org_id` for `user_id` only, or `everywhere` but in `closed`.

    Those are closed to the key by which somebody came who registers another: no key opens more than its maker's.
    """

    org_id: int
    user_id: int
    everywhere: bool = False
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A living key. `public`: kind and content, without the comment; `said` by organisation id."""

    id: int
    login: str
    name: str
    fingerprint: str
    kind: str
    public: str
    everywhere: bool
    created_at: int
    last_used_at: int | None
    said: Mapping[int, KeySaid] = field(default_factory=dict)

    def opens(self, org_id: int, user_id: int) -> bool:
        """Whether it opens an organisation for that user of its.

        What was said for another user of the same login counts for nobody else (U43).
        """
        said = self.said.get(org_id)
        if said is None or said.say is Say.NOTHING:
            return self.everywhere
        return said.say is Say.OPEN and said.user_id == user_id

    def user_in(self, org_id: int) -> int | None:
        """For whom it opens an organisation: None where for nobody, 0 where for whoever has the login there."""
        said = self.said.get(org_id)
        if said is None or said.say is Say.NOTHING:
            return 0 if self.everywhere else None
        return said.user_id if said.say is Say.OPEN else None

    @property
    def closed(self) -> frozenset[int]:
        """Organisations that it does not open although it opens everything else."""
        return frozenset(org_id for org_id, said in self.said.items() if said.say is Say.CLOSED)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code that registers one key. `by_key`: whoever made it came by that key."""

    id: int
    login: str
    org_id: int
    user_id: int
    everywhere: bool
    state: CodeState
    expires_at: int
    by_key: int | None
