"""Going about: search, spaces, organisations, palette, help, back and forward, tabs, panes."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import Link, Value
from crm_tui.domain.organisations import Membership
from crm_tui.tui.acts import setup
from crm_tui.tui.acts.lines import on_action, open_elsewhere
from crm_tui.tui.acts.stream import clear_filter
from crm_tui.tui.acts.viewing import stop
from crm_tui.tui.acts.why import choose_and_explain, explain_by_id
from crm_tui.tui.commands.registry import AREAS, COMMANDS, SETUP, Command, Context, all_keys
from crm_tui.tui.desk import Act, Desk
from crm_tui.tui.dialogs.help import Help, HelpSection
from crm_tui.tui.dialogs.palette import (
    CommandLine,
    ExplainCommand,
    GoToModule,
    GoToPage,
    OpenRecord,
    PageLine,
    Palette,
    RunCommand,
)
from crm_tui.tui.dialogs.people import OrganisationLine, OrganisationSwitcher
from crm_tui.tui.dialogs.picker import RecordSearch
from crm_tui.tui.forms.sources import links
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.setup.table import PAGES, may_open

TITLES = {
    Context.NAVIGATION: N_("Sidebar"),
    Context.LIST: N_("List"),
    Context.BIN: N_("Recycle bin"),
    Context.RECORD: N_("Record"),
    Context.HOME: N_("Home"),
    Context.REQUESTS: N_("Requests"),
    Context.INBOX: N_("Notices"),
    **dict.fromkeys(SETUP, N_("Set-up")),
}


async def search(desk: Desk) -> None:
    """Find any record that one may see."""
    picker = RecordSearch(_("Search"), search=links(desk.ws.search.find, show_module=True))
    await _open_link(desk, await desk.ask(picker))


async def _open_link(desk: Desk, link: Value) -> None:
    if isinstance(link, Link) and link.id is not None:
        await open_elsewhere(desk, link.module, link.id)


def spaces(desk: Desk) -> None:
    """Go to the sidebar, with the spaces in it."""
    desk.navigation.show_spaces()
    desk.focus_pane("nav")


async def organisations(desk: Desk) -> None:
    """Switch to another organisation of the login (ORG-11)."""
    login = desk.ws.actor.login
    found: list[Membership] = list(await desk.off_loop(lambda: desk.entrance.organisations(login)))
    here = desk.ws.organisation.slug
    lines = [
        OrganisationLine(
            one.slug, one.name, one.edition, one.kind, one.profile, one.default, one.slug == here, one.created_by_me
        )
        for one in found
    ]
    slug = await desk.ask(OrganisationSwitcher(lines))
    if slug is not None and slug != here:
        desk.enter(login, slug)


async def palette(desk: Desk) -> None:
    """Find a command, a module, a page of set-up or a record by name."""
    lines = [line for command in desk.keymap.commands_for(desk.context) if (line := _line(desk, command)) is not None]
    modules = list(await desk.off_loop(desk.ws.modules.visible))
    pages = [PageLine(page.area, page.words) for page in PAGES if may_open(desk.ws, page)]
    choice = await desk.ask(Palette(lines, modules, lambda text: desk.ws.search.find(text, 20), pages=pages))
    match choice:
        case RunCommand(id=command_id) | ExplainCommand(id=command_id, pressed=True):
            await desk.run_command(next(c for c in COMMANDS if c.id == command_id))
        case ExplainCommand(id=command_id):
            await explain_by_id(desk, command_id)
        case GoToModule(api_name=name):
            await desk.go(desk.place.at_module(name, desk.navigation.space_of(name, desk.place.space)))
            desk.focus_pane("table")
        case GoToPage(area=area):
            await setup.press_page(desk, area)
        case OpenRecord(module=module, id=record_id):
            await open_elsewhere(desk, module, record_id)


async def help_here(desk: Desk) -> None:
    """Keys of the focused pane, greyed ones with their reason; on a line of All actions why it is so."""
    line = desk.record.pane.line if desk.context is Context.RECORD else None
    if line is not None and line.key.startswith("action:"):
        await on_action(desk, line.key.removeprefix("action:"))
        return
    commands = desk.keymap.commands_for(desk.context)
    here = [c for c in commands if Context.EVERYWHERE not in c.where]
    everywhere = [c for c in commands if Context.EVERYWHERE in c.where]
    title = _(TITLES[desk.context])
    sections = [HelpSection(title, _lines(desk, here)), HelpSection(_("Everywhere"), _lines(desk, everywhere))]
    if await desk.ask(Help(title, sections)):
        await choose_and_explain(desk)


def _lines(desk: Desk, commands: list[Command]) -> list[CommandLine]:
    return [line for command in commands if (line := _line(desk, command)) is not None]


def _line(desk: Desk, command: Command) -> CommandLine | None:
    allowed = desk.allowed(command)
    if allowed is None:
        return None
    reason = "" if allowed else _reason(desk, command)
    return CommandLine(command.id, command.words, all_keys(command, desk.keymap), command.sentence, reason)


def _reason(desk: Desk, command: Command) -> str:
    if command.action is None or (desk.module is None and desk.areas.setup is None):
        return ""
    decision = desk.ws.access.decide(command.action, desk.module, desk.subject())
    return f"{decision.because} ({decision.rule})"


async def back(desk: Desk) -> None:
    """Where one was before."""
    place = desk.trail.go_back(desk.list.standing(desk.place))
    if place is None:
        desk.say(Status(_("This is where you started.")))
    else:
        await desk.go(place, remember=False)


async def forward(desk: Desk) -> None:
    """Forward again."""
    place = desk.trail.go_forward(desk.list.standing(desk.place))
    if place is not None:
        await desk.go(place, remember=False)


async def out(desk: Desk) -> None:
    """Leave the filter of a stream, then the record for its list, then the list's filter, then the related list."""
    place = desk.place
    if await setup.leave(desk) or (desk.context is Context.RECORD and clear_filter(desk)):
        return
    if desk.context is Context.RECORD:
        await desk.go(place.on(None), remember=False)
        desk.focus_pane("table")
    elif place.text or place.where:
        await desk.go(replace(place, text="", where="", record_id=None), remember=False)
    elif place.related or place.bin:
        await back(desk)
    elif desk.context in (Context.LIST, *AREAS, *SETUP):
        desk.focus_pane("nav")
    elif desk.ws.own is not None:  # nothing is left to leave but the view as somebody else
        await stop(desk)


