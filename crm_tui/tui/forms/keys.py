"""One's own keys in forms and dialogs, which read keys by Textual's bindings."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.tui.commands.registry import Keymap

BINDINGS: Mapping[str, Mapping[str, str]] = {
    "form.save": {
        "form.save": "ctrl+s,f2", "tags.save": "ctrl+s,f2", "note.save": "ctrl+s,f2", "filter.apply": "ctrl+s,f2",
        "picker.done": "ctrl+s,f2", "columns.done": "enter,ctrl+s,f2", "conflict.save": "ctrl+s,f2,enter",
    },
    "form.next": {"form.next": "down"},
    "form.previous": {"form.previous": "up"},
    "out": {"dialog.close": "escape"},
}  # fmt: skip
"""Command -> the bindings that carry it out, with their own keys: these go on working, for dialogs name them."""


def form_keys(keymap: Keymap) -> dict[str, str]:
    """Binding -> keys, for `App.set_keymap`. A letter is text where one types, and no sequence is read there."""
    found: dict[str, str] = {}
    for command, bindings in BINDINGS.items():
        own = [keys for keys in keymap.changed.get(command, ()) if len(keys) > 1 and " " not in keys]
        if own:
            found.update({binding: ",".join([*own, keys]) for binding, keys in bindings.items()})
    return found
