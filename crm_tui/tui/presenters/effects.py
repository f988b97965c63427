"""What a change of rights does, in words: the change itself, who gains and loses what, promises that would break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.effects import Diff, Effect, Shift
from crm_tui.policy.actions import ACTIONS

SHOWN = 50
"""People named one by one; of more, how many there are."""


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


def diff_pairs(diffs: Iterable[Diff]) -> list[tuple[str, str]]:
    """What the change itself alters, as heading and text."""
    return [(diff.what, f"{diff.before or '–'} → {diff.after or '–'}") for diff in diffs]


def shift_pairs(shifts: Sequence[Shift]) -> list[tuple[str, str]]:
    """Who gains (+) and loses (-) what, the same for several told once with how many they are."""
    found: dict[str, list[Shift]] = {}
    for shift in shifts:
        found.setdefault(shift_words(shift), []).append(shift)
    pairs = [(_people(group), words) for words, group in found.items() if words]
    rest = len(pairs) - SHOWN
    more = [("", ngettext("and {count} more change", "and {count} more changes", rest))] if rest > 0 else []
    return pairs[:SHOWN] + more


def _people(group: Sequence[Shift]) -> str:
    if len(group) > 2:
        return ngettext("{count} person", "{count} people", len({shift.login for shift in group}))
    return ", ".join(display_text(shift.name or shift.login) for shift in group)


def shift_words(shift: Shift) -> str:
    """What somebody gains and loses in a module, as `Deals: + Export records; - 12 records`."""
    gained = [*map(_action, shift.gained), *shift.fields_gained, *_records(shift, shift.records)]
    lost = [*map(_action, shift.lost), *shift.fields_lost, *_records(shift, -shift.records)]
    parts = [f"{sign} {', '.join(words)}" for sign, words in (("+", gained), ("-", lost)) if words]
    where = f"{shift.module}: " if shift.module and parts else ""
    return display_text(where + "; ".join(parts))


def _action(action: str) -> str:
    return _(ACTIONS[action].title.text) if action in ACTIONS else action


def _records(shift: Shift, number: int) -> list[str]:
    if number <= 0:
        return []
    words = ngettext("{count} record", "{count} records", number)
    return [_("at least {count}", count=words) if shift.at_least else words]
