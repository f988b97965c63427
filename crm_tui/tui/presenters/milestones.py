"""Milestones of a customer's record as lines between its contacts (I22)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.fields import UserRef, Value
from crm_tui.domain.interactions import Milestone
from crm_tui.domain.modules import Catalog
from crm_tui.tui.presenters.cells import Formats, user_text, value_text
from crm_tui.tui.presenters.lines import Line, Tone

RULE = "──"


@dataclass(frozen=True, slots=True)
class StreamReader:
    """How the reader of a stream has it: his formats, modules by name, and the module that is looked at.

    `logging`: keys by which he may log a contact, with their words.
    """

    formats: Formats
    catalog: Catalog
    module: str
    logging: tuple[str, ...] = ()


def milestone_line(milestone: Milestone, day: dt.date, reader: StreamReader) -> Line:
    """Something that happened to the customer's record; enter opens the record where it is another one."""
    name = f"{display_text(milestone.name)}: " if milestone.name else ""
    text = f"{RULE} {name}{_told(milestone, reader)} ({reader.formats.day(day)})"
    key = f"record:{milestone.module}/{milestone.record_id}" if milestone.module and milestone.record_id else ""
    return Line(text, tone=Tone.STRONG, key=key, wrap=True, hang=len(RULE) + 1, close=RULE)


def _told(milestone: Milestone, reader: StreamReader) -> str:
    who = user_text(milestone.actor)
    match milestone.kind:
        case "created":
            return _("created by {who}", who=who)
        case "converted":
            return _("converted by {who}", who=who)
        case "stage":
            return _("stage: {before} → {after}", **_change(milestone, reader))
        case "owner":
            return _("owner: {before} → {after}", **_change(milestone, reader))
    return display_text(milestone.kind.replace("_", " "))


def _change(milestone: Milestone, reader: StreamReader) -> dict[str, str]:
    module = reader.catalog.find(milestone.module or reader.module)
    field = module.field(milestone.field) if module is not None else None

    def words(value: Value) -> str:
        if isinstance(value, UserRef):
            return user_text(value)
        text = value_text(field, value, reader.formats) if field is not None else display_text(value or "")
        return text or "–"

    return {"before": words(milestone.before), "after": words(milestone.after)}
