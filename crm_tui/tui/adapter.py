"""All that stands on Textual's private API (8.2.8): the end of an app that crashed, a terminal that sleeps, one that
comes later, what is painted of a screen under a dialog, and rules of style that are parsed once.

Textual prints a traceback with the values of all locals, other people's data among them; its driver looks for keys ten
times a second, and can turn the mouse on and off only as it starts; an app takes the terminal before all else; a screen
that changed once under a dialog it paints as a whole, dialog and all, at each message to it; and it parses every style
sheet anew when it reads another one, as it does when the first dialog opens.
"""

from __future__ import annotations

import logging
import os
import selectors
import sys
from codecs import getincrementaldecoder
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from time import monotonic
from typing import Any, ClassVar, TypeVar

from rich.console import Console
from rich.text import Text
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.cache import LRUCache
from textual.constants import COLOR_SYSTEM, ESCAPE_DELAY
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from crm_tui.base.ids import Ids
from crm_tui.base.messages import _

log = logging.getLogger("crm_tui.tui")

ResultT = TypeVar("ResultT")

TICK = 0.1
"""Seconds between two looks whether an escape that came alone was meant alone."""
AFTER_KEY = ESCAPE_DELAY + 2 * TICK
"""Seconds after the last byte in which such looks make sense."""
SOURCES = 256
"""Pieces of style sheets whose rules are kept: those of all widgets in three or four themes."""


class QuietApp(App[int]):
    """An app whose crash shows no values, and whose terminal wakes it only for keys.

    `ahead`: it runs before there is a terminal for it, until `take_terminal`.
    """

    ids: Ids

    def __init__(self, *, ahead: bool = False) -> None:
        super().__init__(driver_class=SleepingDriver)
        self.ahead = ahead
        self.stylesheet = ParsedOnce(variables=self.get_css_variables())

    def update_styles(self, node: DOMNode, animate: bool = True) -> None:
        """Style what is on the screen; what is not yet is styled whole when it comes there."""
        if node is self or node.is_attached:
            super().update_styles(node, animate)

    def note(self, error: BaseException | None) -> str:
        """Log an error; the id under which it stands there."""
        number = self.ids.hex(8)
        log.error("unexpected error %s", number, exc_info=error or sys.exc_info())
        return number

    def report_mouse(self, on: bool) -> None:
        """Have the terminal tell of the mouse, or leave the mouse to the terminal; at once."""
        if isinstance(self._driver, SleepingDriver):
            self._driver.report_mouse(on)

    def take_terminal(self) -> None:
        """From now on it has one, on descriptors 0, 1 and 2, and the environment says what that can show."""
        assert isinstance(self._driver, SleepingDriver)
        self.ahead = False
        environment = dict(os.environ)
        self.no_color = environment.pop("NO_COLOR", None) is not None
        # As Textual makes it: it finds out by the environment how many colours there are.
        self.console = Console(
            color_system=COLOR_SYSTEM,  # type: ignore[arg-type]
            file=self.console.file, markup=True, highlight=False, emoji=False, legacy_windows=False,
            _environ=environment, force_terminal=True, safe_box=False, soft_wrap=False,
        )  # fmt: skip
        self._size = None
        self._driver.arrive()

    @contextmanager
    def no_prints(self) -> Iterator[None]:
        """What is printed meanwhile never gets to the terminal; what it began with may be another process's streams."""
        with redirect_stdout(self._capture_stdout), redirect_stderr(self._capture_stderr):  # type: ignore[type-var]
            yield

    async def last_word(self) -> None:
        """What is done before the end where the terminal goes away."""

    # What Textual can do on the machine where the app runs. No key leads there; through a door the machine is not the
    # person's, so that nothing else may ever lead there either.

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """No browser is started."""

    def deliver_text(self, *_: Any, **__: Any) -> str | None:
        """No file is written."""
        return None

    def deliver_binary(self, *_: Any, **__: Any) -> str | None:
        """No file is written."""
        return None

    def save_screenshot(self, *_: Any, **__: Any) -> str:
        """No file is written."""
        return ""

    def action_screenshot(self, *_: Any, **__: Any) -> None:
        """No file is written."""

    def action_suspend_process(self) -> None:
        """There is no shell to go back to through a door, and the app is not stopped by a key anywhere."""

    def _handle_exception(self, error: Exception) -> None:
        """Whoever leaves leaves: what breaks while screens are taken down, as a dialog that was just about to open,
        changes neither the status nor the last word."""
        if self._exit:
            self.note(error)
            self._close_messages_no_wait()
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        number = self.note(None)
        words = _("Something went wrong, and crm-tui had to stop. It is in the log as {id}.", id=number)
        self._exit_renderables.append(Text(words))
        self._close_messages_no_wait()


