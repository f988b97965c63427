"""Policy decisions with reason on one core, against pycasbin and cedarpy answering the same questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bench.bars import Missing, Result, number
from bench.policy_questions import ME, MODULES, RECORDS, SEATS, Line, Question, engine, lines, questions
from bench.timing import per_second

Answers = Callable[[], list[bool]]
WORDS = "policy decisions with reason, one core"

_CASBIN_MODEL = """
[request_definition]
r = sub, obj, act
[policy_definition]
p = seat, module, act, condition, rule
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && r.sub.seat == p.seat && r.obj.module == p.module && \
 (p.condition == "any" || p.condition == "own" && r.obj.owner == r.sub.id || p.condition == "shared" && r.obj.level > 1)
"""


def measure() -> Iterator[Result | Missing]:
    """Ours against the clock, then against each of the others."""
    asked, policy = questions(), lines()
    ours = _ours(asked)
    expected = ours()
    speed = per_second(partial(_count, ours))
    yield Result("policy", WORDS, f"{len(asked)} questions", speed, "/s", 1e6, True, "loop and list included")
    for name, other in (("pycasbin", _casbin), ("cedarpy", _cedar)):
        try:
            answer = other(asked, policy)
        except ImportError:
            yield Missing(f"policy/{name}", f"no {name}")
            continue
        if answer() != expected:
            yield Missing(f"policy/{name}", "its answers differ from ours")
            continue
        theirs = per_second(partial(_count, answer), rounds=3)
        detail = f"{number(speed, '/s')} against {number(theirs, '/s')}, {len(policy)} policy lines"
        what = f"the same against {name}"
        yield Result(f"policy/{name}", what, "same answers", speed / theirs, "x", 100, True, detail)


def _count(answers: Answers) -> int:
    return len(answers())


def _ours(asked: list[Question]) -> Answers:
    policy = engine()
    ready = [(q.actor, q.action, q.module, q.record) for q in asked]
    decide = policy.decide

    def answer() -> list[bool]:
        # The reason is part of each decision; nothing has to be asked for again.
        return [decide(actor, action, module, record).allowed for actor, action, module, record in ready]

    return answer


@dataclass(frozen=True, slots=True)
class _Subject:
    id: int
    seat: str


@dataclass(frozen=True, slots=True)
class _Object:
    module: str
    owner: int
    level: int


def _casbin(asked: list[Question], policy: list[Line]) -> Answers:
    import casbin

    model = casbin.Model()
    model.load_model_from_text(_CASBIN_MODEL)
    enforcer = casbin.Enforcer(model)
    for line in policy:
        enforcer.add_policy(line.seat, line.module, line.action, line.condition, line.rule)
    subjects = {seat: _Subject(ME, seat) for seat in SEATS}
    ready = [
        (subjects[q.seat], _Object(q.module.api_name, q.record.owner_id, int(q.record.level)), q.action) for q in asked
    ]
    # `enforce_ex` tells the line that decided, as ours does.
    return lambda: [enforcer.enforce_ex(subject, thing, action)[0] for subject, thing, action in ready]


def _cedar(asked: list[Question], policy: list[Line]) -> Answers:
    import cedarpy

    # Everything that can be parsed beforehand is.
    policies = cedarpy.PolicySet.from_str("\n".join(_cedar_line(line) for line in policy))
    entities = cedarpy.Entities.from_json_str(json.dumps(_cedar_entities()))
    ready = [
        {
            "principal": f'User::"{q.seat}"',
            "action": f'Action::"{q.action}"',
            "resource": f'Record::"{q.module.api_name}-{_record_name(q)}"',
        }
        for q in asked
    ]
    # The batch is its quickest way; the answers bring the deciding policies along.
    return lambda: [result.allowed for result in cedarpy.is_authorized_batch(ready, policies, entities)]


def _record_name(question: Question) -> str:
    return next(name for name, record in RECORDS.items() if record is question.record)


def _cedar_line(line: Line) -> str:
    conditions = {
        "any": "",
        "own": " when { resource.owner == principal.id }",
        "shared": " when { resource.level > 1 }",
    }
    return (
        f'@id("{line.rule}") permit(principal == User::"{line.seat}", action == Action::"{line.action}",'
        f' resource in Module::"{line.module}"){conditions[line.condition]};'
    )


def _cedar_entities() -> list[dict[str, object]]:
    def entity(kind: str, name: str, attributes: dict[str, int], *parents: dict[str, str]) -> dict[str, object]:
        return {"uid": {"type": kind, "id": name}, "attrs": attributes, "parents": list(parents)}

    people = [entity("User", seat, {"id": ME}) for seat in SEATS]
    modules = [entity("Module", module.api_name, {}) for module in MODULES]
    records = [
        entity(
            "Record",
            f"{module.api_name}-{name}",
            {"owner": record.owner_id, "level": int(record.level)},
            {"type": "Module", "id": module.api_name},
        )
        for module in MODULES
        for name, record in RECORDS.items()
    ]
    return [*people, *modules, *records]
