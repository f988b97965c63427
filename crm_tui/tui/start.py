"""Starting the app at a terminal."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from crm_tui.base.ids import RandomIds
from crm_tui.base.locations import log_file
from crm_tui.base.logs import LogFile
from crm_tui.base.text import display_text
from crm_tui.tui.ahead import Ahead
from crm_tui.tui.app import CrmApp
from crm_tui.tui.automatic import automatic
from crm_tui.tui.commands.registry import DEFAULT_KEYMAP, Keymap
from crm_tui.tui.entrance import Entrance
from crm_tui.tui.line import Line


def run_app(
    entrance: Entrance,
    login: str | None,
    slug: str | None,
    keymap: Keymap = DEFAULT_KEYMAP,
    line: Line | None = None,
    ahead: Ahead | None = None,
) -> int:
    """Run until the person leaves; the exit status. `keymap`: his own keys. `line`: to whoever serves the session.

    `ahead`: an app that was started before this process was forked; it has the keys that all have.
    """
    _log_to_file()
    theme = automatic(os.environ)
    app: CrmApp
    if ahead is not None:
        app, result = ahead.app, ahead.run(entrance, login, slug, theme, line)
    else:
        app = CrmApp(entrance, RandomIds(), login=login, slug=slug, keymap=keymap, theme=theme, line=line)
        result = app.run()
    _say_last(app.last_lines)
    _let_go_of_lost_terminal()
    if app.return_code:
        return app.return_code
    return result or 0


def _say_last(lines: Sequence[str]) -> None:
    """Why the session ended, and what was typed and not saved, where it stays and can be copied."""
    with suppress(OSError):
        for text in lines:
            sys.stdout.write(display_text(text) + "\n")


def _let_go_of_lost_terminal() -> None:
    """What could no longer be shown goes nowhere: Python would end with 120 for words left over (a line that broke)."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def _log_to_file() -> None:
    """While the app has the screen, nothing may be written to it: log lines go to a file, readable by oneself.

    Where there can be none (a read-only home), the app works all the same and logs nothing.
    """
    handler: logging.Handler = logging.NullHandler()
    with suppress(OSError):
        handler = LogFile(log_file(), "%(asctime)s %(levelname)s %(name)s %(message)s")
    root = logging.getLogger("crm_tui")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
