"""Do the last thing again."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.tui.commands.registry import Command
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Status


async def repeat(desk: Desk) -> None:
    """The last repeatable command on what is under the cursor now, as often as before or as digits say."""
    again = desk.again
    if again is None:
        desk.say(Status(_("There is nothing to repeat yet.")))
    elif desk.allowed(again.command) is None or again.command not in desk.keymap.commands_for(desk.context):
        desk.say(Status(_("{title} cannot be repeated here.", title=again.command.words)))
    elif again.act is not None:
        desk.count()
        await again.act(desk)
    else:
        desk.list.table.count.digits = str(desk.count(again.count))
        await desk.run_command(again.command)


def meant(desk: Desk, command: Command) -> Command:
    """The command that a key stands for: `.` for what it would do again."""
    return desk.again.command if command.id == "repeat" and desk.again is not None else command
