"""Random organisations, and in the plainest words what each user reaches in them (9.1, AC05).

The model looks at the tables' values alone and shares nothing with the rules engine or the store's SQL.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.sharing import Hierarchy, SharingRule
from crm_tui.domain.users import UserKind, UserState
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.rows import RecordRows
from crm_tui.store.shares import Shares
from tests.services.cast import ACME, CLAIMS, Cast

CITIES = ("Rome", "Oslo", "")
CRITERIA = ("City = Rome", "City empty or Company = Acme", "Owner = u1@acme.test", "City != Oslo")
LEVELS = (Level.READ, Level.EDIT, Level.FULL)
DEFAULTS = {
    OrgDefault.PRIVATE: Level.NONE,
    OrgDefault.READ_ONLY: Level.READ,
    OrgDefault.READ_WRITE: Level.EDIT,
    OrgDefault.READ_WRITE_DELETE: Level.FULL,
}


@dataclass
class Person:
    id: int
    login: str
    role: int
    manager: int


@dataclass
class Thing:
    """A lead, or a task, perhaps on a lead or on a claim of the team module."""

    id: int
    module: str
    owner: int
    city: str = ""
    company: str = ""
    parent: int = 0
    on_claim: bool = False


@dataclass
class World:
    """All of it by id; a role's parent is 0 for the top one."""

    people: dict[int, Person] = field(default_factory=dict)
    roles: dict[int, tuple[int, bool]] = field(default_factory=dict)
    groups: dict[int, list[Party]] = field(default_factory=dict)
    rules: list[tuple[str, SharingRule]] = field(default_factory=list)
    shares: dict[tuple[int, int], Level] = field(default_factory=dict)
    defaults: dict[str, OrgDefault] = field(default_factory=dict)
    reporting: bool = False
    things: dict[int, Thing] = field(default_factory=dict)

    def level(self, who: int, thing: Thing) -> Level:
        """The widest right of a user on a record."""
        shared = self.shares.get((thing.id, who), Level.NONE)
        if thing.on_claim:
            return Level.NONE  # AC02, AC10: nobody of these is in the team module
        if thing.owner == who:
            return Level.FULL
        found = max(shared, self._by_sharing(who, thing))
        return max(found, self.level(who, self.things[thing.parent])) if thing.parent else found

    def _by_sharing(self, who: int, thing: Thing) -> Level:
        if self.above(who, thing.owner, peers=True):
            return Level.FULL
        rules = [r.level for module, r in self.rules if module == thing.module and self._opens(r, who, thing)]
        return max([DEFAULTS[self.defaults[thing.module]], *rules])

    def _opens(self, rule: SharingRule, who: int, thing: Thing) -> bool:
        meets = self.meets(rule.criteria, thing) if rule.source is None else self.means(rule.source, thing.owner)
        return meets and self._reached(rule, who)

    def _reached(self, rule: SharingRule, who: int) -> bool:
        if self.means(rule.target, who):
            return True
        return rule.superiors and any(self.above(who, p) for p in self.people if self.means(rule.target, p))

    def meets(self, criteria: str, thing: Thing) -> bool:
        """Whether a record meets one of `CRITERIA`, which are of leads."""
        return {
            "City = Rome": thing.city == "Rome",
            "City empty or Company = Acme": not thing.city or thing.company == "Acme",
            "Owner = u1@acme.test": self.people[thing.owner].login == "u1@acme.test",
            "City != Oslo": thing.city != "Oslo",
            "Subject = Rome": thing.city == "Rome",
        }[criteria]

    def above(self, upper: int, lower: int, *, peers: bool = False) -> bool:
        """Whether one stands above another (AC12, AC13)."""
        if upper == lower:
            return False
        if self.reporting:
            return upper in self._managers(lower)
        mine, his = self.people[upper].role, self.people[lower].role
        if mine and not self.roles[mine][0]:
            return True
        shared = peers and bool(mine) and mine == his and self.roles[mine][1]
        return shared or (mine != his and mine in self._roles_up(his))

    def means(self, party: Party, who: int, seen: frozenset[int] = frozenset()) -> bool:
        """Whether a party is, or holds, a user."""
        role = self.people[who].role
        match party.kind:
            case PartyKind.USER:
                return party.id == who
            case PartyKind.ROLE:
                return party.id == role
            case PartyKind.ROLE_BELOW:
                return party.id in self._roles_up(role)
            case PartyKind.GROUP:
                held = [] if party.id in seen else self.groups.get(party.id, [])
                return any(self.means(one, who, seen | {party.id}) for one in held)

    def _roles_up(self, role: int) -> list[int]:
        return [role, *self._roles_up(self.roles[role][0])] if role else []

    def _managers(self, who: int) -> set[int]:
        found, at = set[int](), self.people[who].manager
        while at and at not in found:
            found.add(at)
            at = self.people[at].manager
        return found


