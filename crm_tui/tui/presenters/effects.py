"""What a change of rights does, in words: the change itself, who gains and loses what, promises that would break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.effects import Effect, Shift
from crm_tui.policy.actions import ACTIONS

SHOWN = 50
"""Changes told one by one; of more, how many there are."""
NAMED = 3
"""Actions and fields named one by one."""


def effect_summary(effect: Effect) -> str:
    """In one line: how many people gain, how many lose, how many promises break."""
    if effect.nothing:
        return _("Nothing changes for anybody.")
    broken = len(effect.broken)
    parts = [
        _gaining(effect.shifts),
        _losing(effect.shifts),
        ngettext("{count} promise would be broken", "{count} promises would be broken", broken) if broken else "",
    ]
    return "; ".join(filter(None, parts)) or _("Nobody gains or loses anything.")


def _gaining(shifts: Sequence[Shift]) -> str:
    sure = {shift.login for shift in shifts if gains(shift)}
    perhaps = {shift.login for shift in shifts if shift.uncounted and not shift.fewer} - sure
    if not sure and perhaps:
        return ngettext("{count} person may see more records", "{count} people may see more records", len(perhaps))
    words = ngettext("{count} person gains rights", "{count} people gain rights", len(sure)) if sure else ""
    return _("at least {count}", count=words) if perhaps else words


def _losing(shifts: Sequence[Shift]) -> str:
    sure = {shift.login for shift in shifts if loses(shift)}
    perhaps = {shift.login for shift in shifts if shift.uncounted and shift.fewer} - sure
    if not sure and perhaps:
        return ngettext("{count} person may see fewer records", "{count} people may see fewer records", len(perhaps))
    words = ngettext("{count} person loses rights", "{count} people lose rights", len(sure)) if sure else ""
    return _("at least {count}", count=words) if perhaps else words


def gains(shift: Shift) -> bool:
    """Whether a shift gives anything for sure."""
    return bool(shift.gained or shift.fields_gained or shift.records > 0)


def loses(shift: Shift) -> bool:
    """Whether a shift takes anything for sure."""
    return bool(shift.lost or shift.fields_lost or shift.records < 0)


def shift_pairs(shifts: Sequence[Shift], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Who gains (+) and loses (-) what, and where; what is the same for several people is told once.

    `names`: what people call modules (`Leads`) and fields (`Leads.Phone`).
    """
    mine: dict[str, dict[_Rights, list[Shift]]] = {}
    for shift in shifts:
        mine.setdefault(shift.login, {}).setdefault(_rights(shift, names), []).append(shift)
    told: dict[str, list[Shift]] = {}
    for groups in mine.values():
        for rights, group in groups.items():
            told.setdefault(_told(rights, group, names), []).append(group[0])
    pairs = [(_people(people), words) for words, people in told.items() if words]
    rest = len(pairs) - SHOWN
    more = [("", ngettext("and {count} more change", "and {count} more changes", rest))] if rest > 0 else []
    return pairs[:SHOWN] + more


@dataclass(frozen=True, slots=True)
class _Rights:
    """What is gained and lost in one or several modules alike."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    sees: str


def _rights(shift: Shift, names: Mapping[str, str]) -> _Rights:
    def words(actions: Sequence[str], fields: Sequence[str]) -> tuple[str, ...]:
        return (*_titles(actions), *(names.get(f"{shift.module}.{field}", field) for field in fields))

    gained, lost = words(shift.gained, shift.fields_gained), words(shift.lost, shift.fields_lost)
    # Rights that come or go tell enough; that records alone do is a change of its own.
    return _Rights(gained, lost, "" if gained or lost else _sees(shift))


def _sees(shift: Shift) -> str:
    if shift.uncounted:
        return _("may see fewer records") if shift.fewer else _("may see more records")
    if shift.records:
        return _("sees more records") if shift.records > 0 else _("sees fewer records")
    return ""


def _titles(actions: Sequence[str]) -> list[str]:
    """Actions by name, in the order of the catalogue: what one sees comes first."""
    order = [action for action in ACTIONS if action in actions]
    return [_(ACTIONS[action].title.text) for action in order]


def _told(rights: _Rights, group: Sequence[Shift], names: Mapping[str, str]) -> str:
    sees, fewer = (rights.sees,) if rights.sees else (), group[0].records < 0 or group[0].fewer
    gained, lost = rights.gained or (() if fewer else sees), rights.lost or (sees if fewer else ())
    parts = [f"{sign} {_few(words)}" for sign, words in (("+", gained), ("-", lost)) if words]
    where = ", ".join(_where(shift, names) for shift in group if shift.module)
    return display_text(" · ".join(filter(None, ("; ".join(parts), where)))) if parts else ""


def _few(words: Sequence[str]) -> str:
    rest = len(words) - NAMED
    if rest <= 1:
        return ", ".join(words)
    return _("{names} and {count} more", names=", ".join(words[:NAMED]), count=rest)


def _where(shift: Shift, names: Mapping[str, str]) -> str:
    """A module, with how many records more or fewer."""
    name = names.get(shift.module, shift.module)
    if not shift.records:
        return name
    words = ngettext("{count} record", "{count} records", abs(shift.records))
    bound = _("at least {count}", count=words) if shift.at_least else words
    return f"{name} ({'+' if shift.records > 0 else '-'} {bound})"


def _people(group: Sequence[Shift]) -> str:
    if len(group) > 2:
        return ngettext("{count} person", "{count} people", len(group))
    return ", ".join(display_text(shift.name or shift.login) for shift in group)
