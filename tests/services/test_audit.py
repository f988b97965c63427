"""The audit log: who did what, searched; refused attempts are in it, values are not, and a change of it shows."""

from __future__ import annotations

import pytest

from crm_tui.domain.audit import AuditFilter
from crm_tui.domain.errors import CrmError, Forbidden, Invalid, NotFound
from crm_tui.domain.users import UserState
from crm_tui.store.audit import AuditEntry, AuditLog
from crm_tui.store.doctor import examine
from tests.services.cast import ACME, BOSS, CLAIMS, REP, REP2, TEAM_MEMBER, Cast
from tests.services.making import claim, lead

WORD = "Quetzalcoatl"


def found(cast: Cast, **where: object) -> list[tuple[str, str, str, str]]:
    """Who, what, where and the outcome of the rows that meet a filter."""
    rows = cast.ws().audit.list(1000, where=AuditFilter(**where))  # type: ignore[arg-type]
    return [(row.entry.login, row.entry.action, row.entry.target, row.entry.outcome) for row in rows]


def test_each_part_of_the_filter_narrows(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    with pytest.raises(NotFound):
        cast.ws(REP2).records.edit("Leads", made.id, {"Phone": "1"})
    record = f"Leads/{made.id}"
    assert found(cast, login=REP.upper()) == [(REP, "records.create", record, "allowed")]
    assert found(cast, outcome="refused") == [(REP2, "records.edit", record, "refused")]
    assert found(cast, rule="AC50") == [(REP2, "records.edit", record, "refused")]
    assert len(found(cast, target=record)) == len(found(cast, target="leads", action="records")) == 2
    assert found(cast, target="Lead") == []
    assert found(cast, action="records.edit", door="cli") == [(REP2, "records.edit", record, "refused")]
    assert found(cast, door="ssh") == []
    assert found(cast, text=record.upper(), login=REP2)
    assert found(cast, login="nobody@x") == []


def test_times_are_from_and_until(cast: Cast) -> None:
    lead(cast.ws(REP))
    now = int(cast.clock.now().timestamp())
    cast.later(60)
    lead(cast.ws(REP2))
    assert {row[0] for row in found(cast, since=now + 1)} == {REP2}
    assert {row[0] for row in found(cast, until=now + 1, target="Leads", action="records.create")} == {REP}
    assert found(cast, since=now + 1, until=now + 1) == []


@pytest.mark.parametrize("text", ["%", "__", "!", "' OR 1=1 --", "\x1b[31m", "[/]", "x" * 5000, "?"])
def test_hostile_text_finds_only_itself(cast: Cast, text: str) -> None:
    lead(cast.ws(REP))
    for field in ("text", "login", "action", "target", "rule", "door"):
        assert found(cast, **{field: text}) == []
    with pytest.raises(Invalid):
        found(cast, outcome=text)


def test_pages_follow_each_other_by_number(cast: Cast) -> None:
    for n in range(5):
        lead(cast.ws(REP), f"L{n}")
    audit, where = cast.ws().audit, AuditFilter(login=REP)
    first = audit.list(2, where=where)
    second = audit.list(2, first[-1].id, where=where)
    rest = audit.list(200, second[-1].id, where=where)
    ids = [row.id for row in (*first, *second, *rest)]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == len(ids) == 5
    assert audit.list(2, 0) == ()
    assert len(audit.list(-5)) == 1


@pytest.mark.parametrize("door", ["screen", "cli", "ssh"])
def test_every_door_is_named_for_what_is_done_and_for_what_is_refused(cast: Cast, door: str) -> None:
    ws = cast.installation.workspace(REP, ACME, door=door)
    lead(ws)
    with pytest.raises(Forbidden):
        ws.roles.add("R", "R", "CEO")
    assert [row[3] for row in found(cast, door=door, login=REP)] == ["refused", "allowed"]


def test_no_value_of_a_record_is_in_it(cast: Cast) -> None:
    """Whoever may read it may be kept from a field, or from the record."""
    ws, at = cast.ws(REP), lead(cast.ws(REP), WORD, Company=WORD, Description=WORD).id
    ws.records.edit("Leads", at, {"Company": f"{WORD} again"})
    ws.notes.add("Leads", at, WORD)
    ws.tags.add("Leads", at, [WORD])
    ws.views.new("Leads", WORD, f'Company = "{WORD}"')
    ws.sharing.share("Leads", at, REP2, "read")
    ws.records.clone("Leads", at)
    ws.records.delete("Leads", at)
    ws.bin.restore("Leads", at)
    ws.converting.convert(at)
    other = lead(ws, WORD).id
    ws.records.delete("Leads", other)
    cast.ws().bin.purge("Leads", other)
    mine = claim(cast.ws(TEAM_MEMBER), WORD)
    cast.ws(TEAM_MEMBER).records.change_owner(CLAIMS, mine.id, REP2)
    for act in (lambda: cast.ws(REP2).records.edit("Leads", at, {"Company": WORD}), lambda: ws.history.undo()):
        try:
            act()
        except CrmError:
            continue
    assert found(cast, login=REP)
    assert found(cast, text=WORD) == []
    assert all(WORD not in repr(row.entry) for row in cast.ws().audit.list(1000))


def test_reading_it_needs_the_right(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        cast.ws(REP).audit.list(where=AuditFilter(text="x"))
    with pytest.raises(Forbidden):
        cast.ws(REP).audit.check("0" * 64)


# The chain


def test_an_altered_row_shows(cast: Cast) -> None:
    lead(cast.ws(REP))
    assert cast.ws().audit.check().sound
    assert faults(cast) == []
    write(cast, "UPDATE audit SET login = 'somebody' WHERE id = (SELECT max(id) FROM audit)")
    assert not cast.ws().audit.check().sound
    assert faults(cast) == ["audit"]


def test_a_row_taken_out_of_the_middle_shows(cast: Cast) -> None:
    lead(cast.ws(REP))
    write(cast, "DELETE FROM audit WHERE id = (SELECT max(id) - 3 FROM audit)")
    assert not cast.ws().audit.check().sound
    assert faults(cast) == ["audit"]


def test_rows_cut_off_at_the_end_show_to_who_noted_the_digest(cast: Cast) -> None:
    """On PostgreSQL the chain alone cannot tell."""
    lead(cast.ws(REP))
    noted = cast.ws().audit.check()
    assert cast.ws().audit.check(noted.digest.upper()).sound
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    assert cast.ws().audit.check(noted.digest).sound
    write(cast, f"DELETE FROM audit WHERE id >= {noted.last}")
    assert not cast.ws().audit.check(noted.digest).sound
    assert cast.ws().audit.check().sound is not cast.engine().is_sqlite
    assert faults(cast) == (["audit"] if cast.engine().is_sqlite else [])


def test_an_unknown_digest_is_no_proof(cast: Cast) -> None:
    for digest in ("0" * 64, "%", "' OR 1=1"):
        assert not cast.ws().audit.check(digest).sound


def faults(cast: Cast) -> list[str]:
    """The checks of the doctor that found a fault."""
    return [finding.check for finding in examine(cast.engine()) if finding.severity == "fault"]


def write(cast: Cast, sql: str) -> None:
    """Change the log behind everybody's back."""
    with cast.engine().write():
        cast.engine().execute(sql)


def test_a_search_through_many_rows_keeps_its_order(cast: Cast) -> None:
    log = AuditLog(cast.engine())
    with cast.engine().write():
        for n in range(300):
            log.append(AuditEntry(n, 1, BOSS if n % 2 else REP, "x.y", f"Leads/{n}", "allowed", "R", "cli"))
    rows = cast.ws().audit.list(20, where=AuditFilter(login=REP, action="x.y"))
    assert [row.entry.at for row in rows] == list(range(298, 258, -2))
