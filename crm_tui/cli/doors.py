"""A line that comes through a door (DOOR-1): whoever the door has recognised acts, on the data that is served."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.base.messages import Message
from crm_tui.domain.door_rules import only_here
from crm_tui.domain.errors import CrmError, Unusable

if TYPE_CHECKING:
    from crm_tui.bootstrap import Installation
    from crm_tui.cli.verbs import Globals, Verb
    from crm_tui.tui.ahead import Ahead
    from crm_tui.tui.line import Line


@dataclass(frozen=True)
class Door:
    """Through which door a line came. `name` stands in timeline and audit, as `ssh`; `slug` was asked for at the door.

    The installation stays open: it belongs to the door. `line`: to whoever serves the session. `ahead`: the
    app, where it was started before anybody came.
    """

    name: str
    login: str
    installation: Installation
    slug: str | None = None
    line: Line | None = None
    ahead: Ahead | None = None


def refuse_local(options: Globals, verb: Verb | None = None) -> None:
    """Forbidden where a line asks for what only the owner of the data may, on his own machine."""
    if options.login or options.data or options.database or (verb is not None and not verb.through_doors):
        raise only_here()


def told_outside(error: CrmError, folder: Path) -> CrmError:
    """The same error for somebody who came through a door: where the server keeps its data is nothing to him."""
    if not isinstance(error, Unusable):
        return error
    text = str(error).replace(f"{folder}/", "").replace(str(folder), "…")
    return Unusable(Message("{text}", (("text", text),)))
