"""Promises: the organisation's own tests of its access (AC57)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """Whom a promise is about; EVERYBODY needs no name."""

    EVERYBODY = "everybody"
    KIND = "kind"
    PROFILE = "profile"
    ROLE = "role"
    LOGIN = "login"


class Must(StrEnum):
    """What is promised."""

    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Promise:
    """Who, action, where, and what must come of it.

    `name` is the kind, the API name of the profile or role, or the login, as `subject` says. `module` and `field` are
    API names, empty where the action is of the organisation. `criteria`: of the records of the module, those that
    meet it; empty means the general answer (AC51).
    """

    id: int
    label: str
    subject: Subject
    name: str
    action: str
    must: Must
    module: str = ""
    field: str = ""
    criteria: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """How a promise stands. `breakers`: logins for whom it does not hold. `records`: record ids that show it, where
    it names criteria. `checked`: how many users it is about; 0 means that nobody fits."""

    promise: Promise
    checked: int
    breakers: tuple[str, ...] = ()
    records: tuple[int, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.breakers
