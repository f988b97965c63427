"""`crm-tui keys`: press keys and see under which names they arrive, and what they would do."""

from __future__ import annotations

import asyncio
import signal
from collections import deque

from textual.app import ComposeResult
from textual.events import Event, Key
from textual.widgets import Static

from crm_tui.base.ids import Ids
from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.tui.adapter import QuietApp
from crm_tui.tui.commands.registry import CONTEXT_TITLES, Context, Keymap, key_name, key_words, swallowed
from crm_tui.tui.dialogs.text import content

SHOWN = 12
"""Keys that stay in view."""
END = "ctrl+c"


def keys_to_try(keymap: Keymap) -> tuple[str, ...]:
    """Every single key that some command begins with, in the order of the table."""
    sequences = (keys for command in keymap.commands for keys in keymap.keys_of(command))
    return tuple(dict.fromkeys(key for keys in sequences for key in keys.split()))


def meaning(keymap: Keymap, key: str) -> str:
    """What a key does where: `lists, a record: Tag (record.tag)`, the start of sequences with all that they lead to."""
    found: dict[str, list[str]] = {}
    for context in Context:
        for words in _in_context(keymap, context, key):
            found.setdefault(words, []).append(_(CONTEXT_TITLES.get(context, context.value)))
    return "; ".join(f"{_places(places)}: {words}" for words, places in found.items())


def _in_context(keymap: Keymap, context: Context, key: str) -> list[str]:
    command = keymap.by_key(context, key)
    if command is not None:
        return [f"{command.words} ({command.id})"]
    if not keymap.is_prefix(context, key):
        return []
    longer = (
        (keys, each) for each in keymap.commands_for(context) for keys in keymap.keys_of(each) if keys.split()[0] == key
    )
    return [", ".join(f"{key_words(keys)} {each.words}" for keys, each in longer)]


def _places(places: list[str]) -> str:
    everywhere = _(CONTEXT_TITLES[Context.EVERYWHERE])
    return everywhere if everywhere in places else ", ".join(dict.fromkeys(places))


class KeyTrial(QuietApp, inherit_bindings=False):
    """Names each key as it arrives. Ends by q pressed twice, by ctrl+c, and when the terminal goes."""

    CSS = "Static { height: auto; padding: 0 1; } #heard { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, keymap: Keymap, ids: Ids) -> None:
        super().__init__()
        self.ids, self.keymap = ids, keymap
        self.animation_level = "none"
        self._heard: deque[str] = deque(maxlen=SHOWN)
        self._missing = dict.fromkeys(keys_to_try(keymap))
        self._last = ""

    def compose(self) -> ComposeResult:
        yield Static(content(_("Press keys to see what arrives. q twice or ctrl+c ends.")), id="about")
        yield Static("", id="heard")
        yield Static("", id="missing")

    def on_mount(self) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP):  # the terminal is put back whatever ends the trial
            asyncio.get_running_loop().add_signal_handler(number, self.exit, 0)
        self._show()

    async def on_event(self, event: Event) -> None:
        """Every key comes here first: no binding may take it."""
        if isinstance(event, Key) and not event.is_forwarded:
            self.hear(key_name(event.key, event.character))
        else:
            await super().on_event(event)

    def hear(self, key: str) -> None:
        """Name a key, and end after the last one."""
        self._missing.pop(key, None)
        self._heard.append(display_text(f"{key_words(key)}  {self._told(key)}"))
        self._show()
        if key == END or key == self._last == "q":
            self.exit(0)
        self._last = key

    def _told(self, key: str) -> str:
        told = meaning(self.keymap, key) or _("does nothing")
        taken = swallowed(key)
        return ". ".join((told, _("Elsewhere {who} takes it.", who=taken))) if taken else told

    def _show(self) -> None:
        self.query_one("#heard", Static).update(content("\n".join(self._heard)))
        left = "  ".join(key_words(key) for key in self._missing)
        words = _("Not seen yet: {keys}", keys=left) if left else _("All keys of the table have arrived.")
        self.query_one("#missing", Static).update(content(words))
