"""Verbs on groups, sharing rules, field permissions and what roles and groups have in team modules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm_tui.base.clock import Clock
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.groups import Group, Party, PartyKind
from crm_tui.domain.modules import Level
from crm_tui.domain.sharing import SharingRule
from crm_tui.domain.users import TeamProfile
from crm_tui.store.engine import Engine
from crm_tui.store.parts import Part, given
from crm_tui.store.versions import POLICY, Kept


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A team-module profile given to a role or group."""

    module_id: int
    party: Party
    profile: TeamProfile
    set_by_admin: bool


@dataclass(frozen=True, slots=True)
class FieldPermissionRow:
    """`profile_id` is 0 in a team module, where `team_profile` says whose it is (M26)."""

    module_id: int
    field_id: int
    profile_id: int
    team_profile: str
    access: FieldAccess


@dataclass(frozen=True)
class Shared:
    """All of it as of one policy version."""

    groups: Mapping[int, Group]
    rules: tuple[SharingRule, ...]
    grants: tuple[GrantRow, ...]
    fields: tuple[FieldPermissionRow, ...]


class SharingPart(Part):
    """Each change raises the policy version."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine, clock)
        self._shared = Kept(lambda: read_shared(engine))

    def shared(self) -> Shared:
        """Groups, rules, grants and field permissions, as of the policy version that was last read."""
        versions = self.versions
        if not versions.seen.policy:
            versions.read()
        return self._shared.at(versions.seen.policy, keep=not versions.raised)

    def groups(self) -> Mapping[int, Group]:
        """All groups by id."""
        return self.shared().groups

    def sharing_rules(self) -> tuple[SharingRule, ...]:
        """All sharing rules, oldest first."""
        return self.shared().rules

    def module_grants(self) -> tuple[GrantRow, ...]:
        """What roles and groups have in team modules."""
        return self.shared().grants

    def field_permissions(self) -> tuple[FieldPermissionRow, ...]:
        """All field permissions; what has none is read-write."""
        return self.shared().fields

    # Groups

    def add_group(self, api_name: str, label: str, description: str = "") -> int:
        """A new group without members; its id."""
        self.versions.bump(POLICY)
        sql = "INSERT INTO user_group (api_name, label, description) VALUES (?, ?, ?) RETURNING id"
        return self.engine.insert(sql, (api_name, label, description))

    def edit_group(self, group_id: int, *, label: str | None = None, description: str | None = None) -> None:
        """Change what is given."""
        self.versions.bump(POLICY)
        self._set("user_group", group_id, given(label=label, description=description))

    def set_group_members(self, group_id: int, members: Iterable[Party]) -> None:
        """Replace who is in a group."""
        self.versions.bump(POLICY)
        self.engine.execute("DELETE FROM group_member WHERE group_id = ?", (group_id,))
        sql = "INSERT INTO group_member (group_id, kind, target_id) VALUES (?, ?, ?)"
        self.engine.many(sql, [(group_id, party.kind.value, party.id) for party in dict.fromkeys(members)])

    def delete_group(self, group_id: int) -> None:
        """Remove a group, and the rules, grants and memberships that name it."""
        self.versions.bump(POLICY)
        self.forget_party(Party(PartyKind.GROUP, group_id))
        self.engine.execute("DELETE FROM user_group WHERE id = ?", (group_id,))

    def forget_party(self, party: Party) -> None:
        """Remove what names a user, role or group that goes."""
        self.versions.bump(POLICY)
        at = (party.kind.value, party.id)
        self.engine.execute("DELETE FROM group_member WHERE kind = ? AND target_id = ?", at)
        self.engine.execute("DELETE FROM module_grant WHERE kind = ? AND target_id = ?", at)
        self.engine.execute("DELETE FROM module_barred WHERE kind = ? AND target_id = ?", at)
        self.engine.execute("DELETE FROM sharing_rule WHERE to_kind = ? AND to_id = ?", at)
        self.engine.execute("DELETE FROM sharing_rule WHERE from_kind = ? AND from_id = ?", at)

    # Sharing rules

    def add_sharing_rule(self, rule: SharingRule) -> int:
        """A new rule, whose `id` is not looked at; its id."""
        self.versions.bump(POLICY)
        return self.engine.insert(
            "INSERT INTO sharing_rule (module_id, label, from_kind, from_id, criteria, to_kind, to_id,"
            " level, superiors) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            _rule_values(rule),
        )

    def save_sharing_rule(self, rule: SharingRule) -> None:
        """Replace a rule."""
        self.versions.bump(POLICY)
        self.engine.execute(
            "UPDATE sharing_rule SET module_id = ?, label = ?, from_kind = ?, from_id = ?, criteria = ?, to_kind = ?,"
            " to_id = ?, level = ?, superiors = ? WHERE id = ?",
            (*_rule_values(rule), rule.id),
        )

    def delete_sharing_rule(self, rule_id: int) -> None:
        """Remove a rule."""
        self.versions.bump(POLICY)
        self.engine.execute("DELETE FROM sharing_rule WHERE id = ?", (rule_id,))

    # Team modules and fields

    def set_module_grant(
        self, module_id: int, party: Party, profile: TeamProfile | None, *, by_admin: bool = False
    ) -> None:
        """Give a role or group a profile in a team module, or take it away with None."""
        self.versions.bump(POLICY)
        at = (module_id, party.kind.value, party.id)
        self.engine.execute("DELETE FROM module_grant WHERE module_id = ? AND kind = ? AND target_id = ?", at)
        if profile is not None:
            sql = "INSERT INTO module_grant (module_id, kind, target_id, profile, set_by_admin) VALUES (?, ?, ?, ?, ?)"
            self.engine.execute(sql, (*at, profile.value, int(by_admin)))

    def module_barred(self, module_id: int) -> frozenset[Party]:
        """Whom an administrator took out of a team module (M34)."""
        rows = self.engine.rows("SELECT kind, target_id FROM module_barred WHERE module_id = ?", (module_id,))
        return frozenset(Party(PartyKind(kind), target_id) for kind, target_id in rows)

    def set_module_barred(self, module_id: int, party: Party, *, barred: bool) -> None:
        """Mark that an administrator took a party out, or forget the mark."""
        at = (module_id, party.kind.value, party.id)
        self.engine.execute("DELETE FROM module_barred WHERE module_id = ? AND kind = ? AND target_id = ?", at)
        if barred:
            self.engine.execute("INSERT INTO module_barred (module_id, kind, target_id) VALUES (?, ?, ?)", at)

    def set_field_permission(self, field_id: int, access: FieldAccess, *, profile_id: int = 0, team: str = "") -> None:
        """What a profile, or in a team module a team profile, may with a field; read-write is the rule (AC18, M26)."""
        self.versions.bump(POLICY)
        at = (field_id, profile_id, team)
        self.engine.execute(
            "DELETE FROM field_permission WHERE field_id = ? AND profile_id = ? AND team_profile = ?", at
        )
        if access is not FieldAccess.READ_WRITE:
            sql = "INSERT INTO field_permission (field_id, profile_id, team_profile, access) VALUES (?, ?, ?, ?)"
            self.engine.execute(sql, (*at, access.value))

    def copy_field_permissions(self, profile_id: int, to: int) -> None:
        """Give a new profile the field permissions of another one."""
        self.versions.bump(POLICY)
        self.engine.execute(
            "INSERT INTO field_permission (field_id, profile_id, team_profile, access)"
            " SELECT field_id, ?, team_profile, access FROM field_permission WHERE profile_id = ?",
            (to, profile_id),
        )

    def forget_profile(self, profile_id: int) -> None:
        """Remove the field permissions of a profile that goes."""
        self.versions.bump(POLICY)
        self.engine.execute("DELETE FROM field_permission WHERE profile_id = ?", (profile_id,))


def read_shared(engine: Engine) -> Shared:
    """All groups, rules, grants and field permissions."""
    with engine.read():
        groups = engine.rows("SELECT id, api_name, label, description FROM user_group ORDER BY id")
        members = engine.rows("SELECT group_id, kind, target_id FROM group_member ORDER BY group_id, kind, target_id")
        rules = engine.rows(
            "SELECT id, module_id, label, from_kind, from_id, criteria, to_kind, to_id, level, superiors"
            " FROM sharing_rule ORDER BY id"
        )
        grants = engine.rows("SELECT module_id, kind, target_id, profile, set_by_admin FROM module_grant")
        fields = engine.rows(
            "SELECT f.module_id, p.field_id, p.profile_id, p.team_profile, p.access FROM field_permission p"
            " JOIN field f ON f.id = p.field_id ORDER BY p.field_id, p.profile_id, p.team_profile"
        )
    parties: dict[int, list[Party]] = defaultdict(list)
    for group_id, kind, target_id in members:
        parties[group_id].append(Party(PartyKind(kind), target_id))
    return Shared(
        {row[0]: Group(row[0], row[1], row[2], row[3], tuple(parties[row[0]])) for row in groups},
        tuple(_rule(*row) for row in rules),
        tuple(
            GrantRow(m, Party(PartyKind(kind), target), TeamProfile(p), bool(by)) for m, kind, target, p, by in grants
        ),
        tuple(FieldPermissionRow(row[0], row[1], row[2], row[3], FieldAccess(row[4])) for row in fields),
    )


def _grant(module_id: int, kind: str, target_id: int, profile: str, by_admin: int) -> GrantRow:
    return GrantRow(module_id, Party(PartyKind(kind), target_id), TeamProfile(profile), bool(by_admin))


def _rule(
    rule_id: int, module_id: int, label: str, from_kind: str, from_id: int, criteria: str, to_kind: str, to_id: int,
    level: int, superiors: int,
) -> SharingRule:  # fmt: skip
    return SharingRule(
        rule_id, module_id, label, Party(PartyKind(to_kind), to_id), Level(level),
        Party(PartyKind(from_kind), from_id) if from_kind else None, criteria, bool(superiors),
    )  # fmt: skip


def _rule_values(rule: SharingRule) -> tuple[object, ...]:
    source = (rule.source.kind.value, rule.source.id) if rule.source else ("", 0)
    target = (rule.target.kind.value, rule.target.id)
    return rule.module_id, rule.label, *source, rule.criteria, *target, int(rule.level), int(rule.superiors)
