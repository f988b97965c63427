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
    gain = len({shift.login for shift in effect.shifts if gains(shift)})
    lose = len({shift.login for shift in effect.shifts if loses(shift)})
    broken = len(effect.broken)
    parts = [
        ngettext("{count} person gains rights", "{count} people gain rights", gain) if gain else "",
        ngettext("{count} person loses rights", "{count} people lose rights", lose) if lose else "",
        ngettext("{count} promise would be broken", "{count} promises would be broken", broken) if broken else "",
    ]
    return "; ".join(filter(None, parts)) or _("Nobody gains or loses anything.")


def gains(shift: Shift) -> bool:
    """Whether a shift gives anything."""
    return bool(shift.gained or shift.fields_gained or shift.records > 0)


def loses(shift: Shift) -> bool:
    """Whether a shift takes anything."""
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
    sees: int


def _rights(shift: Shift, names: Mapping[str, str]) -> _Rights:
    def words(actions: Sequence[str], fields: Sequence[str]) -> tuple[str, ...]:
        return (*_titles(actions), *(names.get(f"{shift.module}.{field}", field) for field in fields))

    gained, lost = words(shift.gained, shift.fields_gained), words(shift.lost, shift.fields_lost)
    # Rights that come or go tell enough; that records alone do is a change of its own.
    sees = 0 if gained or lost else (shift.records > 0) - (shift.records < 0)
    return _Rights(gained, lost, sees)


def _titles(actions: Sequence[str]) -> list[str]:
    """Actions by name, in the order of the catalogue: what one sees comes first."""
    order = [action for action in ACTIONS if action in actions]
    return [_(ACTIONS[action].title.text) for action in order]


def _told(rights: _Rights, group: Sequence[Shift], names: Mapping[str, str]) -> str:
    gained = rights.gained or ((_("sees more records"),) if rights.sees > 0 else ())
    lost = rights.lost or ((_("sees fewer records"),) if rights.sees < 0 else ())
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
