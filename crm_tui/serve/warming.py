"""What the zygote does once, so that no session has to: everything is loaded, and a desk was painted."""

from __future__ import annotations

import importlib


def warm_up(*, postgresql: bool) -> None:
    """Load the app and the command line, and have Textual make all that it makes once."""
    if postgresql:
        importlib.import_module("psycopg")
    importlib.import_module("crm_tui.tui.start")
    importlib.import_module("crm_tui.cli.main")
