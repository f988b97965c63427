"""The whole access model changed at random, and every list and decision compared with a naive statement of it.

`CRM_TUI_DEEP=1` runs ten times as many steps (`make deep`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from crm_tui.domain.errors import CrmError, Forbidden, LimitReached, NotFound
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.records import ListQuery
from crm_tui.domain.sharing import Hierarchy
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.groups import PartyName
from crm_tui.services.workspace import Workspace
from tests.services.access_model import NEEDED, OF_TEAM_MODULES, Party, Rec, Rule, User, World
from tests.services.cast import (
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    READER,
    REP,
    REP2,
    TEAM_ADMIN,
    TEAM_MEMBER,
    Cast,
    Origin,
)
from tests.services.making import claim, contact, lead

DEEP = bool(os.environ.get("CRM_TUI_DEEP"))
EXAMPLES, STEPS = (80, 50) if DEEP else (16, 25)
CHANGING = ("Field", "Standard", "Reading")
MODULES = ("Leads", "Contacts", CLAIMS)
LOGINS = (BOSS, HEAD, REP, REP2, READER, TEAM_ADMIN, TEAM_MEMBER, PARTICIPANT, OUTSIDER)
REGULARS = (HEAD, REP, REP2, READER)
TEAM = (TEAM_ADMIN, TEAM_MEMBER, PARTICIPANT, OUTSIDER)
ROLES = ("CEO", "Manager", "Sales_Manager", "Sales_Rep", "Counsel", "Legal")
GROUPS = ("East", "West")
WORDS = ("alpha", "beta")
DEFAULTS = (OrgDefault.PRIVATE, OrgDefault.READ_ONLY, OrgDefault.READ_WRITE, OrgDefault.READ_WRITE_DELETE)

logins, roles, words = st.sampled_from(LOGINS), st.sampled_from(ROLES), st.sampled_from(WORDS)
org_modules = st.sampled_from(("Leads", "Contacts"))
levels = st.sampled_from((Level.READ, Level.EDIT, Level.FULL))
parties = st.one_of(
    st.tuples(st.just("role"), roles), st.tuples(st.just("role_below"), roles),
    st.tuples(st.just("group"), st.sampled_from(GROUPS)),
)  # fmt: skip
switches = st.sampled_from(("records.view", "records.edit", "records.delete", "records.export", "notes.add"))


class Machine(RuleBasedStateMachine):
    """Does everything twice: through the services, and in the model."""

    origin: ClassVar[Origin]

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.cast: Cast = self.origin.copy(Path(self._folder.name))

    def teardown(self) -> None:
        self.origin.drop(self.cast)
        self._folder.cleanup()

    @property
    def boss(self) -> Workspace:
        return self.cast.ws()

    @initialize()
    def begin(self) -> None:
        boss = self.boss
        boss.roles.add("Counsel", "Counsel", "CEO")
        boss.roles.edit("Legal", above="Counsel")
        boss.staff.edit(READER, role="Counsel")
        self.world = World(
            users=dict(self._users()),
            roles={row.api_name: row.above for row in boss.roles.list()},
            top="CEO",
            defaults={"Leads": 0, "Contacts": 1},
            members={TEAM_ADMIN: "Admin", TEAM_MEMBER: "Member", REP2: "Member", PARTICIPANT: "Participant"},
        )
        boss.profiles.add(ProfileRights("Field", "Field", denied=STANDARD.denied))
        for row in boss.profiles.list():
            self._learn(row)
        for name in GROUPS:
            boss.groups.add(name, name)
            self.world.groups[name] = []
        for owner in (HEAD, REP, REP2):
            self.new("Leads", owner, "alpha")
            self.new("Contacts", owner, "beta")
        self.new("Leads", REP, "beta")
        for owner in (TEAM_MEMBER, PARTICIPANT):
            self.new(CLAIMS, owner, "alpha")
        self._save("Leads", None, "alpha", ("group", "West"), Level.READ, superiors=False)
        self._save("Leads", ("role", "Sales_Rep"), "", ("role", "Legal"), Level.EDIT, superiors=True)
        self.fill("West", [("user", READER)])

    def _users(self) -> Iterator[tuple[str, User]]:
        names = {row.label: row.api_name for row in self.boss.roles.list()}
        profiles = {row.label: row.api_name for row in self.boss.profiles.list()}
        for user in self.boss.users.list():
            yield user.login, User(user.kind, profiles[user.profile], names.get(user.role, ""))

    def _learn(self, rights: ProfileRights) -> None:
        world, name = self.world, rights.api_name
        world.off = {one for one in world.off if one[0] != name} | {(name, *one) for one in rights.denied}
        world.enabled.pop(name, None)
        if rights.modules is not None:
            world.enabled[name] = set(rights.modules)

    def new(self, module: str, owner: str, word: str) -> None:
        ws = self.cast.ws(owner)
        if module == "Leads":
            made = lead(ws, word)
        elif module == "Contacts":
            made = contact(ws, word)
        else:
            made = claim(ws, word)
        self.world.records[made.id] = Rec(module, owner, word)

    # People

    @rule(login=st.sampled_from(LOGINS[1:]), role=roles)
    def give_role(self, login: str, role: str) -> None:
        self.boss.staff.edit(login, role=role)
        self.world.users[login].role = role

    @rule(login=st.sampled_from(LOGINS[1:]), manager=logins)
    def give_manager(self, login: str, manager: str) -> None:
        active = self.world.users[manager].active
        if active and manager != login and login not in self.world.managers(manager):
            self.boss.staff.edit(login, manager=manager)
            self.world.users[login].manager = manager

    @rule(login=st.sampled_from(LOGINS[1:]))
    def deactivate_or_activate(self, login: str) -> None:
        user = self.world.users[login]
        state = UserState.INACTIVE if user.active else UserState.ACTIVE
        try:
            self.boss.staff.set_state(login, state)
        except LimitReached:
            return
        user.active = not user.active

    @rule(login=st.sampled_from(TEAM))
    def convert(self, login: str) -> None:
        user = self.world.users[login]
        if user.kind == "team" and user.active:
            try:
                self.boss.staff.convert(login, "Field")
            except LimitReached:
                return
            user.kind, user.profile = UserKind.REGULAR, "Field"

    @rule(login=st.sampled_from(REGULARS), profile=st.sampled_from(CHANGING))
    def give_profile(self, login: str, profile: str) -> None:
        self.boss.staff.edit(login, profile=profile)
        self.world.users[login].profile = profile

    # Roles, hierarchy, groups

    @rule(role=st.sampled_from(ROLES[1:]), above=roles)
    def move_role(self, role: str, above: str) -> None:
        if above != role and role not in self.world.roles_above(above):
            self.boss.roles.edit(role, above=above)
            self.world.roles[role] = above

    @rule(role=roles, on=st.booleans())
    def share_with_peers(self, role: str, on: bool) -> None:
        if not self.world.reporting:
            self.boss.roles.edit(role, peers=on)
            (self.world.peers.add if on else self.world.peers.discard)(role)

    @rule(reporting=st.booleans())
    def choose_hierarchy(self, reporting: bool) -> None:
        self.boss.roles.set_hierarchy(Hierarchy.REPORTING if reporting else Hierarchy.ROLES)
        self.world.reporting = reporting

    @rule(group=st.sampled_from(GROUPS), members=st.lists(st.one_of(parties, st.tuples(st.just("user"), logins)),
                                                          max_size=3, unique=True))  # fmt: skip
    def fill_group(self, group: str, members: list[Party]) -> None:
        kept = [one for one in members if one[0] != "group"]
        if group == "West":
            kept = members = [one for one in members if one != ("group", "West")]
        self.fill(group, kept)

    def fill(self, group: str, members: list[Party]) -> None:
        self.boss.groups.edit(group, members=[PartyName(*one) for one in members])
        self.world.groups[group] = members

    # Sharing

    @rule(module=org_modules, default=st.sampled_from(DEFAULTS))
    def set_default(self, module: str, default: OrgDefault) -> None:
        self.boss.data_sharing.set_default(module, default)
        self.world.defaults[module] = DEFAULTS.index(default)

    @rule(module=org_modules, source=st.none() | parties, word=words, to=parties, level=levels,
          superiors=st.booleans())  # fmt: skip
    def add_rule(self, module: str, source: Party | None, word: str, to: Party, level: Level, superiors: bool) -> None:
        with suppress(LimitReached):  # so many to a module, and fewer by criteria (AC15)
            self._save(module, source, word, to, level, superiors=superiors)

    def _save(self, module: str, source: Party | None, word: str, to: Party, level: Level, *, superiors: bool) -> None:
        criteria = "" if source is not None else f'Last_Name = "{word}"'
        number = self.boss.data_sharing.save_rule(
            RuleInfo(0, module, f"{module} {to}", PartyName(*to), level,
                     PartyName(*source) if source else None, criteria, superiors)
        )  # fmt: skip
        self.world.rules[number] = Rule(module, source, word, to, int(level), superiors)

    @rule(data=st.data())
    def drop_rule(self, data: st.DataObject) -> None:
        if self.world.rules:
            number = data.draw(st.sampled_from(sorted(self.world.rules)))
            self.boss.data_sharing.delete_rule(number)
            del self.world.rules[number]

    @rule(data=st.data(), login=st.sampled_from((REP, REP2, READER, OUTSIDER, TEAM_MEMBER, PARTICIPANT)), level=levels)
    def share_record(self, data: st.DataObject, login: str, level: Level) -> None:
        number = data.draw(st.sampled_from(sorted(self.world.records)))
        record = self.world.records[number]
        try:
            self.boss.sharing.share(record.module, number, login, level.name.lower())
        except CrmError:
            return
        record.shares[login] = int(level)

    @rule(data=st.data())
    def unshare_record(self, data: st.DataObject) -> None:
        shared = [(n, login) for n, record in sorted(self.world.records.items()) for login in sorted(record.shares)]
        if shared:
            number, login = data.draw(st.sampled_from(shared))
            self.boss.sharing.unshare(self.world.records[number].module, number, login)
            del self.world.records[number].shares[login]

    # Profiles and team modules

    @rule(profile=st.sampled_from(CHANGING), action=switches, on=st.booleans())
    def turn_switch(self, profile: str, action: str, on: bool) -> None:
        rights = next(row for row in self.boss.profiles.list() if row.api_name == profile)
        off = {(action, "*")}
        changed = replace(rights, denied=rights.denied - off if on else rights.denied | off)
        self.boss.profiles.save(changed)
        self._learn(changed)

    @rule(profile=st.sampled_from(("Reading", "Team_User")), module=org_modules, on=st.booleans())
    def enable_module(self, profile: str, module: str, on: bool) -> None:
        rights = next(row for row in self.boss.profiles.list() if row.api_name == profile)
        assert rights.modules is not None
        changed = replace(rights, modules=rights.modules | {module} if on else rights.modules - {module})
        self.boss.profiles.save(changed)
        self._learn(changed)

    @rule(login=st.sampled_from((REP, READER, PARTICIPANT, OUTSIDER)), profile=st.none() | st.sampled_from(TeamProfile))
    def set_member(self, login: str, profile: TeamProfile | None) -> None:
        if self.world.users[login].active:
            self.boss.team_members.set(CLAIMS, login, profile)
            self.world.members.pop(login, None)
            if profile is not None:
                self.world.members[login] = profile.value

    @rule(party=parties, profile=st.none() | st.sampled_from(TeamProfile))
    def grant(self, party: Party, profile: TeamProfile | None) -> None:
        try:
            self.boss.team_members.grant(CLAIMS, PartyName(*party), profile)
        except LimitReached:
            return
        self.world.grants.pop(party, None)
        if profile is not None:
            self.world.grants[party] = profile.value

    # Records

    @rule(data=st.data(), login=st.sampled_from((HEAD, REP, REP2)))
    def change_owner(self, data: st.DataObject, login: str) -> None:
        mine = [number for number, record in sorted(self.world.records.items()) if record.module != CLAIMS]
        number = data.draw(st.sampled_from(mine))
        record = self.world.records[number]
        try:
            self.boss.records.change_owner(record.module, number, login)
        except CrmError:
            return
        record.owner = login

    # What must hold

    @invariant()
    def every_list_is_as_the_model_says(self) -> None:
        if not hasattr(self, "world"):
            return
        for login in LOGINS:
            if self.world.users[login].active:
                for module in MODULES:
                    assert self.listed(login, module) == self.wanted(login, module), (login, module)

    def listed(self, login: str, module: str) -> set[int]:
        ws = self.cast.ws(login)
        try:
            rows = {row.id for row in ws.listing.page(ListQuery(module)).rows}
            assert ws.listing.count(ListQuery(module)).number == len(rows)
        except (Forbidden, NotFound):
            return set()
        return rows & set(self.world.records)

    def wanted(self, login: str, module: str) -> set[int]:
        records = self.world.records.items()
        return {n for n, one in records if one.module == module and self.world.may(login, "records.view", one, CLAIMS)}

    @rule(login=logins)
    def decide_all(self, login: str) -> None:
        asker = self.cast.ws(BOSS)
        for number, record in self.world.records.items():
            for action in OF_TEAM_MODULES if record.module == CLAIMS else NEEDED:
                told = asker.access.can(login, action, record.module, number).decision
                assert told.allowed == self.world.may(login, action, record, CLAIMS), (login, action, number, told)


def test_lists_and_decisions_are_as_a_naive_model_says(sqlite_origin: Origin) -> None:
    Machine.origin = sqlite_origin
    phases = tuple(Phase) if DEEP else (Phase.explicit, Phase.generate, Phase.shrink)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=not DEEP, phases=phases,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip
