"""Acts that are committed in the directory, and in their organisation perhaps not: what is to be written down there.

No transaction spans both. So the directory's own, which is the first to be committed, also keeps the audit row that the
act has in the organisation. Once the organisation is committed too, it is forgotten here. Where a crash was faster,
`store.interrupted` asks the organisation's chain for that very row, and writes it where it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from crm_tui.store.audit import AuditEntry, AuditRow
from crm_tui.store.bodies import canonical, parsed
from crm_tui.store.engine import Engine
from crm_tui.store.notices import NewNotice


@dataclass(frozen=True, slots=True)
class PendingAct:
    """What an act leaves in its organisation. `login`: whom it is about, empty for nobody.

    `whole`: nothing of it but audit row and notices is in the organisation, so that it was done where they are missing.
    """

    entry: AuditEntry
    notices: tuple[NewNotice, ...] = ()
    login: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class WaitingAct:
    """One as the directory keeps it, with number and digest of the audit row by which it is known."""

    id: int
    act: PendingAct
    audit_id: int
    digest: str


class PendingActsPart:
    """Verbs on them. They join the directory's transaction that is open."""

    engine: Engine

    def announce(self, org_id: int, act: PendingAct, written: AuditRow) -> int:
        """Keep what was written in an organisation's open transaction, beside the directory's part of it; its id."""
        with self.engine.write():
            return self.engine.insert(
                "INSERT INTO pending_act (org_id, audit_id, digest, body) VALUES (?, ?, ?, ?) RETURNING id",
                (org_id, written.id, written.digest, canonical(asdict(act))),
            )

    def announce_again(self, number: int, written: AuditRow) -> None:
        """Its audit row is written now, in a transaction of the organisation that is still open."""
        with self.engine.write():
            self.engine.execute(
                "UPDATE pending_act SET audit_id = ?, digest = ? WHERE id = ?", (written.id, written.digest, number)
            )

    def settle(self, number: int) -> None:
        """The organisation has it. Said twice, the second time does nothing."""
        with self.engine.write():
            self.engine.execute("DELETE FROM pending_act WHERE id = ?", (number,))

    def pending_act(self, number: int) -> WaitingAct | None:
        """One of them."""
        row = self.engine.row(f"{_SELECT} WHERE id = ?", (number,))
        return _waiting(row) if row is not None else None

    def pending_acts(self, org_id: int) -> tuple[WaitingAct, ...]:
        """Those of an organisation, oldest first; hardly ever one."""
        return tuple(map(_waiting, self.engine.rows(f"{_SELECT} WHERE org_id = ? ORDER BY id", (org_id,))))

    def orgs_with_pending_acts(self) -> tuple[int, ...]:
        """Ids of the organisations that have one, in any state."""
        return tuple(org_id for (org_id,) in self.engine.rows("SELECT DISTINCT org_id FROM pending_act ORDER BY 1"))


_SELECT = "SELECT id, audit_id, digest, body FROM pending_act"


def _waiting(row: Sequence[Any]) -> WaitingAct:
    number, audit_id, digest, body = row
    kept = parsed(body)
    notices = tuple(_notice(**notice) for notice in kept["notices"])
    act = PendingAct(AuditEntry(**kept["entry"]), notices, kept["login"], kept["whole"])
    return WaitingAct(number, act, audit_id, digest)


def _notice(data: list[list[str]], **columns: Any) -> NewNotice:
    return NewNotice(**columns, data=tuple((key, value) for key, value in data))
