"""Files through a door: the app runs on the server and reaches none of yours, so a command on your side sends them."""

from __future__ import annotations

import shlex

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.files import safe_file_name
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.text import content_lines, safe_lines


class _ByPipe(Reader[None]):
    """What to do, and the command that does it; `y` copies the command alone."""

    def __init__(self, title: str, words: str, command: str) -> None:
        host = _("HOST stands for the name by which you came here.")
        super().__init__(title, content_lines("\n\n".join((words, command, host))), safe_lines(command))

    def keys(self) -> Keys:
        return [("y", _("copy the command")), ("esc", _("close"))]


class SendFile(_ByPipe):
    """How a file of one's own is attached. `target`: a record as Leads/12."""

    def __init__(self, slug: str, target: str) -> None:
        super().__init__(
            _("Attach a file"),
            _("Your files are on your own machine. In a shell there, this attaches FILE:"),
            f"ssh {slug}@HOST record attach {target} NAME < FILE",
        )


class FetchFile(_ByPipe):
    """How a copy of a file is fetched. `number` of the attachment; `name` under which it is kept here."""

    def __init__(self, slug: str, target: str, number: int, name: str) -> None:
        super().__init__(
            _("Save a copy"),
            _("The copy goes to your own machine. In a shell there, this fetches it:"),
            f"ssh {slug}@HOST record file {target} {number} > {shlex.quote(safe_file_name(name))}",
        )
