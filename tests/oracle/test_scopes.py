"""Row scopes against the same policies: a record is among the rows that a person reaches where he may view it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest

from crm_tui.domain.decisions import OrgRows, RowScope
from crm_tui.domain.facts import ModuleFacts, RecordFacts
from crm_tui.domain.modules import Level, ModuleKind
from crm_tui.policy.engine import PolicyEngine
from tests.oracle.cedar import RIGHTS
from tests.oracle.comparing import Difference, ask
from tests.oracle.entities import graph
from tests.oracle.people import Somebody
from tests.oracle.questions import BLOCKS, ORGANISATION, Block, Question, questions
from tests.oracle.test_cedar import SHOWN, explained

OF_RECORDS = [block for block in BLOCKS if block.name.startswith(("records", "activities"))]
ROWS = 25
"""Records of each person in the sample."""


@cache
def engine() -> PolicyEngine:
    return PolicyEngine(ORGANISATION)


def reaches(scope: RowScope, somebody: Somebody, record: RecordFacts) -> bool:
    """What the store makes of a scope, in plain words (`RowScope`)."""
    his = record.owner_id in scope.owners or (scope.shared_level is not None and record.level >= scope.shared_level)
    opened = scope.org_everything or record.owner_id in scope.org_owners
    return (
        scope.everything
        or (his and _counts(scope, record))
        or (opened and not _in_team_module(record) and _counts(scope, record))
        or (scope.requester_id is not None and record.requester_id == scope.requester_id)
        or (scope.by_parent and _reaches_parent(scope, somebody, record))
    )


def _in_team_module(record: RecordFacts) -> bool:
    return record.parent is not None and record.parent[0].kind is ModuleKind.TEAM


def _counts(scope: RowScope, record: RecordFacts) -> bool:
    if scope.team_modules is None:
        return True
    if record.parent is None:
        return scope.org_rows is not OrgRows.NONE
    if _in_team_module(record):
        return record.parent[0].id in scope.team_modules
    return scope.org_rows is OrgRows.ALL


def _reaches_parent(scope: RowScope, somebody: Somebody, record: RecordFacts) -> bool:
    """Not those that he sees as their requester alone (Q12, M22)."""
    if record.parent is None or not (scope.by_org_parent or _in_team_module(record)):
        return False
    module, parent = record.parent
    return reaches(replace(_scope(somebody, module), requester_id=None), somebody, parent)


def _scope(somebody: Somebody, module: ModuleFacts) -> RowScope:
    return engine().row_scope(somebody.actor, module, Level.READ)


def viewing(block: Block) -> list[Question]:
    """Of a block's questions those about viewing a record that is not in the bin."""
    asked = (q for q in questions(replace(block, sample=ROWS)) if q.action == "records.view")
    return [q for q in asked if q.target.record is not None and not q.target.record.deleted]


def misreached(asked: Iterable[Question]) -> list[Difference]:
    """Rows that a scope holds and Cedar denies, or the other way round, told as differences of an answer."""
    known = list(asked)
    entities = graph({q.somebody.key: q.somebody for q in known}.values(), [q.target for q in known], ORGANISATION)
    found = []
    for question, answer in zip(known, ask(RIGHTS, known, entities), strict=True):
        module, record = question.target.module, question.target.record
        assert module is not None
        assert record is not None
        reached = reaches(_scope(question.somebody, module), question.somebody, record)
        if reached != answer.allowed:
            decision = engine().decide(question.somebody.actor, question.action, module, record)
            found.append(Difference(question, answer, replace(decision, allowed=reached)))
    return found


@pytest.mark.parametrize("block", OF_RECORDS, ids=lambda block: block.name)
def test_a_scope_holds_the_records_that_he_may_view(block: Block) -> None:
    asked = viewing(block)
    assert asked
    if new := [difference for difference in misreached(asked) if not explained(difference)]:
        pytest.fail(
            "\n".join(["Rows of a scope:", *map(str, new[:: max(1, len(new) // SHOWN)][:SHOWN])]), pytrace=False
        )