def next_pane(desk: Desk) -> None:
    """The next pane."""
    desk.next_pane(1)


def jump(desk: Desk) -> None:
    """Label the lines in view and go to the one whose label is typed."""
    desk.start_jump()


def previous_pane(desk: Desk) -> None:
    """The pane before."""
    desk.next_pane(-1)


def beside(by: int) -> Act:
    """An act that shows the next or the previous record of the list."""

    async def act(desk: Desk) -> None:
        step = desk.areas.step if desk.place.area else desk.list.step
        record = step(by * desk.count())
        if record is not None and desk.context is Context.RECORD:
            module, record_id = record
            await desk.go(desk.place.on(record_id, desk.record.tab, module), remember=False)

    return act


def tab(name: str) -> Act:
    """An act that turns to a tab of the record."""

    async def act(desk: Desk) -> None:
        if desk.context is not Context.RECORD:
            row = desk.list.row()
            if row is not None:
                await desk.go(desk.place.on(row.id, name))
            return
        desk.record.show_tab(name)

    return act


async def refresh(desk: Desk) -> None:
    """Read everything again."""
    await desk.navigation.show()
    await desk.changed()


async def undo(desk: Desk) -> None:
    """Take the last act back."""
    if _in_setup(desk):
        return
    await desk.changed(await desk.off_loop(desk.ws.history.undo))


async def redo(desk: Desk) -> None:
    """Do the last undone act again."""
    if _in_setup(desk):
        return
    await desk.changed(await desk.off_loop(desk.ws.history.redo))


def _in_setup(desk: Desk) -> bool:
    """Changes of rights leave no undo steps: from there an older change of some record would be taken back unseen."""
    if desk.areas.setup is None:
        return False
    desk.say(Status(_("What is changed in set-up is not taken back by a key: change it again."), "warn"))
    return True


def quit_app(desk: Desk) -> None:
    """Leave the program."""
    desk.quit()
