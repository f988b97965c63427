"""What opens a record to somebody, by name: the ways of AC05, and of M11 in a team module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.standing import By, Way
from crm_tui.domain.users import Actor
from crm_tui.policy.facts import ModuleFacts, RecordFacts
from crm_tui.policy.ways import ways_of
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session
from crm_tui.store.shares import Shares, StoredShare


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
        found = ways_of(self._session.policy.desk(actor, opened.module), actor, facts)
        return tuple(self._named(way, actor, opened, facts, known) for way in found)

    def _named(self, way: Way, actor: Actor, opened: Opened, facts: RecordFacts, known: Known) -> Way:
        """With the names that the asker may know: who shared it, above whom somebody stands."""
        match way.by:
            case By.SHARE if actor.user_id in opened.shares:
                return replace(way, name=self._session.user(opened.shares[actor.user_id].shared_by).name)
            case By.HIERARCHY:
                return replace(way, name=self._session.user(facts.owner_id).name)
            case By.RULE:
                return way if known.rules else replace(way, name="")
            case By.MEMBERSHIP:
                mine = actor.user_id == self._session.actor.user_id
                return way if known.members or mine else replace(way, name="")
        return way
