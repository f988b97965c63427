"""Notices as lines, by day: what happened, to which record, and whether one has read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from crm_tui.base.text import display_text
from crm_tui.domain.modules import Catalog
from crm_tui.domain.notices import Notice
from crm_tui.tui.presenters.areas import mark_of, record_key
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.record import heading

UNREAD = "!"
"""In front of a notice that is not read; a blank stands there once it is."""
NOTICE = "notice:"

Words = Callable[[Notice, str], object]
"""The line of a notice; the second argument is what its module is called."""


def notice_lines(notices: Iterable[Notice], words: Words, catalog: Catalog, formats: Formats) -> list[Line]:
    """Notices, newest first as given, under a heading for each day; the words that people wrote below."""
    lines: list[Line] = []
    day: dt.date | None = None
    for notice in notices:
        if (of := notice.at.astimezone(formats.zone).date()) != day:
            day = of
            lines += [*([Line()] if lines else []), heading(formats.near_date(day))]
        lines += _notice(notice, words, catalog, formats)
    return lines


def _notice(notice: Notice, words: Words, catalog: Catalog, formats: Formats) -> list[Line]:
    module = catalog.find(notice.module) if notice.module else None
    lines = [
        Line(
            display_text(str(words(notice, module_title(module) if module is not None else ""))),
            tone=Tone.PLAIN if notice.read else Tone.STRONG,
            key=_key(notice),
            sign=" " if notice.read else UNREAD,
            wrap=True,
            note=formats.time(notice.at),
        )
    ]
    return [*lines, Line(f"    {display_text(notice.text)}", tone=Tone.MUTED, wrap=True)] if notice.text else lines


def _key(notice: Notice) -> str:
    """`notice:12`, or with a record to go to `record:Leads/7#notice:12`."""
    mark, link = f"{NOTICE}{notice.id}", notice.record
    if link is None or not link.visible or link.id is None or not link.module:
        return mark
    return record_key(link.module, link.id, mark)


def notice_of(key: str) -> int | None:
    """The notice that a line's key names, None for another line."""
    mark = mark_of(key) or key
    number = mark.removeprefix(NOTICE)
    return int(number) if mark.startswith(NOTICE) and number.isdigit() else None
