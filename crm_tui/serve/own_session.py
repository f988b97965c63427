"""A session below the launcher: whoever an sshd of one's own let in, with all that a front would have given it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from crm_tui.base.ids import RandomIds
from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, admit, admit_login
from crm_tui.serve.environment import environment
from crm_tui.serve.errand import Errand, Place, run
from crm_tui.serve.own_line import OwnLine
from crm_tui.serve.own_pipe import OwnPipe
from crm_tui.serve.wanted import Wanted

LINE = "SSH_ORIGINAL_COMMAND"
"""Where sshd leaves the line that ssh was given. Of sftp it is the name of a server, which is no verb."""


def own_session(installation: Installation, *, key: str, login: str, slug: str) -> int:
    """Do what ssh was asked for, as the owner of a key (its fingerprint) or as a login; the exit status.

    Raises what `admit` raises, and Invalid for a line or a terminal that cannot be used.
    """
    asked_for = wanted(os.environ, terminal=os.isatty(0))
    asked_for.must_be_possible()

    def come_in(asked: str) -> Admitted:
        return admit(installation, key, asked) if key else admit_login(installation, login, asked)

    who = come_in(slug)
    _forget_environment()
    errand = _errand(installation, who, asked_for.line)
    if errand.line is None:
        return run(errand, line=OwnLine(installation, errand.session, who, come_in))
    pipe = OwnPipe(installation, who)
    try:
        return run(errand, line=pipe)
    finally:
        pipe.close()


def wanted(found: Mapping[str, str], *, terminal: bool) -> Wanted:
    """What the client asked for, as sshd hands it on."""
    return Wanted(term=found.get("TERM", "") if terminal else None, line=found.get(LINE))


def _errand(installation: Installation, who: Admitted, line: str | None) -> Errand:
    place = Place(str(installation.places.folder), installation.places.url)
    return Errand(RandomIds().hex(12), who.login, who.slug, place, line, key=who.key_id, language=who.locale)


def _forget_environment() -> None:
    """sshd hands on what its settings let a client say; a session knows no more of it than behind a front."""
    found = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment(found.get("TERM", ""), found, found))
    time.tzset()
