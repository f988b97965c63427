"""The people of a team module, by name, role or group (3.2, 3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.domain.errors import Conflict, Invalid
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.membership import Membership
from crm_tui.services.modules import Modules
from crm_tui.services.named import Named
from crm_tui.services.parties import Parties, PartyName
from crm_tui.services.pickers import Pickers
from crm_tui.services.records import Records
from crm_tui.services.session import Session
from crm_tui.services.set_by_admin import SetByAdmin

GRANTED = (PartyKind.ROLE, PartyKind.ROLE_BELOW, PartyKind.GROUP)
"""To whom a profile is granted together; single people are put in by `set`."""


@dataclass(frozen=True, slots=True)
class TeamMember:
    """Who is in a team module. `records`: how many he owns there. `by_admin`: set by an administrator (M34)."""

    party: PartyName
    profile: TeamProfile
    by_admin: bool
    records: int = 0


@dataclass(frozen=True, slots=True)
class FormerMember:
    """Who is not in it any more: he left `records` behind (M53), or an administrator took him out (`by_admin`, M34)."""

    party: PartyName
    by_admin: bool
    records: int = 0


class TeamMembers:
    """The verbs on the people of a team module. Its Admins do not undo what an administrator of the organisation set
    there, unless he is Admin of the module himself and acted as one (M34)."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, records: Records, pickers: Pickers) -> None:
        self._session, self._gate, self._modules, self._store = session, gate, modules, session.store
        self._records, self._pickers = records, pickers
        self._limits, self._named = Limits(session), Named(session.store)
        self._parties, self._membership, self._marks = Parties(session.store), Membership(session), SetByAdmin(session)

    # Reading

    def list(self, module_name: str) -> tuple[TeamMember, ...]:
        """Who is in it, roles and groups too. Forbidden to who does not run the module."""
        module = self._managed(module_name)
        owned = self._session.rows.owners(module)
        return tuple(
            TeamMember(
                self._parties.name(party), profile, marked, owned.get(party.id, 0) if _is_user(party) else 0
            )
            for party, profile, marked in self._marks.given(module)
        )  # fmt: skip

    def former(self, module_name: str) -> tuple[FormerMember, ...]:
        """Who is not in it any more, and is still read of there (M34, M53)."""
        module = self._managed(module_name)
        owned, barred = self._session.rows.owners(module), self._store.module_barred(module.id)
        left = {Party(PartyKind.USER, one) for one in owned if not self._membership.has(module, one)}
        named = sorted(left | barred, key=lambda party: (party.kind.value, party.id))
        return tuple(
            FormerMember(self._parties.name(party), party in barred, owned.get(party.id, 0) if party in left else 0)
            for party in named
        )

    def parties(self, module_name: str) -> tuple[PartyName, ...]:
        """Who can be put into it: active users, roles and groups. Forbidden to who does not run the module."""
        self._managed(module_name)
        return self._parties.offered()

    # Changing

    def set(self, module_name: str, login: str, profile: TeamProfile | None, *, to: str = "") -> None:
        """Put an active user into a team module, change his profile there, or take him out (M32).

        `to`: a login that gets the records of who is taken out. Without one they stay his, and he is shown as a
        former member (M53).
        """
        module, member = self._modules.named(module_name), self._store.member(login)
        party = Party(PartyKind.USER, member.id if member else 0)
        if not to:
            self._set(module, login, party, profile)
            return
        ids = self._given_to(module, party, profile, to)
        with self._session.engine.write(), self._session.replaying():
            for record_id in ids:
                self._records.change_owner(module.api_name, record_id, to)
            self._set(module, login, party, profile)

    def grant(self, module_name: str, party: PartyName, profile: TeamProfile | None) -> None:
        """Give a role or group a profile in the module, or take it away; the widest of a person's counts (3.2)."""
        module = self._modules.named(module_name)
        self._gate.insist("module.manage_members", Target(module))
        who = self._parties.read(party, GRANTED)
        with self._changing(module, who, profile) as (change, marked):
            change.detail = f"{party.kind} {party.name} {profile or '-'}"
            if profile is TeamProfile.REQUESTER:
                for user_id in self._parties.people(who) - self._membership.people(module).keys():
                    change.notify(user_id, NoticeKind.REQUESTER, module_id=module.id)  # Q03
            self._store.set_module_grant(module.id, who, profile, by_admin=marked)

    def _set(self, module: ModuleDef, login: str, party: Party, profile: TeamProfile | None) -> None:
        before = self._profile(module, party)
        with self._changing(module, party, profile) as (change, marked):
            member = self._named.member(login)
            change.detail = f"{login} {profile or '-'}"
            if profile is not None and member.state is not UserState.ACTIVE:
                raise Invalid(message("{login} is no active user.", login=login))
            if profile is TeamProfile.REQUESTER and before is not profile:
                change.notify(member.id, NoticeKind.REQUESTER, module_id=module.id)  # Q03
            self._store.set_module_member(module.id, member.id, profile, by_admin=marked)

    @contextmanager
    def _changing(self, module: ModuleDef, party: Party, profile: TeamProfile | None) -> Iterator[tuple[Change, bool]]:
        """One change of the people of a module, and whether it is marked as an administrator's (M34)."""
        before, facts = self._profile(module, party), self._marks.facts(module, party)
        action = "module.appoint_admin" if TeamProfile.ADMIN in (profile, before) else "module.manage_members"
        with self._gate.act(action, Target(module, facts=facts)) as change:
            if (before, facts) != (self._profile(module, party), self._marks.facts(module, party)):
                raise Conflict(message("Somebody changed it meanwhile: look again."))
            mark = facts.set_by_admin or self._marks.from_above(module)
            with self._counted(module, action):
                yield change, mark
            out = profile is None and (before is not None or facts.set_by_admin)
            self._store.set_module_barred(module.id, party, barred=mark and out)

    @contextmanager
    def _counted(self, module: ModuleDef, action: str) -> Iterator[None]:
        """Limits, and what was set by an administrator, hold over all ways in: by name, by role, by group."""
        people, admins = self._membership.people(module), self._membership.admins(module)
        yield
        after = self._membership.people(module)
        self._marks.check(action, module, people, after)
        self._limits.module_people(people, after)
        if not self._marks.from_above(module):
            self._limits.last_admin(admins, self._membership.admins(module))

    def _given_to(self, module: ModuleDef, party: Party, profile: TeamProfile | None, login: str) -> tuple[int, ...]:
        """The records that go to somebody else; every refusal comes before the first change, for it is audited."""
        self._gate.insist("module.manage_members", Target(module, facts=self._marks.facts(module, party)))
        heir = self._named.member(login)
        if profile is not None or heir.id == party.id:
            raise Invalid(message("Records go to somebody else when their owner is taken out."))
        self._gate.insist("records.own", Target(module), self._pickers.may_own(module, self._session.user(heir.id)))
        ids = tuple(self._session.rows.owned_by(module, party.id))
        for record_id in ids:
            self._gate.insist("records.change_owner", Target(module, record_id))
        return ids

    # What is there

    def _managed(self, module_name: str) -> ModuleDef:
        module = self._modules.named(module_name)
        self._gate.require("module.manage_members", Target(module))
        return module

    def _profile(self, module: ModuleDef, party: Party) -> TeamProfile | None:
        return next((profile for one, profile, _ in self._marks.given(module) if one == party), None)


def _is_user(party: Party) -> bool:
    return party.kind is PartyKind.USER
