"""The policies themselves: every word in them is known, and slices of them answer as the whole."""

from __future__ import annotations

import pytest

from tests.oracle.actions import ACTIONS
from tests.oracle.cedar import FIELDS, FOUND, RIGHTS, Policies, Request, scoped_actions
from tests.oracle.entities import graph, person_name, target_name
from tests.oracle.questions import BLOCKS, ORGANISATION, Question, everybody, questions

ALL = {"rights": RIGHTS, "found": FOUND, "fields": FIELDS}


@pytest.mark.parametrize("name", ALL)
def test_each_policy_names_its_rule(name: str) -> None:
    ids = [policy["annotations"].get("id") for policy in ALL[name].parsed]
    assert all(ids)
    assert len(ids) == len(set(ids))


def test_policies_name_known_actions_and_all_of_them() -> None:
    named = [scoped_actions(policy) for policy in RIGHTS.parsed]
    assert frozenset().union(*(actions for actions in named if actions is not None)) == frozenset(ACTIONS)


@pytest.mark.parametrize("policies", [RIGHTS, FOUND], ids=["rights", "found"])
def test_a_slice_answers_as_the_whole(policies: Policies) -> None:
    asked = some_questions()
    targets = {question.target.key: question.target for question in asked}
    entities = graph(everybody(), targets.values(), ORGANISATION)
    requests = [Request(person_name(q.somebody), q.action, target_name(q.target)) for q in asked]
    assert policies.ask(requests, entities) == policies.ask_whole(requests, entities)


def some_questions() -> list[Question]:
    """Every person and every action, a few hundred of them."""
    blocks = [block for block in BLOCKS if block.organisation == ORGANISATION]
    stream = (question for block in blocks for question in questions(block, deep=False))
    return list(stream)[::211]