class Underlay(Screen[ResultT]):
    """A screen that can be read on under a dialog: of what changes in it then, those lines alone are painted."""

    def _compositor_refresh(self) -> None:
        stack = self.app.screen_stack
        if self.app.screen is self or self not in stack:
            super()._compositor_refresh()
            return
        regions = tuple(self._compositor._dirty_regions)
        self._compositor._dirty_regions.clear()
        self._dirty_widgets.clear()
        if regions and self.is_current:
            for between in stack[stack.index(self) + 1 : -1]:
                between._set_dirty(*regions)
            self.app.screen.refresh(*regions)


class ParsedOnce(Stylesheet):
    """Shares the rules of a piece of style sheet with all that have the same variables: rules are only read."""

    _parsed: ClassVar[LRUCache[tuple[Hashable, ...], list[RuleSet]]] = LRUCache(SOURCES)

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._theme = _one_text(self._variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take the variables of another theme."""
        super().set_variables(variables)
        self._theme = _one_text(variables)

    def reparse(self) -> None:
        """Textual would begin with nothing, so that what is broken does no harm; what is shipped is not broken."""
        self.parse()

    def _parse_rules(self, css: str, *where: Any, **told: Any) -> list[RuleSet]:
        key = (self._theme, css, *where, *told.values())
        rules = self._parsed.get(key)
        if rules is None:
            rules = self._parsed[key] = super()._parse_rules(css, *where, **told)
        return rules


def _one_text(variables: dict[str, str]) -> str:
    """Variables as a text, the same object for the same variables: it is compared often."""
    return sys.intern(repr(sorted(variables.items())))


class SleepingDriver(LinuxDriver):
    """Waits for input without looking at the clock: Textual's own wakes an idle session ten times a second.

    Of an app that runs ahead it has no terminal: what is written goes nowhere, and nothing of the process is touched.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        self._options = options
        self._away = isinstance(app, QuietApp) and app.ahead
        if self._away:
            Driver.__init__(self, app, **options)
        else:
            self._open(app)

    def _open(self, app: App[Any]) -> None:
        super().__init__(app, **self._options)
        self._ended, self._end = os.pipe()
        self._last_byte = 0.0

    def arrive(self) -> None:
        """The terminal is there, of whatever size."""
        self._away, self._options["size"] = False, None
        self._open(self._app)
        self.start_application_mode()

    @property
    def is_headless(self) -> bool:
        """Whether there is no terminal yet."""
        return self._away

    def start_application_mode(self) -> None:
        """See Textual."""
        if not self._away:
            super().start_application_mode()  # type: ignore[no-untyped-call]

    def write(self, data: str) -> None:
        """See Textual."""
        if not self._away:
            super().write(data)

    def flush(self) -> None:
        """See Textual."""
        if not self._away:
            super().flush()

    def report_mouse(self, on: bool) -> None:
        """Tell the terminal; Textual itself keeps to it when the app comes back from the background."""
        if on == self._mouse:
            return
        if on:
            self._mouse = True
            self._enable_mouse_support()
            if self._mouse_pixels:  # the terminal counts cells again until it is told otherwise
                self._enable_mouse_pixels()
        else:
            self._disable_mouse_support()
            self._mouse = False

    async def _end_app(self) -> None:
        """The terminal is gone."""
        try:
            if isinstance(self._app, QuietApp):
                await self._app.last_word()
        finally:
            self._app.exit()

    def stop_application_mode(self) -> None:
        """See Textual."""
        if not self._away:
            super().stop_application_mode()

    def disable_input(self) -> None:
        """Wake the thread that waits for keys, so that it sees its end."""
        if self._away:
            return
        os.write(self._end, b"\0")
        super().disable_input()
        os.read(self._ended, 64)

    def close(self) -> None:
        """Give the pipe back too."""
        if self._away:
            return
        super().close()
        os.close(self._ended)
        os.close(self._end)

    def run_input_thread(self) -> None:
        """Hand on what is typed, until the input is disabled or the terminal is gone."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._ended, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if not self._take(selector, parser, decode):
                    return

    def _take(self, selector: selectors.BaseSelector, parser: XTermParser, decode: Callable[[bytes], str]) -> bool:
        """One sleep and what ends it; False where nothing will come any more."""
        quiet_at = self._last_byte + AFTER_KEY
        ready = {key.fd for key, _mask in selector.select(TICK if monotonic() < quiet_at else None)}
        if self._ended in ready:
            self.exit_event.wait()
        elif self.fileno in ready:
            typed = self._read()
            if not typed:
                self._app.call_later(self._end_app)
                return False
            # Half a character is no text yet, and an empty text would tell the parser that all is over.
            for event in parser.feed(text) if (text := decode(typed)) else ():
                self.process_message(event)
        for event in parser.tick():
            self.process_message(event)
        return True

    def _read(self) -> bytes:
        self._last_byte = monotonic()
        try:
            return os.read(self.fileno, 4096)
        except OSError:  # the terminal is gone
            return b""
