"""What the form asks of which rows of the audit log are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_tui.base.clock import start_of
from crm_tui.base.messages import N_, _
from crm_tui.domain.audit import OUTCOMES, AuditFilter
from crm_tui.domain.fields import FieldKind, Value
from crm_tui.services.workspace import Workspace
from crm_tui.tui.forms.filter_form import days_chosen, days_fields, filter_form
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.spec import FormSpec
from crm_tui.tui.presenters.actions import action_named

EVERYTHING = AuditFilter()
WORDS = ("login", "action", "target", "rule", "door")


@dataclass(frozen=True, slots=True)
class AskedRows:
    """What was asked for, with its days as they were typed."""

    filter: AuditFilter = EVERYTHING
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def words(self) -> str:
        """In a few words, for the title."""
        asked = self.filter
        days = (f"{day:%Y-%m-%d}" if day else "" for day in (self.since, self.until))
        period = " – ".join(days) if self.since or self.until else ""
        return " · ".join(filter(None, (asked.login, asked.action, asked.target, asked.outcome, asked.rule, asked.door,
                                        period)))  # fmt: skip


def audit_filter_spec(ws: Workspace, asked: AskedRows) -> FormSpec:
    """The form, filled with the filter that stands; runs in a thread."""
    outcomes = [(one, words) for one, words in zip(OUTCOMES, (N_("allowed"), N_("refused")), strict=True)]
    fields = (
        made_field("login", N_("Who (login)"), FieldKind.TEXT),
        made_field("action", N_("Action"), FieldKind.TEXT),
        made_field("target", N_("On"), FieldKind.TEXT),
        made_field("outcome", N_("Outcome"), FieldKind.PICKLIST, outcomes),
        made_field("rule", N_("Rule"), FieldKind.TEXT),
        made_field("door", N_("Door"), FieldKind.TEXT),
        *days_fields(),
    )
    wanted = asked.filter
    values: dict[str, Value] = {name: getattr(wanted, name) or None for name in WORDS}
    more: dict[str, Value] = {"outcome": wanted.outcome or None, "since": asked.since, "until": asked.until}
    return filter_form(ws, "", _("Filter the audit log"), fields, values | more)


def asked_rows(values: Mapping[str, object], today: dt.date, zone: dt.tzinfo) -> AskedRows:
    """What was chosen. The last day is included."""
    since, until = days_chosen(values, today)
    words: dict[str, Any] = {name: str(values.get(name) or "").strip() for name in (*WORDS, "outcome")}
    words["action"] = action_named(words["action"])
    wanted = AuditFilter(
        **words,
        since=start_of(since, zone) if since else None,
        until=start_of(until + dt.timedelta(days=1), zone) if until else None,
    )
    return AskedRows(wanted, since, until)
