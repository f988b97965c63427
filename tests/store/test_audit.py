"""The audit log shows every row that was changed, added or taken out."""

from __future__ import annotations

import itertools

import pytest

from crm_tui.domain.audit import AuditFilter
from crm_tui.store.audit import START, AuditEntry, AuditLog, ChainCheck
from tests.store.sample import AT, Sample, sample

__all__ = ["sample"]


def filled(sample: Sample, count: int = 5) -> AuditLog:
    log = AuditLog(sample.engine)
    for number in range(count):
        with sample.engine.write():
            entry = AuditEntry(
                AT + number, sample.ann, "ann@acme.test", "records.delete", f"Leads/{number}", "refused", "O05"
            )
            log.append(entry)
    return log


def test_the_chain_begins_at_the_first_row(sample: Sample) -> None:
    log = filled(sample)
    assert log.verify() == ChainCheck(5, last=log.list()[0].id, digest=log.list()[0].digest)
    assert log.verify().sound
    rows = log.list()
    assert [row.entry.target for row in rows] == [f"Leads/{n}" for n in (4, 3, 2, 1, 0)]
    assert rows[-1].previous == START
    assert all(newer.previous == older.digest for newer, older in itertools.pairwise(rows))


def test_pages_of_one_login(sample: Sample) -> None:
    log = filled(sample)
    with sample.engine.write():
        other = log.append(AuditEntry(AT, None, "bob@acme.test", "org.audit")).id
    assert [row.id for row in log.list(where=AuditFilter(login="bob@acme.test"))] == [other]
    assert len(log.list(limit=2)) == 2
    newest = log.list()[0].id
    assert [row.id for row in log.list(before=newest)] == [row.id for row in log.list()][1:]


@pytest.mark.parametrize(
    "column", ["at", "actor_id", "login", "action", "target", "outcome", "rule", "detail", "previous"]
)
def test_a_changed_row_breaks_the_chain(sample: Sample, column: str) -> None:
    log = filled(sample)
    third, second = log.list()[2].id, log.list()[3]
    value: object = 7 if column in ("at", "actor_id") else "x"
    with sample.engine.write():
        sample.engine.execute(f"UPDATE audit SET {column} = ? WHERE id = ?", (value, third))
    assert log.verify() == ChainCheck(2, third, second.id, second.digest)


def test_a_missing_row_breaks_the_chain(sample: Sample) -> None:
    log = filled(sample)
    rows = log.list()
    with sample.engine.write():
        sample.engine.execute("DELETE FROM audit WHERE id = ?", (rows[2].id,))
    assert log.verify() == ChainCheck(2, rows[1].id, rows[3].id, rows[3].digest)


def test_a_row_put_in_breaks_the_chain(sample: Sample) -> None:
    log = filled(sample)
    rows = log.list()
    with sample.engine.write():
        log.append(rows[4].entry)
        sample.engine.execute("UPDATE audit SET previous = ? WHERE id = (SELECT max(id) FROM audit)", (START,))
    assert not log.verify().sound
