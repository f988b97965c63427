"""M03: what an administrator reads in a team module by his office is audited, once an hour for each thing."""

from __future__ import annotations

from crm_tui.domain.records import ListQuery
from tests.services.cast import BOSS, CLAIMS, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim


def reads(cast: Cast, login: str) -> list[tuple[str, str]]:
    """What the audit tells of a login's reading, oldest first."""
    rows = cast.another(BOSS).audit.list(1000, login=login)
    return [(row.entry.target, row.entry.rule) for row in reversed(rows) if row.entry.rule == "M03"]


def test_an_administrators_reading_in_a_team_module_is_audited_once_an_hour(cast: Cast) -> None:
    record = claim(cast.ws(TEAM_MEMBER))
    boss = cast.another(BOSS)
    before = len(reads(cast, BOSS))
    for _again in range(3):
        boss.listing.page(ListQuery(CLAIMS))
        boss.records.get(CLAIMS, record.id)
        boss.notes.list(CLAIMS, record.id)
    assert reads(cast, BOSS)[before:] == [(CLAIMS, "M03"), (f"{CLAIMS}/{record.id}", "M03")]
    cast.clock.advance(3600)
    boss.listing.page(ListQuery(CLAIMS))
    boss.records.get(CLAIMS, record.id)
    assert reads(cast, BOSS)[before + 2 :] == [(CLAIMS, "M03"), (f"{CLAIMS}/{record.id}", "M03")]
    assert boss.audit.check().sound


def test_members_and_questions_are_not_audited(cast: Cast) -> None:
    record = claim(cast.ws(TEAM_MEMBER))
    before = reads(cast, BOSS)
    cast.ws(TEAM_ADMIN).records.get(CLAIMS, record.id)
    boss = cast.another(BOSS)
    assert boss.access.mine("records.edit", CLAIMS, record.id).decision.allowed
    assert reads(cast, TEAM_ADMIN) == []
    assert reads(cast, BOSS) == before
