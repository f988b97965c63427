"""Both answers to each question of a block, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cedarpy

from crm_tui.domain.decisions import Decision
from crm_tui.domain.users import UserState
from crm_tui.policy.engine import PolicyEngine
from tests.oracle.cedar import FOUND, RIGHTS, Answer, Policies, Request
from tests.oracle.entities import asked, graph, person_name
from tests.oracle.questions import Block, Question, questions, targets_of


@dataclass(frozen=True, slots=True)
class Difference:
    """One question with two answers. `reads_as`: both deny it, and differ in whether it reads as "not found"."""

    question: Question
    cedar: Answer
    engine: Decision
    reads_as: bool = False

    def __str__(self) -> str:
        policies = ", ".join(self.cedar.policies) or "nothing permits it"
        if self.reads_as:
            words = ("reads as not found", "is told the rule")
            return (
                f"{self.question} Denied; by AC50 he {words[self.cedar.allowed]} ({policies}),"
                f" the engine: {words[self.engine.found]} ({self.engine.rule})"
            )
        answers = ("no", "yes")
        return (
            f"{self.question} Cedar: {answers[self.cedar.allowed]} ({policies});"
            f" the engine: {answers[self.engine.allowed]} ({self.engine.rule})"
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """How many questions, how many of them with two answers, and those of these that nobody has explained."""

    asked: int
    different: int
    unexplained: tuple[Difference, ...]


PORTION = 20_000
"""Questions that are held in memory at once."""


def compare(block: Block, explained: Callable[[Difference], bool]) -> Compared:
    """All questions of a block put to both."""
    entities = graph(block.people(), targets_of(block), block.organisation)
    engine = PolicyEngine(block.organisation)
    asked_for, different = 0, 0
    new: list[Difference] = []
    for portion in _portions(questions(block)):
        found = list(differences(portion, entities, engine, block.reads_as))
        asked_for, different = asked_for + len(portion), different + len(found)
        new.extend(difference for difference in found if not explained(difference))
    return Compared(asked_for, different, tuple(new))


def differences(
    portion: Sequence[Question], entities: cedarpy.Entities, engine: PolicyEngine, reads_as: bool
) -> Iterator[Difference]:
    """Where the two differ; of what both deny, where one would say "not found" and the other the rule."""
    answers = ask(RIGHTS, portion, entities)
    decisions = [engine.decide(q.somebody.actor, q.action, q.target.module, q.target.record) for q in portion]
    rows = list(zip(portion, answers, decisions, strict=True))
    yield from (Difference(*row) for row in rows if row[1].allowed != row[2].allowed)
    if reads_as:
        denied = [(q, decision) for q, answer, decision in rows if not (answer.allowed or decision.allowed)]
        yield from _read_otherwise(denied, entities)


def _read_otherwise(denied: Sequence[tuple[Question, Decision]], entities: cedarpy.Entities) -> Iterator[Difference]:
    active = [(q, d) for q, d in denied if q.somebody.actor.state is UserState.ACTIVE]
    answers = ask(FOUND, [q for q, _ in active], entities)
    for (question, decision), answer in zip(active, answers, strict=True):
        if answer.allowed != decision.found:
            yield Difference(question, answer, decision, reads_as=True)


def ask(policies: Policies, portion: Sequence[Question], entities: cedarpy.Entities) -> list[Answer]:
    """Cedar's answer to each question: of the resources that stand for a target any will do (AC51)."""
    named = [asked(question.target, question.action) for question in portion]
    requests = [
        Request(person_name(question.somebody), question.action, name)
        for question, names in zip(portion, named, strict=True)
        for name in names
    ]
    answers = iter(policies.ask(requests, entities))
    return [max((next(answers) for _ in names), key=lambda answer: answer.allowed) for names in named]


def _portions(stream: Iterator[Question]) -> Iterator[list[Question]]:
    portion: list[Question] = []
    for question in stream:
        portion.append(question)
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
