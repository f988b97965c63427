"""What somebody else made of a record while its form stands open: under the reader's mask, with who did it."""

from __future__ import annotations

from crm_tui.base.messages import message
from crm_tui.domain.errors import NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Since, SinceBy
from crm_tui.services.gate import Gate, Target
from crm_tui.services.meanwhile import Meanwhile
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.plans import StoredRecord


class Underneath:
    """Tells an open form of one actor what changed under it."""

    def __init__(self, session: Session, gate: Gate, reading: Reading) -> None:
        self._session, self._gate, self._reading = session, gate, reading
        self._meanwhile = Meanwhile(session)

    def since(self, module: ModuleDef, record_id: int, version: int) -> Since:
        """The record now, and who changed which of the fields that he sees.

        NotFound outside of his scope; for what is in the bin its words say who deleted it.
        """
        target = Target(module, record_id)
        facts = self._gate.require("records.view", target)
        stored = self._session.rows.get(module, record_id, scope=None)
        if facts is None or stored is None:
            raise NotFound
        if facts.deleted:
            raise self._deleted(record_id)
        if stored.version == version:
            return Since(version)
        record = self._reading.record(module, stored, facts, ())
        return Since(stored.version, record.values, self._by(module, stored, version))

    def _deleted(self, record_id: int) -> NotFound:
        gone = self._session.rows.bin_entries([record_id]).get(record_id)
        if gone is None or gone.by is None:
            return NotFound()
        return NotFound(message("{user} deleted this record.", user=self._session.user(gone.by).name))

    def _by(self, module: ModuleDef, stored: StoredRecord, version: int) -> tuple[SinceBy, ...]:
        """One entry for each who wrote and the kind of his act, in the order of the module's fields."""
        mask = self._session.mask(module)
        moved = {one.field: one for one in self._meanwhile.of(stored, version) or () if one.differs}
        fields: dict[tuple[int, str], list[str]] = {}
        for field in module.fields:
            one = moved.get(field.api_name)
            if one is not None and mask.shows(field.api_name) and not field.computed:
                fields.setdefault((one.by, one.kind), []).append(field.api_name)
        return tuple(SinceBy(self._session.user(by), tuple(names), kind) for (by, kind), names in fields.items())
