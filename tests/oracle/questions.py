"""The questions: who asks x what x about what, in blocks whose dimensions act upon each other."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from crm_tui.domain.facts import OrganisationFacts
from crm_tui.domain.users import TeamProfile
from tests.oracle import people, targets
from tests.oracle.actions import ACTIONS, EVERYWHERE, ON_ITEMS, ON_RECORDS
from tests.oracle.people import Somebody
from tests.oracle.targets import Target

DEEP = bool(os.environ.get("CRM_TUI_DEEP"))
"""All questions of each block, millions, in place of a sample that covers every person x action."""

TARGETS = 500
"""Targets of a block in the sample."""

ORGANISATION = OrganisationFacts(email_roles=frozenset({people.NAMED_ROLE}))
STANDING: dict[str, OrganisationFacts] = {
    "read-only": OrganisationFacts(read_only=True),
    "without features": OrganisationFacts(features=frozenset()),
    "without Invoices and Tasks": OrganisationFacts(missing=frozenset({"Invoices", "Tasks", "Assets", "Contracts"})),
    "without team modules": OrganisationFacts(features=frozenset({"team_users", "spaces"})),
    "without spaces": OrganisationFacts(features=frozenset({"team_users", "team_modules"})),
    "mail private": OrganisationFacts(email_sharing="private", email_roles=frozenset({people.NAMED_ROLE})),
    "mail by role": OrganisationFacts(email_sharing="roles", email_roles=frozenset({people.NAMED_ROLE})),
    "mail by other role": OrganisationFacts(email_sharing="roles", email_roles=frozenset({people.OTHER_ROLE})),
    "mail public": OrganisationFacts(email_sharing="public"),
}


@dataclass(frozen=True, slots=True)
class Question:
    somebody: Somebody
    action: str
    target: Target

    def __str__(self) -> str:
        return f"May {self.somebody.key}: {self.action} — {self.target.key}?"


@dataclass(frozen=True, slots=True)
class Block:
    """People x actions x targets, `sample` targets to each person and action where not all are asked.

    `reads_as`: whether a denial that reads as "not found" is compared too (AC50).
    """

    name: str
    people: Callable[[], Iterable[Somebody]]
    targets: Callable[[], Iterable[Target]]
    sample: int
    organisation: OrganisationFacts = ORGANISATION
    reads_as: bool = True


def questions(block: Block, deep: bool = DEEP) -> Iterator[Question]:
    """The block's questions, always the same ones."""
    chance = random.Random(block.name)
    by_action = _by_action(targets_of(block, deep))
    for somebody, (action, about) in itertools.product(block.people(), by_action.items()):
        chosen = about if deep or block.sample >= len(about) else chance.sample(about, block.sample)
        yield from (Question(somebody, action, target) for target in chosen)


def targets_of(block: Block, deep: bool = DEEP) -> list[Target]:
    """The block's targets; without `deep` no more than make a graph that Cedar reads in a moment."""
    known = list(block.targets())
    return known if deep or len(known) <= TARGETS else random.Random(block.name).sample(known, TARGETS)


def _by_action(about: Iterable[Target]) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = {}
    for target in about:
        for action in actions_of(target):
            found.setdefault(action, []).append(target)
    return found


def actions_of(target: Target) -> tuple[str, ...]:
    """What is asked about a target: acts on records of records, the organisation's acts not of each module."""
    if target.record is None:
        plain = target.module is None or target.module.api_name in ("Leads", "Contracts")
        return ACTIONS if plain else tuple(action for action in ACTIONS if action not in EVERYWHERE)
    if target.module is None:
        return ("spaces.manage", "space.administer", "space.appoint_admin", "module.create")
    if target.view:
        return ("views.manage",)
    return ON_ITEMS if target.record.item_author else ON_RECORDS


def _plain() -> list[Somebody]:
    return list(people.people((frozenset(),)))


def _members() -> list[Somebody]:
    return list(people.people())


def _singly() -> list[Somebody]:
    return list(people.people(people.SINGLE))


def _few() -> list[Somebody]:
    return list(people.people((frozenset(), frozenset({TeamProfile.MEMBER}))))


def _of_everything() -> list[Target]:
    """Something of each sort, for what concerns all of them."""
    records = [*targets.organisation_records()][::29] + [*targets.team_records()][::53]
    return [*targets.general(), *targets.spaces(), *targets.views(), *records, *[*targets.activities()][::61]]


def everybody() -> list[Somebody]:
    return [*people.people(), *people.variations()]


BLOCKS: tuple[Block, ...] = (
    Block("no record named, organisation modules", _plain, targets.general, 7),
    Block("no record named, a team module", _singly, lambda: [*targets.general()][-1:], 1),
    Block("no record named", _members, targets.general, 1),
    Block("records of organisation modules", _plain, targets.organisation_records, 12),
    Block("items on them", _plain, lambda: targets.items(targets.organisation_records()), 20),
    Block("records of a team module", _members, targets.team_records, 1),
    Block("items on these", _members, lambda: targets.items(targets.team_records()), 2),
    Block("activities", _members, targets.activities, 1),
    Block("items on activities", _members, lambda: targets.items([*targets.activities()][::4]), 2),
    Block("views", _members, targets.views, 12, reads_as=False),
    Block("spaces", lambda: people.variations(), targets.spaces, 3, reads_as=False),
    Block("states, roles and spaces", lambda: people.variations(), _of_everything, 1, reads_as=False),
    *(Block(name, _few, _of_everything, 1, facts, reads_as=False) for name, facts in STANDING.items()),
)
