"""Data sharing of organisation modules: defaults, sharing rules, e-mail sharing (AC14, AC15, AC26, AC30)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.sharing import EmailSharing
from crm_tui.services.gate import Gate, Target
from crm_tui.services.groups import PartyName
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A sharing rule by names. Without `source` it shares what meets `criteria`."""

    id: int
    module: str
    label: str
    target: PartyName
    level: Level
    source: PartyName | None = None
    criteria: str = ""
    superiors: bool = False


class DataSharing:
    """The verbs on data sharing; all need `sharing.manage`, and none is about a team module (AC26)."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules, self._store = session, gate, modules, session.store

    def defaults(self) -> tuple[tuple[str, OrgDefault], ...]:
        """Each organisation module, by API name, with what everybody may there (AC14)."""
        raise NotImplementedError

    def rules(self, module_name: str = "") -> tuple[RuleInfo, ...]:
        """The sharing rules, of one module or of all."""
        raise NotImplementedError

    def save_rule(self, rule: RuleInfo) -> int:
        """A new rule where `id` is 0, else the one of this id anew; its id. LimitReached: 25 a module, 10 of criteria.
        Invalid: criteria that do not parse, a party that is not there."""
        raise NotImplementedError

    def delete_rule(self, rule_id: int) -> None:
        """Remove a rule."""
        raise NotImplementedError

    def email(self) -> tuple[EmailSharing, tuple[str, ...]]:
        """E-mail sharing and the roles that are named, by API name (AC30)."""
        raise NotImplementedError

    def set_email(self, sharing: EmailSharing, roles: Sequence[str] = ()) -> None:
        """Change it."""
        raise NotImplementedError

    def set_default(self, module_name: str, level: OrgDefault) -> None:
        """What everybody may with records of an organisation module (AC14, AC26)."""
        module = self._modules.named(module_name)
        with self._gate.act("sharing.manage", Target(module)) as change:
            change.detail = level
            self._store.set_org_default(module.id, level)
