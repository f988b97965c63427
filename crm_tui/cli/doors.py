"""A line that comes through a door (DOOR-1): whoever the door has recognised acts, on the data that is served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, RemedyClass
from crm_tui.domain.errors import Forbidden

if TYPE_CHECKING:
    from crm_tui.bootstrap import Installation
    from crm_tui.cli.verbs import Globals, Verb
    from crm_tui.tui.line import Line


@dataclass(frozen=True)
class Door:
    """Through which door a line came. `name` stands in timeline and audit, as `ssh`; `slug` was asked for at the door.

    The installation stays open: it belongs to the door. `line`: to whoever serves the session. `bound`: the key opens
    that one organisation and nothing else of the login.
    """

    name: str
    login: str
    installation: Installation
    slug: str | None = None
    line: Line | None = None
    bound: bool = False

    def opens(self, slug: str | None) -> bool:
        """Whether the key that came in opens an organisation; None: the default one of the login."""
        return not self.bound or slug == self.slug


def refuse_local(options: Globals, verb: Verb | None = None) -> None:
    """Forbidden where a line asks for what only the owner of the data may, on his own machine."""
    if options.login or options.data or options.database or (verb is not None and not verb.through_doors):
        raise only_here()


def other_organisation() -> Forbidden:
    """That the key opens one organisation, and what is asked for is about others of the login too."""
    return Forbidden(Explanation(_BOUND, ()))


def only_here() -> Forbidden:
    """That something is for the owner of the data, on the machine where it is (DOOR-1)."""
    return Forbidden(Explanation(_DECISION, ()))


_DECISION = Decision(
    allowed=False,
    rule="DOOR-1",
    because=message("This is only for the owner of the data, on the machine where it is."),
    remedy=message("Ask whoever runs the server to do it there."),
    remedy_class=RemedyClass.NOBODY,
)
_BOUND = Decision(
    allowed=False,
    rule="DOOR-1",
    because=message("This key was registered by one organisation, and opens only that."),
    remedy=message("Come in with a key that you registered yourself."),
    remedy_class=RemedyClass.NOBODY,
)
