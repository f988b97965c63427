"""What a session's process is to do: the app on a terminal, or one line of the command line through pipes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data is: a data directory, and with a `database` a PostgreSQL beside it."""

    data: str
    database: str = ""


@dataclass(frozen=True, slots=True)
class Errand:
    """Handed as JSON from the front to the process that does it. `words` None: the app, on the terminal.

    `session`: its id, by which administrators see and end it. `door` is written with each change: `ssh`. `key`: id of
    the key he came by, None without one; the installation is opened with `caller=Caller(login, key)`.
    """

    session: str
    login: str
    slug: str
    place: Place
    words: tuple[str, ...] | None = None
    door: str = "ssh"
    key: int | None = None


def run(errand: Errand, control: int | None = None) -> int:
    """Do it on file descriptors 0, 1 and 2, and give the exit status. Never raises; nothing global is needed.

    `control`: a socket to the front (`serve.control`), None where nobody serves (an sshd of one's own).
    """
    raise NotImplementedError
