"""The app: themes, the way in, and the one boundary where unexpected errors end."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.constants import TEXTUAL_ANIMATIONS
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.worker import Worker, WorkerState

from crm_tui.base.ids import Ids
from crm_tui.base.messages import _, set_language
from crm_tui.base.text import display_text
from crm_tui.domain.errors import CrmError
from crm_tui.domain.taste import Taste
from crm_tui.services.settings import PersonalSettings
from crm_tui.services.workspace import Workspace
from crm_tui.tui.adapter import QuietApp
from crm_tui.tui.automatic import COLOURLESS_THEME, WITHOUT_COLOURS
from crm_tui.tui.background import begin
from crm_tui.tui.clipboard import clipboard_text
from crm_tui.tui.commands.registry import DEFAULT_KEYMAP, Keymap
from crm_tui.tui.dialogs.dialog import WorkFailed
from crm_tui.tui.dialogs.text import content
from crm_tui.tui.entrance import Entrance
from crm_tui.tui.forms.keys import form_keys
from crm_tui.tui.hang_up import on_hang_up
from crm_tui.tui.line import Line
from crm_tui.tui.off_loop import off_loop, use_few_threads
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.status import closed_status, keymap_status
from crm_tui.tui.screens.main import MainScreen
from crm_tui.tui.served import Served
from crm_tui.tui.theme import DEFAULT_THEME, themes
from crm_tui.tui.typed_ahead import Mark, TypedAhead
from crm_tui.tui.way_in import find_way_in


class CrmApp(QuietApp):
    """One person at one terminal. It is handed everything and reads no globals.

    Without an `entrance` it runs ahead of its person (`ahead.py`).
    """

    TITLE = "crm-tui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    CSS_PATH: ClassVar[str | Path | None] = None

    entrance: Entrance

    def __init__(
        self,
        entrance: Entrance | None,
        ids: Ids,
        *,
        login: str | None = None,
        slug: str | None = None,
        keymap: Keymap = DEFAULT_KEYMAP,
        theme: str = DEFAULT_THEME,
        line: Line | None = None,
    ) -> None:
        """`line`: to whoever serves the session; without one the app looks for changes by itself."""
        super().__init__(ahead=entrance is None)
        self.line = line
        self.keys_typed = 0
        """How often something was typed: whether somebody is there."""
        self.last_lines: list[str] = []
        """What is to be read on the plain terminal after the end."""
        if entrance is not None:
            self.entrance = entrance
        self.ids, self.keymap = ids, keymap
        self._login, self._slug = login, slug
        self._wanted_theme = theme
        self._keymap_problems = keymap.problems
        self.use_taste(Taste())
        self.typed_ahead = TypedAhead(self, super().on_event)

    async def on_event(self, event: Event) -> None:
        """Keys wait for what the keys before them do; ctrl+c never does."""
        typed = isinstance(event, Paste) or (isinstance(event, Key) and event.key != "ctrl+c")
        self.keys_typed += typed
        if not (typed and not event.is_forwarded and self.screen_stack and self.typed_ahead.hold(event)):
            await super().on_event(event)

    @on(Mark)
    async def _key_done(self, mark: Mark) -> None:
        await self.typed_ahead.marked(mark)

    async def on_mount(self) -> None:
        for theme in themes():
            self.register_theme(theme)
        self.use_theme(self._wanted_theme)
        self.set_keymap(form_keys(self.keymap))
        if not self.ahead:
            self._begin()

    def _begin(self) -> None:
        use_few_threads()
        if not self.is_headless:
            on_hang_up(self.last_word)
        if self.line is not None:
            self.line.listen(Served(self))
        begin(self, self._find_in, "enter", exclusive=False)

    async def _find_in(self) -> None:
        """Welcome, sign-in picker, or straight in."""
        workspace = await find_way_in(self, self.entrance, self._login, self._slug)
        if workspace is None:
            self.exit(0)
        else:
            await self.show(workspace)

    def enter(self, login: str, slug: str) -> None:
        """Change to another organisation, or come in as somebody else."""
        begin(self, partial(self._enter, login, slug), "enter")

    def look_through(self, workspace: Workspace) -> None:
        """Go on in a view as somebody else, or in one's own workspace again (AC56)."""
        begin(self, partial(self.show, workspace), "enter")

    async def _enter(self, login: str, slug: str) -> None:
        try:
            workspace = await off_loop(lambda: self.entrance.workspace(login, slug))
        except CrmError as error:
            self.notify(display_text(str(error)), severity="error", markup=False)
            return
        await self.show(workspace)

    async def show(self, workspace: Workspace) -> None:
        """Open the desk of a workspace, in its user's language, zone and currency; in a view, in those of who looks."""
        locale, formats, chosen = await off_loop(lambda: _taste(workspace.own or workspace))
        set_language(locale)
        self.use_theme(chosen.theme)
        self.use_taste(chosen.taste)
        screen = self._take_desk()
        screen.give_to(workspace, self.entrance, formats)
        if isinstance(self.screen, MainScreen):
            await self.switch_screen(screen)
        else:
            await self.push_screen(screen)
        await screen.opened.wait()
        self._tell_at_first(screen)
        if self.line is not None:
            self.call_after_refresh(self.line.ready, workspace.organisation.slug)
        if workspace.own is not None:
            return
        with suppress(CrmError):  # who may not be here any more is told by the first thing he opens
            await off_loop(workspace.users.arrive)

    def _take_desk(self) -> MainScreen:
        """One that is nobody's yet."""
        return MainScreen(self.keymap)

    def _tell_at_first(self, screen: MainScreen) -> None:
        """That the organisation can only be read; once, that something is wrong with the person's own keys."""
        if (closed := closed_status(screen.ws.session)) is not None:
            screen.say(closed)
        elif self._keymap_problems:
            screen.say(keymap_status(self._keymap_problems))
            self._keymap_problems = ()

    def copy_to_clipboard(self, text: str) -> None:
        """Every way to the clipboard leads here: controls are made visible, and a text that is too long is cut."""
        safe, cut = clipboard_text(text)
        super().copy_to_clipboard(safe)
        if cut:
            words = _("Only the first {count} characters were copied: terminals take no more.", count=len(safe))
            self.notify(words, severity="warning", markup=False)

    def use_taste(self, taste: Taste) -> None:
        """Move, and listen to the mouse, as the person likes it; TEXTUAL_ANIMATIONS may forbid to move."""
        self.taste = taste
        self.animation_level = TEXTUAL_ANIMATIONS if taste.motion else "none"
        self.report_mouse(taste.mouse)

    async def last_word(self) -> None:
        """Where the terminal goes away, the place is kept as if he had left by a key."""
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                await screen.places.keep()

    # Colours

    def use_theme(self, chosen: str) -> None:
        """Paint in the theme of this name; in the one the app started with where there is none (automatic)."""
        name = chosen if chosen in self.available_themes else self._wanted_theme
        self.theme = COLOURLESS_THEME if self.no_color else name

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What each painted line passes: with NO_COLOR, one that takes all colours away."""
        return WITHOUT_COLOURS if self.no_color else super().get_line_filters()

    # Errors

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed for a reason nobody foresaw: logged with an id, and that id shown; never a traceback."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.report(event.worker.error)

    @on(WorkFailed)
    def _work_failed(self, event: WorkFailed) -> None:
        self.report(event.error)

    def report(self, error: BaseException) -> None:
        """Tell of an unexpected error by its id."""
        if isinstance(error, CrmError):
            words = str(error)
        else:
            words = _("Something went wrong. It is in the log as {id}.", id=self.note(error))
        self.notify(content(words).plain, severity="error", markup=False, timeout=15)


def _taste(workspace: Workspace) -> tuple[str, Formats, PersonalSettings]:
    """The language of a workspace's user, how he reads dates and amounts, what he chose. Asks the store."""
    session, currency = workspace.session, workspace.organisation.currency
    locale = session.locale()
    formats = Formats(locale, session.zone().key, currency, session.today())
    return locale, formats, workspace.settings.mine()
