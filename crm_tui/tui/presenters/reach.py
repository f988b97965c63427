"""Who reaches a record and what a user reaches, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.base.messages import Message, _, message, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.modules import Level
from crm_tui.domain.standing import By, ModuleReach, Reacher, Way
from crm_tui.policy.actions import ACTIONS

Words = list[tuple[str, str]]
"""Headings and texts, as `dialogs.pairs` shows them."""

LEVELS = {
    Level.READ: message("read"),
    Level.EDIT: message("edit"),
    Level.FULL: message("full"),
}
BY = {
    By.OWNER: message("owner"),
    By.ADMINISTRATOR: message("administrator"),
    By.HIERARCHY: message("above the owner"),
    By.DEFAULT: message("organisation default"),
    By.RULE: message("a sharing rule"),
    By.SHARE: message("shared"),
    By.MEMBERSHIP: message("member of the module"),
    By.REQUESTER: message("requester"),
    By.PARENT: message("through the record that it hangs on"),
}


def way_words(way: Way) -> str:
    """What opens a record, and how far, as `sharing rule EMEA: edit`."""
    by = _named(way) if way.name else BY[way.by]
    return _("{way}: {level}", way=by, level=LEVELS[way.level])


def _named(way: Way) -> Message:
    name = display_text(way.name)
    match way.by:
        case By.HIERARCHY:
            return message("above {name}", name=name)
        case By.RULE:
            return message("sharing rule {name}", name=name)
        case By.SHARE:
            return message("shared by {name}", name=name)
        case By.MEMBERSHIP:
            return message("{name} of the module", name=name)
    return BY[way.by]


def ways_text(ways: Iterable[Way]) -> str:
    """All of them on one line, widest first."""
    return " · ".join(way_words(way) for way in ways)


def record_reach_lines(found: Sequence[Reacher]) -> Words:
    """A line for each user who sees a record: what he may in effect, and by what."""
    count = ngettext("{count} person sees this record.", "{count} people see this record.", len(found))
    return [("", count), *((_person(one), f"{LEVELS[one.level]} · {ways_text(one.ways)}") for one in found)]


def _person(one: Reacher) -> str:
    return display_text(one.user.name or one.user.login)


def user_reach_lines(found: Sequence[ModuleReach], rights: Sequence[str]) -> Words:
    """A line for each module that a user reaches, then those that are closed to him, then his rights of set-up."""
    opened = [one for one in found if one.sees or one.profile or one.hidden]
    closed = [display_text(one.label) for one in found if one not in opened]
    lines = [(display_text(one.label), _module(one)) for one in opened]
    if closed:
        lines.append((_("Nothing in"), ", ".join(closed)))
    titles = ", ".join(str(ACTIONS[action].title) for action in rights)
    return [*lines, (_("Set-up"), titles or _("no rights"))]


def _module(one: ModuleReach) -> str:
    # Not for the sake of the cap: then the asker was told only what he sees himself.
    more = one.at_least and (one.sees or 0) <= MOST
    sees, edits, deletes = (_number(count, at_least=more) for count in (one.sees, one.edits, one.deletes))
    counts = _("sees {sees} · edits {edits} · deletes {deletes}", sees=sees, edits=edits, deletes=deletes)
    parts = [counts, one.profile and _("profile {profile}", profile=one.profile)]
    parts += [_("hidden: {fields}", fields=", ".join(one.hidden))] if one.hidden else []
    parts += [_("read only: {fields}", fields=", ".join(one.read_only))] if one.read_only else []
    return display_text(" · ".join(part for part in parts if part))


def _number(count: int | None, *, at_least: bool) -> str:
    """At 1,001 counting stops."""
    if count is None:
        return "?"
    return _("at least {count}", count=min(count, MOST)) if at_least or count > MOST else str(count)


MOST = 1000
