"""What opens a record to somebody, by name: the ways of AC05, and of M11 in a team module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from crm_tui.domain.modules import Level, ModuleDef, ModuleKind
from crm_tui.domain.standing import By, Way
from crm_tui.domain.users import Actor, UserKind
from crm_tui.policy.activity import as_team
from crm_tui.policy.compiler import DEFAULTS
from crm_tui.policy.facts import ModuleFacts, RecordFacts
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session
from crm_tui.store.shares import Shares, StoredShare

NOBODY = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What the one who asks may be told of names. `rules`: labels of sharing rules. `members`: profiles of others."""

    rules: bool = False
    members: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A record whose ways are asked for, with its shares by user."""

    module: ModuleFacts
    shares: Mapping[int, StoredShare] = field(default_factory=dict)


class Ways:
    """Finds them; asks the store once a record, never once a user."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate
        self._shares = Shares(session.engine)

    def opened(self, module: ModuleDef, record_id: int) -> Opened:
        """A record with its shares."""
        shares = {row.user_id: row for row in self._shares.list(record_id)}
        return Opened(self._session.module_facts(module), shares)

    def shared_to(self, module: ModuleDef, record_id: int, opened: Opened) -> frozenset[int]:
        """Ids of the users who have a share of a record, or of what it hangs on."""
        above = self._session.rows.parent_of(module, record_id) if module.activity else None
        rows = self._shares.list(above) if above is not None else ()
        return frozenset(opened.shares) | {row.user_id for row in rows}

    def known(self, module: ModuleDef) -> Known:
        """What the actor may know of names: rules are set-up text, profiles in a team module its Admins' matter."""
        session = self._session
        if session.owner_of_data:
            return Known(True, True)
        rights = ("sharing.manage", "users.manage")
        rules = any(session.policy.decide(session.actor, right).allowed for right in rights)
        members = module.is_team and self._gate.decide("module.manage_members", Target(module))[0].allowed
        return Known(rules, members)

    def of(self, actor: Actor, opened: Opened, facts: RecordFacts, known: Known) -> tuple[Way, ...]:
        """What opens a record to a user, widest first; `facts` are the record's as it is for him."""
        team = opened.module.kind is ModuleKind.TEAM
        found = self._in_team_module if team else self._in_organisation
        named = (self._told(way, actor, known) for way in found(actor, opened, facts) if way.level)
        return tuple(sorted(named, key=lambda way: -way.level))

    def _told(self, way: Way, actor: Actor, known: Known) -> Way:
        mine = actor.user_id == self._session.actor.user_id
        hidden = (way.by is By.RULE and not known.rules) or (way.by is By.MEMBERSHIP and not (known.members or mine))
        return replace(way, name="") if hidden else way

    def _in_organisation(self, actor: Actor, opened: Opened, facts: RecordFacts) -> Iterator[Way]:
        if actor.is_admin:
            yield Way(By.ADMINISTRATOR, Level.FULL)
        above = Level.NONE if facts.parent is None else self._of_parent(actor, *facts.parent)
        if facts.parent is not None and facts.parent[0].kind is ModuleKind.TEAM:
            yield from self._of_team_activity(actor, opened, facts)
        elif facts.parent is None or above or actor.kind is not UserKind.TEAM:
            yield from self._by_sharing(actor, opened, facts)
        yield Way(By.PARENT, above)

    def _by_sharing(self, actor: Actor, opened: Opened, facts: RecordFacts) -> Iterator[Way]:
        if facts.owner_id == actor.user_id:
            yield Way(By.OWNER, Level.FULL)
        if facts.owner_id in actor.below:
            yield Way(By.HIERARCHY, Level.FULL, self._session.user(facts.owner_id).name)
        yield Way(By.DEFAULT, DEFAULTS[opened.module.default])
        for rule in actor.openings.get(opened.module.id, ()):
            if facts.owner_id in rule.owners or rule.rule in facts.rules:
                yield Way(By.RULE, rule.level, rule.label)
        yield from self._shared(actor, opened)

    def _of_team_activity(self, actor: Actor, opened: Opened, facts: RecordFacts) -> Iterator[Way]:
        """AC10: hierarchy, default and rules end where a team module begins, whose profile says what is his."""
        level = self._session.policy.level(actor, opened.module, facts)
        if facts.owner_id == actor.user_id:
            yield Way(By.OWNER, level)
        for way in self._shared(actor, opened):
            yield replace(way, level=min(way.level, level))

    def _in_team_module(self, actor: Actor, opened: Opened, facts: RecordFacts) -> Iterator[Way]:
        level, module = self._session.policy.level, opened.module
        if actor.is_admin:
            yield Way(By.ADMINISTRATOR, Level.FULL)
        bare = replace(facts, owner_id=NOBODY, level=Level.NONE, requester_id=None)
        yield from self._memberships(actor, module, bare)
        if facts.owner_id == actor.user_id:
            yield Way(By.OWNER, level(actor, module, replace(bare, owner_id=actor.user_id)))
        for way in self._shared(actor, opened):
            yield replace(way, level=level(actor, module, replace(bare, level=way.level)))
        if facts.requester_id == actor.user_id:
            yield Way(By.REQUESTER, level(actor, module, replace(bare, requester_id=actor.user_id)))

    def _memberships(self, actor: Actor, module: ModuleFacts, bare: RecordFacts) -> Iterator[Way]:
        """What each of his profiles opens of records that are nobody's."""
        for profile in sorted(actor.team_profiles.get(module.id, ())):
            alone = replace(actor, team_profiles={module.id: frozenset({profile})})
            yield Way(By.MEMBERSHIP, self._session.policy.level(alone, module, bare), profile.value)

    def _shared(self, actor: Actor, opened: Opened) -> Iterator[Way]:
        share = opened.shares.get(actor.user_id)
        if share is not None:
            yield Way(By.SHARE, share.level, self._session.user(share.shared_by).name)

    def _of_parent(self, actor: Actor, module: ModuleFacts, parent: RecordFacts) -> Level:
        policy, parent = self._session.policy, as_team(parent)
        if parent.deleted or not policy.decide(actor, "records.view", module, parent).allowed:
            return Level.NONE
        return policy.level(actor, module, parent)
