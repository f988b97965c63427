"""The three bars: breadcrumb and user, what just happened, and the commands of the focused pane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from crm_tui.base.messages import Message, _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.decisions import Explanation
from crm_tui.domain.errors import CrmError, Forbidden
from crm_tui.domain.records import Done
from crm_tui.domain.users import Actor
from crm_tui.services.session import Session
from crm_tui.tui.commands.registry import DEFAULT_KEYMAP, Command, Context, Keymap, first_key
from crm_tui.tui.presenters.lines import FooterItem, Status
from crm_tui.tui.presenters.people import kind_words


def user_line(actor: Actor, *, viewed: bool = False) -> str:
    """Who am I: name and kind of user; whose eyes I look through, where I view as somebody else (AC56)."""
    name, kind = display_text(actor.name), kind_words(actor.kind)
    who = _("VIEWING AS {name}", name=name) if viewed else name
    return f"{who} · {kind}"


def unread_sign(unread: str) -> str:
    """How many notices wait, as `! 5`; nothing for none."""
    return f"! {unread}" if unread else ""


def done_status(done: Done, keymap: Keymap = DEFAULT_KEYMAP) -> Status:
    """What was done, with the key that takes it back, and what was refused on the way."""
    text = display_text(done.text)
    hint = _("{key} undo", key=_key("undo", keymap)) if done.undo_id is not None else ""
    if done.refused:
        refused = ngettext("{count} refused", "{count} refused", len(done.refused))
        text += f" · {refused}: {display_text(done.refused[0])}"
    return Status(text, "warn" if done.refused else "done", hint)


def error_status(error: CrmError) -> Status:
    """What went wrong; a refusal names its rule."""
    if isinstance(error, Forbidden):
        return Status(display_text(str(error)), "warn", _("rule {rule}", rule=error.explanation.decision.rule))
    return Status(display_text(str(error)), "error")


def closed_status(session: Session) -> Status | None:
    """That nothing can be changed in this organisation now, and why (ORG-3); None where it can."""
    if not session.policy.organisation.read_only:
        return None
    return error_status(Forbidden(Explanation(session.policy.decide(session.actor, "org.settings"), ())))


def keymap_status(problems: Sequence[Message]) -> Status:
    """What is wrong with one's own keys; where it is much, the first of it and where the rest is told."""
    more = _("{count} problems: crm-tui keys check", count=len(problems)) if len(problems) > 1 else ""
    return Status(display_text(str(problems[0])), "warn", more)


def marked_status(count: int) -> Status:
    """How many records are marked."""
    return Status(marked_text(count))


def marked_text(count: int) -> str:
    """The same in words; nothing where none is."""
    return ngettext("{count} marked", "{count} marked", count) if count else ""


def _key(command_id: str, keymap: Keymap) -> str:
    command = next(c for c in keymap.commands if c.id == command_id)
    return first_key(command, keymap)


def footer_items(
    context: Context,
    allowed: Callable[[Command], bool | None],
    keymap: Keymap = DEFAULT_KEYMAP,
) -> tuple[FooterItem, ...]:
    """The commands a context shows in its footer. `allowed`: True live, False greyed, None absent.

    It is asked on every cursor move, so it must be pure and cheap.
    """
    return tuple(
        FooterItem(command.id, first_key(command, keymap), command.words, on, command.priority)
        for command in keymap.commands_for(context)
        if command.priority and keymap.keys_of(command) and (on := allowed(command)) is not None
    )


def follower_items(
    context: Context,
    begun: str,
    allowed: Callable[[Command], bool | None],
    keymap: Keymap = DEFAULT_KEYMAP,
) -> tuple[FooterItem, ...]:
    """The commands that complete a sequence of which these keys are pressed, each under the keys that are left."""
    start = f"{begun} "
    return tuple(
        FooterItem(command.id, key.removeprefix(start), command.words, on, command.priority)
        for command in keymap.commands_for(context)
        for key in keymap.keys_of(command)
        if key.startswith(start) and (on := allowed(command)) is not None
    )


def crumbs(parts: Iterable[str]) -> tuple[str, ...]:
    """Where am I: organisation, space, module, view, as far as chosen."""
    return tuple(display_text(part) for part in parts if part)
