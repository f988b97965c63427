"""Who reaches what, stated naively: loops over everybody and everything, written from the rules and sharing no code
with the engine, the row scope or the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

NONE, READ, EDIT, FULL = range(4)
NEEDED = {"records.view": READ, "records.export": READ, "notes.add": READ, "records.edit": EDIT,
          "records.delete": FULL, "records.share": FULL}  # fmt: skip
"""What each action needs of the right on a record (9.3)."""
OF_TEAM_MODULES = ("records.view", "records.edit", "records.delete")
WIDTH = ("Requester", "Participant", "Member", "Manager", "Admin")

Party = tuple[str, str]
"""`user`, `role`, `role_below` or `group`, and its name."""


@dataclass
class User:
    """One user; `kind` as in the product."""

    kind: str
    profile: str
    role: str = ""
    manager: str = ""
    active: bool = True


@dataclass
class Rec:
    """One record: its owner's login, and the word that criteria look at."""

    module: str
    owner: str
    word: str
    shares: dict[str, int] = field(default_factory=dict)


@dataclass
class Rule:
    """One sharing rule; without `source` it shares what has the word."""

    module: str
    source: Party | None
    word: str
    target: Party
    level: int
    superiors: bool


@dataclass
class World:
    """An organisation. `off`: (profile, action, module or "*"); `enabled`: modules of profiles that have not all."""

    users: dict[str, User]
    roles: dict[str, str]
    top: str
    peers: set[str] = field(default_factory=set)
    reporting: bool = False
    groups: dict[str, list[Party]] = field(default_factory=dict)
    defaults: dict[str, int] = field(default_factory=dict)
    rules: dict[int, Rule] = field(default_factory=dict)
    off: set[tuple[str, str, str]] = field(default_factory=set)
    enabled: dict[str, set[str]] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    grants: dict[Party, str] = field(default_factory=dict)
    records: dict[int, Rec] = field(default_factory=dict)

    # Who stands where

    def roles_above(self, role: str) -> Iterator[str]:
        while role := self.roles.get(role, ""):
            yield role

    def is_above(self, one: str, other: str) -> bool:
        """Whether one user stands above another, or beside him where peers share; the top one sees all (AC12, AC13)."""
        if one == other:
            return False
        mine, his = self.users[one], self.users[other]
        if self.reporting:
            return one in self.managers(other)
        if not mine.role:
            return False
        if mine.role == self.top:
            return True
        return mine.role in (self.peers if mine.role == his.role else self.roles_above(his.role))

    def managers(self, login: str) -> set[str]:
        found: set[str] = set()
        while (login := self.users[login].manager) and login not in found:
            found.add(login)
        return found

    def people(self, party: Party, seen: frozenset[str] = frozenset()) -> set[str]:
        kind, name = party
        if kind == "user":
            return {name}
        if kind == "role":
            return {login for login, user in self.users.items() if user.role == name}
        if kind == "role_below":
            below = {role for role in self.roles if name in self.roles_above(role)} | {name}
            return {login for login, user in self.users.items() if user.role in below}
        if name in seen:
            return set()
        return {login for one in self.groups[name] for login in self.people(one, seen | {name})}

    # What it gives

    def level(self, login: str, record: Rec) -> int:
        """AC05, in an organisation module."""
        user = self.users[login]
        if user.kind in ("super_admin", "administrator") or record.owner == login or self.is_above(login, record.owner):
            return FULL
        levels = [self.defaults.get(record.module, NONE), record.shares.get(login, NONE)]
        levels += [rule.level for rule in self.rules.values() if self.gives(rule, login, record)]
        return max(levels)

    def gives(self, rule: Rule, login: str, record: Rec) -> bool:
        if rule.module != record.module:
            return False
        if rule.source is None and record.word != rule.word:
            return False
        if rule.source is not None and record.owner not in self.people(rule.source):
            return False
        targets = self.people(rule.target)
        return login in targets or (rule.superiors and any(self.stands_over(login, one) for one in targets))

    def stands_over(self, one: str, other: str) -> bool:
        """Above, not beside: peers are no superiors."""
        same = self.users[one].role == self.users[other].role and not self.reporting
        return not same and self.is_above(one, other)

    def team_profile(self, login: str) -> str:
        """The widest of a person's profiles in the team module."""
        named = [self.members[login]] if login in self.members else []
        named += [profile for party, profile in self.grants.items() if login in self.people(party)]
        return max(named, key=WIDTH.index, default="")

    def may(self, login: str, action: str, record: Rec, team: str) -> bool:
        """9.3, of the actions that the test asks about."""
        user = self.users[login]
        if not user.active:
            return False
        if user.kind in ("super_admin", "administrator"):
            return True
        if record.module == team:
            return self.may_in_team(login, action, record)
        if user.kind == "team":
            on = record.module in self.enabled["Team_User"]
            return on and action in ("records.view", "notes.add") and self.level(login, record) >= READ
        if not all(self.on(user.profile, one, record.module) for one in ("module.see", "records.view", action)):
            return False
        return self.level(login, record) >= NEEDED[action]

    def on(self, profile: str, action: str, module: str) -> bool:
        if profile in self.enabled and module not in self.enabled[profile]:
            return False
        return not {(profile, action, "*"), (profile, action, module)} & self.off

    def may_in_team(self, login: str, action: str, record: Rec) -> bool:
        """3.2; AC26: no default, hierarchy or rule."""
        profile = self.team_profile(login)
        own = record.owner == login or record.shares.get(login, NONE) >= NEEDED[action]
        if profile in ("Admin", "Manager") or (profile == "Member" and action == "records.view"):
            return True
        return profile in ("Member", "Participant") and own
