"""One's own settings: language, theme, and how the screen behaves."""

from __future__ import annotations

from dataclasses import replace

from babel import Locale

from crm_tui.base.messages import LANGUAGES, _, language
from crm_tui.tui.automatic import AUTOMATIC
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.theme import themes


async def choose_language(desk: Desk) -> None:
    """Choose the language; everything on the screen is read anew in it."""
    items = [PickItem(code, Locale.parse(code).get_display_name(code) or code, code) for code in LANGUAGES]
    items.sort(key=lambda item: item.value != language())
    picker: Picker[str] = Picker(_("Language"), items=items)
    chosen = await desk.ask(picker)
    if chosen is not None:
        await desk.off_loop(lambda: desk.ws.settings.change(locale=chosen))
        desk.enter(desk.ws.actor.login, desk.ws.organisation.slug)


async def choose_theme(desk: Desk) -> None:
    """Choose a theme, or have it follow the terminal."""
    items = [PickItem(theme.name, theme.name) for theme in themes()]
    items.insert(0, PickItem(AUTOMATIC, _("Automatic"), _("light or dark as the terminal is")))
    picker: Picker[str] = Picker(_("Theme"), items=items)
    chosen = await desk.ask(picker)
    if chosen is not None:
        await desk.off_loop(lambda: desk.ws.settings.change(theme=chosen))
        desk.use_theme(chosen)
        words = next(item.label for item in items if item.value == chosen)
        desk.say(Status(_("Theme {name}", name=words), "done"))


async def toggle_motion(desk: Desk) -> None:
    """Let lists glide and cursors blink, or keep all still."""
    on = not desk.taste.motion
    await desk.off_loop(lambda: desk.ws.settings.change(motion=on))
    desk.use_taste(replace(desk.taste, motion=on))
    desk.say(Status(_("Lists glide and cursors blink") if on else _("Nothing moves by itself"), "done"))


async def toggle_mouse(desk: Desk) -> None:
    """Take the mouse, or leave it to the terminal."""
    on = not desk.taste.mouse
    await desk.off_loop(lambda: desk.ws.settings.change(mouse=on))
    desk.use_taste(replace(desk.taste, mouse=on))
    desk.say(Status(_("The mouse works here") if on else _("The mouse is left to the terminal"), "done"))


async def toggle_header(desk: Desk) -> None:
    """Show the line with the breadcrumb, or give its place to the list."""
    on = not desk.taste.header
    await desk.off_loop(lambda: desk.ws.settings.change(header=on))
    desk.use_taste(replace(desk.taste, header=on))
