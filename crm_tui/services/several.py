"""The same act on several records: one transaction, one undo; a record that is refused is reported (R74)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_tui.base.messages import ngettext
from crm_tui.domain.errors import CrmError
from crm_tui.domain.records import Done
from crm_tui.services.gate import Gate
from crm_tui.services.records import Records
from crm_tui.services.session import Session


class Several:
    """Acts on marked records, one by one through the gate."""

    def __init__(self, session: Session, gate: Gate, records: Records) -> None:
        self._session, self._gate, self._records = session, gate, records

    def delete(self, module_name: str, ids: Sequence[int]) -> Done:
        """Move records to the bin; one undo brings all of them back. Raises what refused them where all were."""

        def words(count: int) -> str:
            return ngettext("{count} record deleted", "{count} records deleted", count)

        return self._each(ids, lambda record_id: self._records.delete(module_name, record_id), words)

    def _each(self, ids: Sequence[int], act: Callable[[int], object], words: Callable[[int], str]) -> Done:
        refused: list[CrmError] = []
        undo_id: int | None = None
        with self._session.engine.write():
            with self._session.replaying() as together:
                for record_id in ids:
                    try:
                        act(record_id)
                    except CrmError as error:
                        refused.append(error)
            title = words(len(ids) - len(refused))
            if together.steps:
                undo_id = self._gate.keep_undo(title, together.steps)
        if refused and len(refused) == len(ids):
            raise refused[0]
        return Done(title, undo_id, refused=tuple(map(str, refused)))
