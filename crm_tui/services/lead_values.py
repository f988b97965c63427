"""What of a lead goes to the records that it becomes (7.4)."""

from __future__ import annotations

from crm_tui.domain.conversion import holds, mapping
from crm_tui.domain.fields import UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.plans import StoredRecord


class LeadValues:
    """Reads the mapped fields of a lead for one actor.

    AC08: a value that is hidden from him in Leads goes on only where it stays hidden from him; else conversion and
    undo would be a way to read it. Nothing is lost: the lead keeps it.
    """

    def __init__(self, session: Session, reading: Reading) -> None:
        self._session, self._reading = session, reading

    def of(self, module: ModuleDef, lead: StoredRecord, target: ModuleDef) -> dict[str, Value]:
        """API name of the target's field -> value, of filled fields that the target can hold."""
        return {name: value for name, value, _shown in self._carried(module, lead, target)}

    def shown(self, module: ModuleDef, lead: StoredRecord, target: ModuleDef) -> dict[str, Value]:
        """The same, less what is hidden from him."""
        return {name: value for name, value, shown in self._carried(module, lead, target) if shown}

    def _carried(self, module: ModuleDef, lead: StoredRecord, target: ModuleDef) -> list[tuple[str, Value, bool]]:
        sees, will_see = self._session.mask(module).shows, self._session.mask(target).shows
        found: list[tuple[str, Value, bool]] = []
        for source_name, target_name in mapping()[target.api_name].items():
            source, field = module.field(source_name), target.field(target_name)
            if source is None or field is None or (will_see(field.api_name) and not sees(source.api_name)):
                continue
            value = self._reading.value(source, lead.values.get(source.api_name), {})
            if value not in (None, "", False) and holds(field, source, value):
                found.append((field.api_name, value, will_see(field.api_name)))
        return found

    def owner(self, lead: StoredRecord) -> UserRef:
        """Who owns what the lead becomes: its owner, or whoever converts it where that one works here no more."""
        owner = self._session.user(lead.owner_id)
        return owner if owner.active else self._session.user(self._session.actor.user_id)
