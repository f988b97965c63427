"""Asks Cedar: the policies of this folder, sliced by who asks and what, over entities that are parsed once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cedarpy

HERE = Path(__file__).parent
NOT_RIGHTS = ("found.cedar", "fields.cedar")
"""Files that answer another question than "may he?"."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question to Cedar: entity ids as `Type::id`."""

    principal: tuple[str, str]
    action: str
    resource: tuple[str, str]

    def as_cedar(self) -> dict[str, Any]:
        names = {"principal": self.principal, "action": ("Action", self.action), "resource": self.resource}
        return {key: {"type": kind, "id": name} for key, (kind, name) in names.items()}


@dataclass(frozen=True, slots=True)
class Answer:
    allowed: bool
    policies: tuple[str, ...]
    """The `@id` of the policies that decided; none where nothing permits."""


class Policies:
    """Policies of some files; each question is put to those alone whose scope can match it.

    Cedar does not look policies up by action: a slice is ten times as fast as the whole. That a slice answers
    like the whole is a test of its own.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self.source = "\n".join(path.read_text("utf-8") for path in files)
        self._slices: dict[tuple[str, str], cedarpy.PolicySet] = {}
        self._sets: dict[tuple[int, ...], cedarpy.PolicySet] = {}

    @cached_property
    def parsed(self) -> list[dict[str, Any]]:
        """The policies as Cedar's JSON, with their annotations."""
        found: dict[str, dict[str, Any]] = json.loads(cedarpy.policies_to_json_str(self.source))["staticPolicies"]
        return list(found.values())

    @cached_property
    def whole(self) -> cedarpy.PolicySet:
        return cedarpy.PolicySet.from_str(self.source)

    def slice(self, principal_type: str, action: str) -> cedarpy.PolicySet:
        """The policies whose scope admits this kind of person and this action."""
        key = (principal_type, action)
        if key not in self._slices:
            matching = (_of_person(p, principal_type) and _of_action(p, action) for p in self.parsed)
            numbers = tuple(number for number, matches in enumerate(matching) if matches)
            if numbers not in self._sets:
                self._sets[numbers] = self._set(numbers)
            self._slices[key] = self._sets[numbers]
        return self._slices[key]

    def _set(self, numbers: tuple[int, ...]) -> cedarpy.PolicySet:
        chosen = {f"p{number}": self.parsed[number] for number in numbers}
        document = {"staticPolicies": chosen, "templates": {}, "templateLinks": []}
        return cedarpy.PolicySet.from_json_str(json.dumps(document))

    def ask(self, requests: Sequence[Request], entities: cedarpy.Entities) -> list[Answer]:
        """One answer to each request, in order; a policy that errs is a fault of the oracle."""
        answers: dict[int, Answer] = {}
        for key, numbers in _grouped(requests).items():
            batch = [requests[number].as_cedar() for number in numbers]
            found = cedarpy.is_authorized_batch(batch, self.slice(*key), entities)
            answers.update(zip(numbers, map(_answer, found), strict=True))
        return [answers[number] for number in range(len(requests))]

    def ask_whole(self, requests: Sequence[Request], entities: cedarpy.Entities) -> list[Answer]:
        """The same, without slices."""
        found = cedarpy.is_authorized_batch([r.as_cedar() for r in requests], self.whole, entities)
        return [_answer(result) for result in found]


RIGHTS = Policies(path for path in sorted(HERE.glob("*.cedar")) if path.name not in NOT_RIGHTS)
FOUND = Policies([HERE / "found.cedar"])
FIELDS = Policies([HERE / "fields.cedar"])


def _answer(result: cedarpy.AuthzResult) -> Answer:
    if result.diagnostics.errors:
        raise AssertionError(result.diagnostics.errors)
    return Answer(result.allowed, tuple(sorted(result.diagnostics.id_annotations_by_reason.values())))


def _grouped(requests: Sequence[Request]) -> dict[tuple[str, str], list[int]]:
    groups: dict[tuple[str, str], list[int]] = {}
    for number, request in enumerate(requests):
        groups.setdefault((request.principal[0], request.action), []).append(number)
    return groups


def _of_person(policy: dict[str, Any], principal_type: str) -> bool:
    scope = policy["principal"]
    return bool(scope["op"] == "All" or (scope["op"] == "is" and scope["entity_type"] == principal_type))


def _of_action(policy: dict[str, Any], action: str) -> bool:
    return scoped_actions(policy) is None or action in (scoped_actions(policy) or ())


def scoped_actions(policy: dict[str, Any]) -> frozenset[str] | None:
    """The action ids that a policy's head names; None where it is of all. ValueError where it names something else."""
    scope = policy["action"]
    if scope["op"] == "All":
        return None
    named = scope.get("entities", [scope.get("entity")])
    if any(entity["type"] != "Action" for entity in named):
        raise ValueError(f"not an action: {named}")
    return frozenset(entity["id"] for entity in named)
