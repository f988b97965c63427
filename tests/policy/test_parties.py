"""Who is meant by a party, who stands above whom, and what sharing rules make of it (AC12, AC13, AC15, AC23)."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.groups import Group, Party, PartyKind
from crm_tui.domain.modules import Level
from crm_tui.domain.sharing import Hierarchy, SharingRule
from crm_tui.policy.openings import Openings
from crm_tui.policy.parties import Parties

CEO, SALES, REP, LEGAL = 1, 2, 3, 4
LEADS, DEALS = 11, 12


@dataclass(frozen=True)
class User:
    role_id: int | None = None
    manager_id: int | None = None


@dataclass(frozen=True)
class Role:
    parent_id: int | None = None
    peers: bool = False


ROLES = {CEO: Role(), SALES: Role(CEO), REP: Role(SALES), LEGAL: Role(CEO)}
USERS = {
    1: User(CEO), 2: User(SALES), 3: User(REP, 2), 4: User(REP, 3), 5: User(LEGAL, 1), 6: User(None, 4), 7: User(CEO),
}  # fmt: skip


def user(number: int) -> Party:
    return Party(PartyKind.USER, number)


def role(number: int) -> Party:
    return Party(PartyKind.ROLE, number)


def under(number: int) -> Party:
    return Party(PartyKind.ROLE_BELOW, number)


def group(number: int) -> Party:
    return Party(PartyKind.GROUP, number)


def parties(*groups: Group, roles: dict[int, Role] = ROLES, hierarchy: Hierarchy = Hierarchy.ROLES) -> Parties:
    return Parties(USERS, roles, {one.id: one for one in groups}, hierarchy)


def test_above_are_those_in_roles_above_and_the_ceo_is_above_all() -> None:
    known = parties()
    assert known.below(1) == {2, 3, 4, 5, 6, 7}
    assert known.below(2) == {3, 4}
    assert known.below(3) == known.below(6) == known.below(99) == frozenset()
    assert known.above([3]) == {1, 2, 7}
    assert known.above([6]) == {1, 7}
    assert known.above([]) == known.above([99]) == frozenset()


def test_peers_see_each_other_but_stand_not_above() -> None:
    known = parties(roles={**ROLES, REP: Role(SALES, peers=True)})
    assert known.below(3) == {4}
    assert 4 not in known.above([3])


def test_by_reporting_the_line_of_managers_counts_and_nothing_else() -> None:
    known = parties(roles={**ROLES, REP: Role(SALES, peers=True)}, hierarchy=Hierarchy.REPORTING)
    assert known.below(2) == {3, 4, 6}
    assert known.below(3) == {4, 6}
    assert known.below(4) == {6}
    assert known.below(1) == {5}
    assert known.below(7) == frozenset()
    assert known.above([6]) == {2, 3, 4}


def test_circles_end() -> None:
    users = {1: User(1, 2), 2: User(2, 1)}
    roles = {1: Role(2), 2: Role(1)}
    reporting, by_role = (Parties(users, roles, {}, hierarchy) for hierarchy in (Hierarchy.REPORTING, Hierarchy.ROLES))
    assert reporting.below(1) == {2} == reporting.above([1])
    assert by_role.below(1) == {2} == by_role.above([1])
    known = parties(Group(1, "a", "A", members=(group(2), user(3))), Group(2, "b", "B", members=(group(1), user(4))))
    assert known.users(group(1)) == known.users(group(2)) == {3, 4}
    assert known.groups_in(1) == {1, 2}


def test_a_party_is_its_users() -> None:
    known = parties(
        Group(1, "a", "A", members=(role(LEGAL), group(2))),
        Group(2, "b", "B", members=(under(SALES), user(6), user(99), group(98), role(97))),
    )
    assert known.users(user(3)) == {3}
    assert known.users(role(REP)) == {3, 4}
    assert known.users(under(SALES)) == {2, 3, 4}
    assert known.users(group(2)) == {2, 3, 4, 6}
    assert known.users(group(1)) == {2, 3, 4, 5, 6}
    assert known.users(group(98)) == known.users(role(97)) == known.users(under(97)) == frozenset()


def rule(number: int, target: Party, level: Level, source: Party | None, **more: object) -> SharingRule:
    return SharingRule(number, LEADS, f"Rule {number}", target, level, source, **more)  # type: ignore[arg-type]


def test_the_widest_rule_counts_for_each_owner() -> None:
    known = Openings(
        [
            rule(1, role(LEGAL), Level.EDIT, role(REP)),
            rule(2, user(5), Level.READ, under(SALES)),
            rule(3, user(5), Level.FULL, None, criteria="City = Rome"),
        ],
        parties(),
    )
    assert known.by_owner(5) == {LEADS: {2: Level.READ, 3: Level.EDIT, 4: Level.EDIT}}
    assert [(o.rule, o.label, o.criteria) for o in known.of(5)[LEADS]] == [
        (1, "Rule 1", ""), (2, "Rule 2", ""), (3, "Rule 3", "City = Rome"),
    ]  # fmt: skip
    assert not known.of(3)
    assert not known.by_owner(3)


def test_what_is_shared_goes_upwards_only_on_the_rules_word() -> None:
    known = Openings([rule(1, user(3), Level.READ, role(LEGAL))], parties())
    assert not known.of(2)
    known = Openings([rule(1, user(3), Level.READ, role(LEGAL), superiors=True)], parties())
    assert {number for number in USERS if known.of(number)} == {1, 2, 3, 7}


PARTIES = st.builds(Party, st.sampled_from(PartyKind), st.integers(1, 7))
GROUPS = st.lists(st.tuples(PARTIES, PARTIES), max_size=3).map(
    lambda found: [Group(i + 1, f"g{i}", "", members=members) for i, members in enumerate(found)]
)
RULES = st.lists(
    st.tuples(PARTIES, st.sampled_from([Level.READ, Level.EDIT, Level.FULL]), PARTIES, st.booleans()), max_size=5
).map(lambda found: [rule(i, t, level, s, superiors=up) for i, (t, level, s, up) in enumerate(found)])


@given(groups=GROUPS, rules=RULES, hierarchy=st.sampled_from(Hierarchy))
def test_a_further_rule_never_narrows(groups: list[Group], rules: list[SharingRule], hierarchy: Hierarchy) -> None:
    known = parties(*groups, hierarchy=hierarchy)
    fewer, more = Openings(rules[1:], known), Openings(rules, known)
    for number in USERS:
        for owner, level in fewer.by_owner(number).get(LEADS, {}).items():
            assert more.by_owner(number)[LEADS][owner] >= level


@given(groups=GROUPS, hierarchy=st.sampled_from(Hierarchy), peers=st.booleans())
def test_above_and_below_are_one_relation_but_for_peers(groups: list[Group], hierarchy: Hierarchy, peers: bool) -> None:
    known = parties(*groups, roles={**ROLES, REP: Role(SALES, peers=peers)}, hierarchy=hierarchy)
    for upper in USERS:
        for lower in known.below(upper):
            equal = USERS[upper].role_id == USERS[lower].role_id == REP and hierarchy is Hierarchy.ROLES
            assert equal or upper in known.above([lower])
    for lower in USERS:
        assert all(lower in known.below(upper) for upper in known.above([lower]) - {lower})
