"""The warning of U37: team users have a module in which they find nothing, or not all."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.services.team_sight import Unseen
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title


def warn_of_unseen(desk: Desk, unseen: Unseen | None) -> None:
    """Say so, where it is so; how many they see only to who sees all of the module himself."""
    if unseen is None:
        return
    module = desk.ws.catalog().find(unseen.module)
    name = module_title(module) if module is not None else unseen.module
    words = _("Team users have {module}, which is private: they see only what is shared with them.", module=name)
    seen = _("{visible} of {records} records visible", visible=unseen.visible, records=unseen.records)
    desk.say(Status(words, "warn", seen if unseen.records is not None else ""))
