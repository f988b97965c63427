"""The key tables of the docs and of the help card, made from the registry."""

from __future__ import annotations

from crm_tui.base.messages import N_, _
from crm_tui.tui.commands.command import SETUP, Command, Context
from crm_tui.tui.commands.keymap import DEFAULT_KEYMAP, SWALLOWED, Keymap

_WORDS = {"escape": "esc", "left": "←", "right": "→", "up": "↑", "down": "↓", "pagedown": "pgdn", "pageup": "pgup"}

CONTEXT_TITLES = {
    Context.EVERYWHERE: N_("everywhere"),
    Context.NAVIGATION: N_("sidebar"),
    Context.LIST: N_("lists"),
    Context.BIN: N_("recycle bin"),
    Context.RECORD: N_("a record"),
    Context.HOME: N_("home"),
    Context.REQUESTS: N_("requests"),
    Context.INBOX: N_("notices"),
    Context.SETUP_USERS: N_("set-up: users"),
    Context.SETUP_LICENCES: N_("set-up: licences and edition"),
    Context.SETUP_PROFILES: N_("set-up: profiles"),
    Context.SETUP_ROLES: N_("set-up: roles"),
    Context.SETUP_SHARING: N_("set-up: data sharing"),
    Context.SETUP_GROUPS: N_("set-up: groups"),
    Context.SETUP_FIELDS: N_("set-up: field permissions"),
    Context.SETUP_TEAMS: N_("set-up: people of team modules"),
    Context.SETUP_PROMISES: N_("set-up: promises"),
    Context.SETUP_SESSIONS: N_("set-up: sessions"),
    Context.SETUP_AUDIT: N_("set-up: audit"),
    Context.FORM: N_("forms"),
    Context.DIALOG: N_("dialogs"),
}

MOVES = {
    Context.LIST: N_("arrows or j k, pages, home end move; digits before a move repeat it; ← → show further columns"),
    Context.NAVIGATION: N_("arrows or j k move; ← → fold, unfold and reach the strip of areas"),
    Context.HOME: N_("arrows or j k, pages, home end move through the lines"),
    Context.REQUESTS: N_("arrows or j k, pages, home end move through the lines"),
    Context.INBOX: N_("arrows or j k, pages, home end move through the lines"),
    Context.RECORD: N_("arrows or j k, pages, home end move through the lines"),
    **dict.fromkeys(sorted(SETUP), N_("arrows or j k, pages, home end move through the lines")),
}
"""How the cursor moves in each pane; these keys belong to the panes and are not remapped."""


def key_words(sequence: str) -> str:
    """A key sequence as it is shown: `esc`, `g h`, `←`."""
    return " ".join(_WORDS.get(key, key) for key in sequence.split())


def first_key(command: Command, keymap: Keymap = DEFAULT_KEYMAP) -> str:
    """The key shown in the footer; empty where a command has none."""
    keys = keymap.keys_of(command)
    return key_words(keys[0]) if keys else ""


def all_keys(command: Command, keymap: Keymap = DEFAULT_KEYMAP) -> str:
    """All keys of a command, for help and docs."""
    return _(" or ").join(key_words(keys) for keys in keymap.keys_of(command))


def keys_markdown(keymap: Keymap = DEFAULT_KEYMAP) -> str:
    """The whole registry as Markdown tables, one for each context; CI compares it with the docs."""
    return "\n".join(part for context in Context if (part := _table(context, keymap)))


def swallowed_markdown() -> str:
    """Keys that a keymap had better not use, and who takes them, as a Markdown table."""
    lines = ["| key | who takes it |", "|---|---|"]
    lines += [f"| `{key}` | {_cell(who)} |" for key, who in sorted(SWALLOWED.items())]
    return "\n".join([*lines, "| `alt+…` | simple terminals |"])


def _table(context: Context, keymap: Keymap) -> str:
    own = [command for command in keymap.commands if context in command.where]
    if not own:
        return ""
    title = _(CONTEXT_TITLES[context])
    lines = [f"## {title[0].upper()}{title[1:]}", ""]
    if context in MOVES:
        lines += [_(MOVES[context]) + ".", ""]
    lines += ["| keys | command | id | permission |", "|---|---|---|---|"]
    lines += [_row(command, keymap) for command in own]
    return "\n".join(lines) + "\n"


def _row(command: Command, keymap: Keymap) -> str:
    keys = " ".join(f"`{_cell(key_words(keys))}`" for keys in keymap.keys_of(command))
    action = f"`{command.action}`" if command.action else ""
    return f"| {keys} | {_cell(command.sentence)} | `{command.id}` | {action} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
