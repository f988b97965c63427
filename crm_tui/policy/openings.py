"""Sharing rules compiled: what they open to each user (AC15, AC23). Rules only ever add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crm_tui.domain.modules import Level
from crm_tui.domain.sharing import Opening, SharingRule
from crm_tui.policy.parties import Parties

ByOwner = Mapping[int, Mapping[int, Level]]
"""Module id -> id of an owner -> the widest level on his records."""


class Openings:
    """All rules of an organisation, by the users to whom they open something; those with the same share values."""

    def __init__(self, rules: Iterable[SharingRule], parties: Parties) -> None:
        self._rules: dict[int, list[SharingRule]] = defaultdict(list)
        self._openings: dict[int, Opening] = {}
        self._known: dict[tuple[int, ...], tuple[Mapping[int, tuple[Opening, ...]], ByOwner]] = {}
        for rule in rules:
            self._openings[rule.id] = _opening(rule, parties)
            for user_id in _meant(rule, parties):
                self._rules[user_id].append(rule)

    def of(self, user_id: int) -> Mapping[int, tuple[Opening, ...]]:
        """Module id -> what is opened to a user there, by which rules."""
        return self._compiled(user_id)[0]

    def by_owner(self, user_id: int) -> ByOwner:
        """The same, of rules that go by the owner, as the widest level for each owner."""
        return self._compiled(user_id)[1]

    def _compiled(self, user_id: int) -> tuple[Mapping[int, tuple[Opening, ...]], ByOwner]:
        rules = self._rules.get(user_id, [])
        key = tuple(rule.id for rule in rules)
        known = self._known.get(key)
        if known is None:
            of_module: dict[int, list[Opening]] = defaultdict(list)
            for rule in rules:
                of_module[rule.module_id].append(self._openings[rule.id])
            openings = {module_id: tuple(found) for module_id, found in of_module.items()}
            known = self._known[key] = (openings, _widest(openings))
        return known


def _opening(rule: SharingRule, parties: Parties) -> Opening:
    owners = frozenset() if rule.source is None else parties.users(rule.source)
    return Opening(rule.id, rule.label, rule.level, owners, rule.criteria if rule.source is None else "")


def _meant(rule: SharingRule, parties: Parties) -> frozenset[int]:
    """Those to whom a rule opens something: its target, and on its word those above."""
    users = parties.users(rule.target)
    return users | parties.above(users) if rule.superiors else users


def _widest(openings: Mapping[int, tuple[Opening, ...]]) -> ByOwner:
    found: dict[int, dict[int, Level]] = {}
    for module_id, opened in openings.items():
        owners: dict[int, Level] = {}
        for opening in sorted(opened, key=lambda one: one.level):
            owners.update(dict.fromkeys(opening.owners, opening.level))
        if owners:
            found[module_id] = owners
    return found
