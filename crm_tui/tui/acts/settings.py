"""One's own settings: language and theme."""

from __future__ import annotations

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
