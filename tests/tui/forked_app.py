"""`python -m tests.tui.forked_app DATA LOGIN [crash]`: an app that is started ahead, and forked onto this terminal.

LOGIN `-` lets the person choose. `crash`: opening his desk fails for a reason that nobody foresaw.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from crm_tui.bootstrap import open_installation
from crm_tui.tui.ahead import Ahead
from crm_tui.tui.screens.main import MainScreen
from crm_tui.tui.start import run_app


async def fail(_screen: MainScreen) -> None:
    raise RuntimeError("a secret of somebody else")


def main() -> NoReturn:
    """With the exit status of the one that was forked."""
    ahead = Ahead()
    if (child := os.fork()) != 0:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    _program, data, login, *more = sys.argv
    if "crash" in more:
        MainScreen._open = fail  # type: ignore[method-assign, assignment]
    installation = open_installation(Path(data))
    status = run_app(installation, None if login == "-" else login, "demo", ahead=ahead)
    installation.close()
    sys.stdout.write("printed at the end\n")
    sys.stdout.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
