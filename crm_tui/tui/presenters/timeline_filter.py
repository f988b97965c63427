"""What of a timeline is asked for, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.events import GROUP_WORDS, EventFilter, EventGroup
from crm_tui.domain.modules import ModuleDef
from crm_tui.tui.presenters.cells import Formats, label_of
from crm_tui.tui.presenters.filters import since_words

EVERYTHING = EventFilter()


@dataclass(frozen=True, slots=True)
class AskedEvents:
    """What a screen shows of timelines. `person`: the name of whom the filter is about."""

    filter: EventFilter = EVERYTHING
    person: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether something is left out."""
        return self.filter != EVERYTHING

    def of(self, module: ModuleDef, fields: frozenset[str]) -> AskedEvents:
        """The same for another module: a field that it does not have, or that is hidden there, is not asked for."""
        field = module.field(self.filter.field) if self.filter.field else None
        if field is not None and field.api_name in fields:
            return self
        return replace(self, filter=replace(self.filter, field=""))


def event_filter_words(asked: AskedEvents, module: ModuleDef, formats: Formats) -> str:
    """The whole filter on one line, as `everything · everyone · last six months`."""
    wanted = asked.filter
    groups = [_(GROUP_WORDS[group]) for group in EventGroup if group in wanted.groups]
    field = module.field(wanted.field) if wanted.field else None
    parts = [
        ", ".join(groups) or _("everything"),
        label_of(field) if field is not None else "",
        display_text(asked.person or wanted.user) or _("everyone"),
        _period(wanted, formats),
    ]
    return " · ".join(part for part in parts if part)


def _period(wanted: EventFilter, formats: Formats) -> str:
    if wanted.since is None and wanted.until is not None:
        return _("six months, until {until}", until=formats.date(wanted.until))
    return since_words(wanted.since, wanted.until, formats) or _("last six months")
