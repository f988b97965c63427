"""The app, the sample organisation, and which data a command works on."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.base.locations import data_folder, keymap_file
from crm_tui.base.messages import N_, _, message
from crm_tui.cli.verbs import Argument, Call, Globals, Verb
from crm_tui.domain.errors import Forbidden, Invalid, NotFound

if TYPE_CHECKING:
    from crm_tui.bootstrap import Installation
    from crm_tui.cli.doors import Door
    from crm_tui.tui.entrance import Entrance
    from crm_tui.tui.line import Line

DEMO = "demo"
DATABASE = "CRM_TUI_DATABASE"
"""Names a PostgreSQL where `--database` does not: other users of the machine see the words of a line, not this."""
SESSION_DIGITS = 12
"""Of the id of an open session."""
_SERVERS = ("postgresql://", "postgres://")


def installation_of(options: Globals) -> Installation:
    """The data that the options and the environment name; an empty installation where there is none yet."""
    from crm_tui.bootstrap import open_installation

    gc.enable()
    folder, database = folder_of(options), options.database or os.environ.get(DATABASE, "")
    if database and not is_server(database):
        from crm_tui.store.failures import no_address

        raise Invalid(no_address(database))
    return open_installation(database, files=folder) if database else open_installation(folder)


def is_server(place: str) -> bool:
    """Whether a place is the address of a PostgreSQL, and not a folder."""
    return place.startswith(_SERVERS)


def folder_of(options: Globals) -> Path:
    """The data directory that the options and the environment name, whole: part of a path could be any word."""
    return (Path(options.data).expanduser() if options.data else data_folder()).absolute()


def open_app(call: Call) -> int:
    """Open the app where the login works; on an empty installation it welcomes."""
    return _screen(call, call.globals.login, call.globals.org)


def open_slug(call: Call) -> int:
    """Open the app in this organisation."""
    return _screen(call, call.globals.login, call.args.slug)


def demo(call: Call) -> int:
    """Make the sample organisation if it is missing, and open it."""
    call.oneself()
    made = DEMO not in call.installation.slugs()
    slug = call.installation.make_demo()
    if not call.args.no_open:
        return _screen(call, call.globals.login, slug, ask=True)
    text = _("The sample organisation demo is made.") if made else _("The sample organisation demo is there.")
    call.out.one({"org": slug, "made": made}, text)
    return 0


def _screen(call: Call, login: str | None, slug: str | None, *, ask: bool = False) -> int:
    """The app as this login, else as the login last used here; `ask`: else he chooses."""
    call.oneself()  # The app has a view as somebody else of its own: it would open as whoever acts.
    if not (call.stdin.isatty() and call.out.stream.isatty()):
        raise Invalid(message("The app needs a terminal."))
    if call.door:
        return _through(call.door, slug or call.door.slug)
    if call.installation.slugs():
        if slug:
            call.installation.store(slug)
        if login:
            _must_open(call.installation, login, slug)
        login = login or (None if ask else _last_login(call.installation, slug))
    from crm_tui.tui.commands.keymap_file import load_keymap
    from crm_tui.tui.start import run_app

    call.installation.session_id = call.installation.ids.hex(SESSION_DIGITS)
    return run_app(call.installation, login, slug, load_keymap(keymap_file()), _line(call.installation))


def _line(installation: Installation) -> Line | None:
    """A server tells of commits; on files the app looks for itself."""
    if not installation.places.url:
        return None
    from crm_tui.serve.local_line import LocalLine

    return LocalLine(installation)


def _through(door: Door, slug: str | None) -> int:
    """The app as whoever the door has recognised. A file of keys would be that of the server's own account."""
    from crm_tui.cli.door_entrance import DoorEntrance
    from crm_tui.tui.start import run_app

    entrance = DoorEntrance(door)
    _must_open(entrance, door.login, slug)
    return run_app(entrance, door.login, slug, line=door.line, ahead=door.ahead)


def _must_open(entrance: Entrance, login: str, slug: str | None) -> None:
    """Raise here what stands in the way: the app could only say it on an empty screen."""
    # Invalid: he is in several organisations, and chooses one in the app.
    with suppress(Invalid):
        entrance.workspace(login, slug)


def _last_login(installation: Installation, slug: str | None) -> str | None:
    """Who was here last, where he can come in again; else the app asks who it is."""
    login = installation.last_login()
    try:
        if login:
            _must_open(installation, login, slug)
    except (NotFound, Forbidden):
        return None
    return login


VERBS = (
    Verb("", N_("Open the app."), open_app, on_empty=True),
    Verb(
        "demo", N_("Open the sample organisation, made if it is missing; --as skips the choice of a login."), demo,
        (Argument("--no-open", N_("only make it"), flag=True),), through_doors=False, on_empty=True,
    ),
    Verb("open", N_("Open the app in an organisation."), open_slug, (Argument("slug", N_("its slug")),)),
)  # fmt: skip
