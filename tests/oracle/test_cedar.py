"""Chapters 2, 3.2 and 9 of the specification twice: the engine, and Cedar policies written apart from it.

Whoever disagrees is named with the question in words, both answers and the policies that decided. Known differences
stand in `open_questions`. `CRM_TUI_DEEP` asks all questions in place of a sample that covers each person x action.
"""

from __future__ import annotations

from functools import cache

import pytest

from crm_tui.policy.engine import PolicyEngine
from tests.oracle.comparing import Compared, Difference, compare, differences
from tests.oracle.entities import graph
from tests.oracle.open_questions import OPEN, OpenQuestion
from tests.oracle.people import Somebody
from tests.oracle.questions import BLOCKS, ORGANISATION, STANDING, Block, Question, everybody
from tests.oracle.targets import Target

SHOWN = 12


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_engine_and_cedar_give_the_same_answer(block: Block) -> None:
    compared = compare(block, explained)
    assert compared.asked > 0
    if compared.unexplained:
        pytest.fail(said(compared), pytrace=False)


def test_each_open_question_is_still_open() -> None:
    for question in OPEN:
        still_open(question)


def still_open(question: OpenQuestion) -> None:
    somebody, action, target = question.example
    example = Question(people_by_key()[somebody], action, targets_by_key()[target])
    facts = STANDING[question.standing] if question.standing else ORGANISATION
    entities = graph([example.somebody], [example.target], facts)
    found = list(differences([example], entities, PolicyEngine(facts), reads_as=True))
    assert found, f"Settled: the two agree on {example} Take “{question.key}” away."
    assert all(question.concerns(difference) for difference in found)


def explained(difference: Difference) -> bool:
    return any(question.concerns(difference) for question in OPEN)


def said(compared: Compared) -> str:
    """Some of the differences in words, taken from all over them."""
    new = compared.unexplained
    chosen = new[:: max(1, len(new) // SHOWN)][:SHOWN]
    return "\n".join([f"{len(new)} of {compared.asked} questions have two answers, as:", *map(str, chosen)])


@cache
def people_by_key() -> dict[str, Somebody]:
    return {somebody.key: somebody for somebody in everybody()}


@cache
def targets_by_key() -> dict[str, Target]:
    return {target.key: target for block in BLOCKS for target in block.targets()}
