"""What a command is, and in which parts of the screen it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_tui.base.messages import _


class Context(StrEnum):
    """The part of the screen that has the keyboard."""

    EVERYWHERE = "everywhere"
    NAVIGATION = "navigation"
    LIST = "list"
    BIN = "bin"
    RECORD = "record"
    HOME = "home"
    REQUESTS = "requests"
    INBOX = "inbox"
    SETUP_USERS = "setup_users"
    SETUP_LICENCES = "setup_licences"
    SETUP_PROFILES = "setup_profiles"
    SETUP_ROLES = "setup_roles"
    SETUP_SHARING = "setup_sharing"
    SETUP_GROUPS = "setup_groups"
    SETUP_FIELDS = "setup_fields"
    SETUP_TEAMS = "setup_teams"
    SETUP_PROMISES = "setup_promises"
    SETUP_SESSIONS = "setup_sessions"
    SETUP_AUDIT = "setup_audit"
    FORM = "form"
    DIALOG = "dialog"


TYPING = frozenset({Context.FORM, Context.DIALOG})
"""Contexts in which plain letters are text: only `everywhere` commands with `while_typing` reach into them."""

AREAS = frozenset({Context.HOME, Context.REQUESTS, Context.INBOX})
"""Contexts of what stands in the list's place: what works on a list is absent there."""

SETUP = frozenset(context for context in Context if context.value.startswith("setup_"))
"""Contexts of the pages of set-up; the card beside belongs to the page's context too."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a person can do, by key, palette or footer. Its `id` is public: keymaps and docs name it.

    `title` (short, for the footer) and `help` (a sentence) are English sources marked by `N_`; show `words`
    and `sentence`. `keys`: sequences as people write them, keys separated by blanks (`"g h"`, `"space"`,
    `"ctrl+p"`); none means palette only. `action` is the policy action that decides whether it is greyed;
    None is always allowed. `dangerous` ones change or remove what exists: absent in a read-only organisation.
    `priority` orders the footer, most important first; 0 never stands there. `count`: digits before it repeat it.
    `repeat`: `.` does it again, on what is under the cursor then; only what the gate or undo make harmless to repeat.
    """

    id: str
    title: str
    help: str
    keys: tuple[str, ...]
    where: frozenset[Context]
    action: str | None = None
    dangerous: bool = False
    priority: int = 0
    count: bool = False
    repeat: bool = False
    while_typing: bool = False
    module: str = ""
    """API name of the only module in which it makes sense; elsewhere it is absent."""

    @property
    def words(self) -> str:
        """The title in the current language."""
        return _(self.title)

    @property
    def sentence(self) -> str:
        """The help in the current language."""
        return _(self.help)
