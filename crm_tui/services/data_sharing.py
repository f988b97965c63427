"""Data sharing of organisation modules: defaults, sharing rules, e-mail sharing (AC14, AC15, AC26, AC30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import Level, ModuleDef, OrgDefault
from crm_tui.domain.sharing import EmailSharing, SharingRule
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.modules import Modules
from crm_tui.services.named import Named
from crm_tui.services.parties import Parties, PartyName
from crm_tui.services.session import Session
from crm_tui.services.sharing_rules import RuleReader
from crm_tui.services.team_sight import TeamSight, Unseen


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A sharing rule by names. Without `source` it shares what meets `criteria`.

    `withheld`: its criteria read a field that is hidden from the reader, and are not told (AC08).
    """

    id: int
    module: str
    label: str
    target: PartyName
    level: Level
    source: PartyName | None = None
    criteria: str = ""
    superiors: bool = False
    withheld: bool = False


class DataSharing:
    """The verbs on data sharing; all need `sharing.manage`, and none is about a team module (AC26)."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules, self._store = session, gate, modules, session.store
        self._limits, self._named = Limits(session), Named(session.store)
        self._reader = RuleReader(session, modules)

    # Organisation defaults

    def defaults(self) -> tuple[tuple[str, OrgDefault], ...]:
        """Each organisation module, by API name, with what everybody may there (AC14)."""
        self._gate.require("sharing.manage", Target())
        return tuple((module.api_name, module.default) for module in self._managed())

    def unseen(self, module_name: str) -> Unseen | None:
        """U37: the warning where a module is enabled for team users and they find nothing in it, or not all."""
        module = self._modules.named(module_name)
        self._gate.require("sharing.manage", Target(module))
        return TeamSight(self._session).unseen(module)

    def set_default(self, module_name: str, level: OrgDefault) -> Unseen | None:
        """What everybody may with records of an organisation module (AC14, AC26); gives the warning of U37."""
        module = self._modules.named(module_name)
        with self._gate.act("sharing.manage", Target(module)) as change:
            change.detail = level
            self._store.set_org_default(module.id, level)
        return TeamSight(self._session).unseen(self._modules.named(module_name))

    # Sharing rules

    def rules(self, module_name: str = "") -> tuple[RuleInfo, ...]:
        """The sharing rules, of one module or of all."""
        if module_name:
            module = self._modules.named(module_name)
            self._gate.require("sharing.manage", Target(module))
            wanted = {module.id: module}
        else:
            self._gate.require("sharing.manage", Target())
            wanted = {module.id: module for module in self._managed()}
        return tuple(self._told(wanted[r.module_id], r) for r in self._store.sharing_rules() if r.module_id in wanted)

    def parties(self) -> tuple[PartyName, ...]:
        """With whom, and whose, records can be shared."""
        self._gate.require("sharing.manage", Target())
        return Parties(self._store).offered()

    def save_rule(self, rule: RuleInfo) -> int:
        """A new rule where `id` is 0, else the one of this id anew; its id. LimitReached: 25 a module, 10 of criteria.
        Invalid: criteria that do not parse, a party that is not there."""
        module = self._modules.named(rule.module)
        with self._gate.act("sharing.manage", Target(module)) as change:
            change.detail = f"{rule.id or '+'} {rule.label}"
            if rule.id and self._rule(rule.id).module_id != module.id:
                raise Invalid(message("A sharing rule stays in its module."))
            read = self._reader.read(
                module, rule.label, rule.source, rule.target, rule.criteria, rule.level, superiors=rule.superiors
            )
            self._limits.sharing_rules(module, rule.id, by_criteria=bool(read.criteria))
            return self._kept(change, rule.id, read)

    def delete_rule(self, rule_id: int) -> None:
        """Remove a rule."""
        found = next((rule for rule in self._store.sharing_rules() if rule.id == rule_id), None)
        module = self._session.refresh().catalog.by_id.get(found.module_id) if found else None
        with self._gate.act("sharing.manage", Target(module)) as change:
            rule = self._rule(rule_id)
            change.detail = f"{rule_id} -"
            self._store.delete_sharing_rule(rule.id)

    # E-mail

    def email(self) -> tuple[EmailSharing, tuple[str, ...]]:
        """E-mail sharing and the roles that are named, by API name (AC30)."""
        self._gate.require("sharing.manage", Target())
        info, roles = self._store.info(), self._store.roles()
        return EmailSharing(info.email_sharing), tuple(roles[one].api_name for one in info.email_roles if one in roles)

    def set_email(self, sharing: EmailSharing, roles: Sequence[str] = ()) -> None:
        """Change it. Invalid: roles named where mail is private, none where it is shared with roles."""
        with self._gate.act("sharing.manage", Target()) as change:
            change.detail = " ".join(("e-mail", sharing.value, *roles))
            named = dict.fromkeys(self._named.role(role).id for role in roles)
            if named and sharing is EmailSharing.PRIVATE:
                raise Invalid(message("Private e-mail is shared with no role."))
            if not named and sharing is EmailSharing.ROLES:
                raise Invalid(message("Name the roles with which e-mail is shared."))
            self._store.edit_info(email_sharing=sharing.value, email_roles=tuple(named))

    def _kept(self, change: Change, rule_id: int, rule: SharingRule) -> int:
        if not rule_id:
            made = self._store.add_sharing_rule(rule)
            change.detail = f"{made} {rule.label}"
            return made
        self._store.save_sharing_rule(replace(rule, id=rule_id))
        return rule_id

    def _rule(self, rule_id: int) -> SharingRule:
        found = next((rule for rule in self._store.sharing_rules() if rule.id == rule_id), None)
        if found is None:
            raise NotFound
        return found

    def _managed(self) -> tuple[ModuleDef, ...]:
        """The organisation modules whose sharing he manages: the profile has a switch for each."""
        modules = (module for module in self._session.catalog().modules if not module.is_team)
        return tuple(m for m in modules if self._gate.decide("sharing.manage", Target(m))[0].allowed)

    def _told(self, module: ModuleDef, rule: SharingRule) -> RuleInfo:
        source, target, criteria = self._reader.names(module, rule)
        return RuleInfo(
            rule.id, module.api_name, rule.label, target, rule.level, source, criteria or "", rule.superiors,
            withheld=criteria is None,
        )  # fmt: skip
