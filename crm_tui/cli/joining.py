"""How somebody comes in who has a code or the token of an invitation, as the command line says it."""

from __future__ import annotations

from crm_tui.cli.verbs import Call
from crm_tui.domain.errors import Invalid
from crm_tui.domain.key_limits import joining
from crm_tui.serve.config import FILE, settings


def how_to_join(call: Call, port: int) -> str:
    """What he types. `port`: of the front that this line came through, 0 where it came through none."""
    return joining(port or (0 if call.door else _usual_port(call)))


def _usual_port(call: Call) -> int:
    """On the machine itself the settings name it, which are not what this line is about."""
    file = call.installation.places.folder / FILE
    try:
        return settings(file if file.is_file() else None, {}).port
    except (Invalid, OSError):
        return 0
