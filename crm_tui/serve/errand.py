"""What a session's process is to do: the app on a terminal, or one line of the command line through pipes."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.base.drivers import without_postgresql
from crm_tui.base.messages import set_language
from crm_tui.domain.doors import Caller
from crm_tui.domain.errors import Invalid
from crm_tui.serve.wanted import is_json, split

if TYPE_CHECKING:
    from crm_tui.bootstrap import Installation
    from crm_tui.tui.ahead import Ahead
    from crm_tui.tui.line import Line


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data is: a data directory, and with a `database` a PostgreSQL beside it.

    `port`: where a front serves it; 0 for an sshd of one's own.
    """

    data: str
    database: str = field(default="", repr=False)
    port: int = 0


@dataclass(frozen=True, slots=True)
class Errand:
    """Handed as JSON from the front to the process that does it. `line` None: the app, on the terminal.

    `session`: its id, by which administrators see and end it. `door` is written with each change: `ssh`. `key`: id of
    the key he came by, None without one; the installation is opened with `caller=Caller(login, key)`. `language`: his
    own, in which he is spoken to unless a program reads the answer; empty for the server's. `address`: of his client,
    where no front has written it down.
    """

    session: str
    login: str
    slug: str
    place: Place
    line: str | None = None
    door: str = "ssh"
    key: int | None = None
    language: str = ""
    address: str = ""

    @property
    def as_json(self) -> bool:
        """Whether a program reads the answer."""
        return is_json(self.line or "")


def run(errand: Errand, control: int | None = None, line: Line | None = None, ahead: Ahead | None = None) -> int:
    """Do it on file descriptors 0, 1 and 2, and give the exit status. Never raises; nothing global is needed.

    `control`: a socket to the front (`serve.control`). `line`: instead of it, where nobody serves (an sshd of one's
    own). `ahead`: the app, where this process was forked with one.
    """
    # Loaded here: in a zygote all this is there already, and the front never needs it.
    from crm_tui.cli.doors import Door
    from crm_tui.cli.errors import report
    from crm_tui.cli.main import to_the_end
    from crm_tui.serve.control_line import ControlLine

    if errand.language and not errand.as_json:
        set_language(errand.language)
    installation = _installation(errand.place, Caller(errand.login, errand.key, errand.address))
    installation.session_id, installation.port = errand.session, errand.place.port
    line = ControlLine(control) if control is not None else line
    if line is not None and errand.line is not None:
        line.ready()  # what it does now may wait for its client, and nobody else is to wait for that
    door = Door(errand.door, errand.login, installation, errand.slug, line, ahead)
    try:
        words = split(errand.line) if errand.line is not None else ()
        return to_the_end(words, sys.stdin, sys.stdout, sys.stderr, door=door)
    except Invalid as error:  # of the line as a whole: what its words mean is told by the command line
        return report(error, sys.stderr, errand.as_json)
    finally:
        installation.close()


def _installation(place: Place, caller: Caller) -> Installation:
    from crm_tui.bootstrap import open_installation

    if not place.database:
        without_postgresql()
        return open_installation(Path(place.data), caller=caller)
    return open_installation(place.database, files=Path(place.data), caller=caller)