def make_world(cast: Cast, seed: int) -> World:
    """A world of eight users beside those of the cast, in the organisation of a cast."""
    store, dice, world = cast.installation.store(ACME), random.Random(seed), World()
    with store.engine.write():
        _people(store, dice, world)
        _groups(store, dice, world)
        _sharing(store, dice, world)
        _things(store, dice, world)
    return world


def _people(store: OrganisationStore, dice: random.Random, world: World) -> None:
    world.roles |= {known.id: (known.parent_id or 0, known.peers) for known in store.roles().values()}
    for number in range(4):
        parent, peers = dice.choice(list(world.roles)), dice.random() < 0.3
        world.roles[store.add_role(f"R{number}", f"R{number}", parent, peers=peers)] = (parent, peers)
    for row in store.members().values():
        world.people[row.id] = Person(row.id, row.login, row.role_id or 0, row.manager_id or 0)
    profile = next(p.id for p in store.profiles().values() if p.rights.api_name == "Standard")
    for number in range(8):
        role = dice.choice([0, *world.roles])
        state = UserState.INACTIVE if number == 7 else UserState.ACTIVE
        login = f"u{number}@acme.test"
        made = store.add_member(login, f"U {number}", UserKind.REGULAR, profile, role or None, state=state)
        world.people[made] = Person(made, login, role, 0)
    for person in world.people.values():
        person.manager = dice.choice([0, *(other for other in world.people if other != person.id)])
        store.edit_member(person.id, manager_id=person.manager)
    world.reporting = dice.random() < 0.4
    store.edit_info(hierarchy=Hierarchy.REPORTING if world.reporting else Hierarchy.ROLES)


def _party(dice: random.Random, world: World) -> Party:
    kind = dice.choice(list(PartyKind))
    ids = {PartyKind.USER: list(world.people), PartyKind.GROUP: list(world.groups)}.get(kind, list(world.roles))
    return Party(kind, dice.choice(ids or [999]))


def _groups(store: OrganisationStore, dice: random.Random, world: World) -> None:
    for number in range(3):
        world.groups[store.add_group(f"G{number}", f"G{number}")] = []
    for group in world.groups:
        # Now and then in a circle, which the services refuse.
        world.groups[group] = list(dict.fromkeys(_party(dice, world) for _ in range(3)))
        store.set_group_members(group, world.groups[group])


def _sharing(store: OrganisationStore, dice: random.Random, world: World) -> None:
    catalog = store.catalog()
    for name in ("Leads", "Tasks"):
        module, default = catalog.by_name[name], dice.choice([OrgDefault.PRIVATE, OrgDefault.PRIVATE, *OrgDefault])
        store.set_org_default(module.id, default)
        world.defaults[name] = default
        for number in range(dice.randrange(4)):
            source = _party(dice, world) if dice.random() < 0.6 else None
            criteria = "" if source else dice.choice(CRITERIA if name == "Leads" else ["Subject = Rome"])
            rule = SharingRule(
                0, module.id, f"{name} {number}", _party(dice, world), dice.choice(LEVELS), source, criteria,
                dice.random() < 0.5,
            )  # fmt: skip
            store.add_sharing_rule(rule)
            world.rules.append((name, rule))
    # AC26: a rule on a team module, if there were one, opens nothing.
    store.add_sharing_rule(SharingRule(
        0, catalog.by_name[CLAIMS].id, "Never", Party(PartyKind.ROLE_BELOW, min(world.roles)), Level.FULL,
        Party(PartyKind.ROLE_BELOW, min(world.roles)),
    ))  # fmt: skip


def _things(store: OrganisationStore, dice: random.Random, world: World) -> None:
    rows, catalog, shares = RecordRows(store), store.catalog(), Shares(store.engine)
    owners = list(world.people)
    claim = rows.insert(catalog.by_name[CLAIMS], owners[0], owners[0], 1, {"Name": "Claim"}, "Claim")
    for _ in range(16):
        owner, city, company = dice.choice(owners), dice.choice(CITIES), dice.choice(["Acme", "Beta"])
        stored = {"Last_Name": "Lead", "City": city, "Company": company}
        made = rows.insert(catalog.by_name["Leads"], owner, owner, 1, stored, "Lead")
        world.things[made] = Thing(made, "Leads", owner, city, company)
    leads = list(world.things)
    for _ in range(12):
        owner, city, above = dice.choice(owners), dice.choice(CITIES), dice.choice([0, claim, *leads])
        made = rows.insert(catalog.by_name["Tasks"], owner, owner, 1, {"Subject": city}, city, parent_id=above or None)
        parent = above if above != claim else 0
        world.things[made] = Thing(made, "Tasks", owner, city, parent=parent, on_claim=above == claim)
    for _ in range(6):
        record, user, level = dice.choice(list(world.things)), dice.choice(owners), dice.choice(LEVELS)
        world.shares[record, user] = level
        shares.put(record, user, level, owners[0], 1)
