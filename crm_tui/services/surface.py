"""What a line of the table of surfaces is: a place where data comes out, and a way to make it speak."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.domain.errors import Conflict, CrmError, Forbidden, Invalid, LimitReached

if TYPE_CHECKING:
    from crm_tui.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Aim:
    """What is asked about: a record, something that hangs on it, and a record in sight that points to it.

    `words`: words of the record. `contact`: an e-mail of its interactions. `pointer`: module and id, `field`: its
    look-up. `login`: another user. `above`: records in sight to which the record points.
    """

    module: str
    record_id: int
    words: str
    note: int = 0
    file: int = 0
    contact: int = 0
    pointer: tuple[str, int] = ("", 0)
    field: str = ""
    login: str = ""
    above: tuple[tuple[str, int], ...] = ()

    @property
    def at(self) -> tuple[str, int]:
        return self.module, self.record_id


@dataclass(frozen=True, slots=True)
class Surface:
    """One place. `methods`: which public methods of services speak there."""

    name: str
    methods: tuple[str, ...]
    ask: Callable[[Workspace, Aim], object]


def answer(surface: Surface, workspace: Workspace, aim: Aim) -> object:
    """What somebody gets there: a value, or all that an error tells."""
    try:
        return surface.ask(workspace, aim)
    except CrmError as error:
        return said(error)


def said(error: CrmError) -> tuple[object, ...]:
    """Everything that a face may show of an error."""
    more: tuple[object, ...] = ()
    if isinstance(error, Invalid):
        more = tuple((name, str(why)) for name, why in error.fields.items())
    elif isinstance(error, Conflict):
        more = (error.theirs, error.mine, error.version, error.changed_by)
    elif isinstance(error, Forbidden | LimitReached):
        more = (error.explanation,)
    return type(error).__name__, str(error), more


def tried(*acts: Callable[[], object]) -> list[object]:
    """What each of some acts answers, one after the other: a value, or all that its error tells."""
    found: list[object] = []
    for act in acts:
        try:
            found.append(act())
        except CrmError as error:
            found.append(said(error))
    return found
