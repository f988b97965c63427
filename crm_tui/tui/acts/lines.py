"""What enter does on a line of the record pane."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.interactions import Interaction
from crm_tui.tui.acts import stream
from crm_tui.tui.acts.hanging import on_file, on_note, where
from crm_tui.tui.acts.why import explain_action, look_at, question
from crm_tui.tui.commands.registry import COMMANDS
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.contact import ContactReader
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.text import content
from crm_tui.tui.place import Place


async def act_on_line(desk: Desk, key: str) -> None:
    """`record:Leads/7` opens it, `related:Deals.Account_Name` lists them, `note:3`, `file:4`, `interaction:5`,
    `action:records.edit`; `stream:filter` and `older:` are lines of a stream."""
    kind, _sep, rest = key.partition(":")
    match kind:
        case "record":
            module, _slash, number = rest.partition("/")
            await open_elsewhere(desk, module, int(number))
        case "related":
            await open_related(desk, rest)
        case "note":
            await on_note(desk, int(rest))
        case "file":
            await on_file(desk, int(rest))
        case "interaction":
            await on_contact(desk, int(rest))
        case "tab":
            desk.record.show_tab(rest)
        case "stream" | "timeline":
            await stream.choose_filter(desk)
        case "older":
            await stream.read_on(desk)
        case "action":
            await on_action(desk, rest)
        case "field":
            line = desk.record.pane.line
            if line is not None and len(line.value) > desk.record.pane.inner_width // 2:
                await desk.ask(Reader[None](line.label, content(line.value), line.value))


async def open_elsewhere(desk: Desk, module: str, record_id: int) -> None:
    """Open a record of any module, in the space where one is or the next that holds it.

    Of a module that one does not see it is a request of one's own, which stands among the requests (M10).
    """
    if not sees(desk, module):
        await desk.go(desk.place.at_area("requests").on(record_id, "info", module))
        return
    space = desk.navigation.space_of(module, desk.place.space)
    same = module == desk.place.module and not desk.place.area
    place = replace(desk.place, tab="info") if same else Place(space, module)
    await desk.go(place.on(record_id, "info"))


def sees(desk: Desk, module: str) -> bool:
    """Whether one sees a module; an unknown one is opened as any, and so refused."""
    found = desk.ws.catalog().find(module)
    return found is None or not found.is_team or desk.ws.access.decide("module.see", found).allowed


async def open_related(desk: Desk, name: str) -> None:
    """List the records that point to the open one."""
    record = desk.record.record
    if record is None:
        return
    module, _dot, field = name.partition(".")
    space = desk.navigation.space_of(module, desk.place.space)
    await desk.go(Place(space, module, related=(field, record.id), related_to=record.name))
    desk.focus_pane("table")


async def on_contact(desk: Desk, interaction_id: int) -> None:
    """A contact without a record of its own was chosen: read it, or see why not (I24)."""
    contact, text = await desk.off_loop(lambda: desk.ws.interactions.get(interaction_id))
    if contact.redacted:
        await _explain_mail(desk, contact)
        return
    opened = desk.record.opened
    if opened is not None and contact.on is not None and contact.on[:2] == opened.at:
        contact = replace(contact, on=None)
    if await desk.ask(ContactReader(contact, text, desk.formats)) and contact.on is not None:
        await open_elsewhere(desk, *contact.on[:2])


async def _explain_mail(desk: Desk, contact: Interaction) -> None:
    """Why an e-mail may not be read, as the record says that it hangs on: in a roll-up that is another one."""
    action, at = "email.read_others", contact.on[:2] if contact.on is not None else where(desk)
    explanation = await desk.off_loop(lambda: desk.ws.access.attempt(action, *at))
    if explanation is None:  # it may be read by now
        await desk.changed()
    else:
        await explain_action(desk, action, explanation=explanation)


async def on_action(desk: Desk, action: str) -> None:
    """A line of All actions: its why-card, from which what is built and allowed is done."""
    record = desk.record.record
    if record is None or desk.module is None:
        return
    command = next((each for each in COMMANDS if each.action == action and each.priority), None)
    if not desk.ws.access.decide(action, desk.module, record).allowed:
        await explain_action(desk, action)
    elif (asked := question(desk, action)) is not None:
        await look_at(desk, asked, command.id if command is not None else "")
