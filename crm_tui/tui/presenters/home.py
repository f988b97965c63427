"""The sections of the home screen as lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.home import NextAction, Silence
from crm_tui.domain.modules import Catalog
from crm_tui.domain.records import Found
from crm_tui.tui.presenters.areas import record_key
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.navigation import module_singular

LATE = "!"
"""In front of what is overdue; the word stands beside it."""


def action_lines(actions: Iterable[NextAction], formats: Formats) -> list[Line]:
    """Open tasks, meetings and calls: what, on whom, and when."""
    return [
        Line(
            _action_words(each),
            tone=Tone.WARN if each.overdue else Tone.PLAIN,
            key=record_key(each.module, each.id),
            sign=LATE if each.overdue else " ",
            note=_when(each, formats),
        )
        for each in actions
    ]


def _action_words(action: NextAction) -> str:
    name = display_text(action.name) or _("(no name)")
    on = action.on
    return f"{name} · {display_text(on.name)}" if on is not None and on.visible and on.name else name


def _when(action: NextAction, formats: Formats) -> str:
    if action.at is not None:
        when = formats.moment(action.at)
    else:
        when = formats.near_date(action.day) if action.day is not None else ""
    return _("overdue: {when}", when=when) if action.overdue else when


def deal_lines(deals: Iterable[Found], formats: Formats) -> list[Line]:
    """Open deals, with the day on which each is to be closed (ISO in `detail`, empty where there is none)."""
    return [_found_line(each, _day(each.detail, formats), _past(each.detail, formats)) for each in deals]


def recent_lines(found: Iterable[Found], catalog: Catalog) -> list[Line]:
    """Records that were opened lately, each with what it is."""
    return [_found_line(each, _kind(each, catalog)) for each in found]


def silence_lines(silences: Iterable[Silence]) -> list[Line]:
    """Customers to whom nobody has spoken, and for how long."""
    return [
        Line(
            display_text(each.name) or _("(no name)"),
            key=record_key(each.module, each.id),
            sign=" ",
            note=_silence(each),
        )
        for each in silences
    ]


def more_line(words: str, key: str) -> Line:
    """The way to the whole list."""
    return Line(_("more: {list}", list=words), tone=Tone.LINK, key=key, sign=" ")


def _found_line(found: Found, note: str, late: bool = False) -> Line:
    return Line(
        display_text(found.name) or _("(no name)"),
        tone=Tone.WARN if late else Tone.PLAIN,
        key=record_key(found.module, found.id),
        sign=LATE if late else " ",
        note=_("overdue: {when}", when=note) if late else note,
    )


def _kind(found: Found, catalog: Catalog) -> str:
    module = catalog.find(found.module)
    return module_singular(module) if module is not None else ""


def _day(text: str, formats: Formats) -> str:
    day = _date(text)
    return formats.near_date(day) if day is not None else display_text(text)


def _past(text: str, formats: Formats) -> bool:
    day = _date(text)
    return day is not None and day < formats.today


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _silence(silence: Silence) -> str:
    if silence.last is None:
        return _("never spoken to")
    return ngettext("{count} day", "{count} days", silence.days)
