"""What people enter as a sharing rule, turned into one that is stored, and back (AC15)."""

from __future__ import annotations

from crm_tui.base.messages import message
from crm_tui.domain.criteria import is_constant, parse, text_of
from crm_tui.domain.errors import Invalid
from crm_tui.domain.groups import PartyKind
from crm_tui.domain.modules import Level, ModuleDef
from crm_tui.domain.sharing import SharingRule
from crm_tui.services.modules import Modules
from crm_tui.services.names import checked_name
from crm_tui.services.parties import Parties, PartyName
from crm_tui.services.session import Session

SOURCES = (PartyKind.ROLE, PartyKind.ROLE_BELOW, PartyKind.GROUP)
"""AC15: whose records a rule shares; one person's records are shared one by one, or by a group."""


class RuleReader:
    """Reads sharing rules of one organisation, as one actor may."""

    def __init__(self, session: Session, modules: Modules) -> None:
        self._modules, self._parties = modules, Parties(session.store)

    def read(
        self,
        module: ModuleDef,
        label: str,
        source: PartyName | None,
        target: PartyName,
        criteria: str,
        level: Level,
        *,
        superiors: bool,
    ) -> SharingRule:
        """The rule to store, without its id; Invalid says what is wrong with it."""
        label = checked_name(label, message("A sharing rule"))
        if level is Level.NONE:
            raise Invalid(message("A sharing rule gives read, edit or full."))
        if (source is None) == (not criteria.strip()):
            raise Invalid(message("A sharing rule names either whose records it shares or which: not both."))
        return SharingRule(
            0,
            module.id,
            label,
            self._parties.read(target),
            level,
            self._parties.read(source, SOURCES) if source else None,
            self._criteria(module, criteria) if source is None else "",
            superiors,
        )

    def names(self, module: ModuleDef, rule: SharingRule) -> tuple[PartyName | None, PartyName, str | None]:
        """Source, target and criteria of a stored rule; no criteria where they read what is hidden from the reader."""
        source = self._parties.name(rule.source) if rule.source else None
        return source, self._parties.name(rule.target), self._shown(module, rule.criteria)

    def _shown(self, module: ModuleDef, criteria: str) -> str | None:
        if not criteria:
            return ""
        try:
            parse(criteria, self._modules.shown(module))
        except Invalid:
            return None
        return criteria

    def _criteria(self, module: ModuleDef, text: str) -> str:
        """Criteria as they are stored: in API words, the same for everybody who is asked about."""
        found = parse(text, self._modules.shown(module))
        if not is_constant(found):
            raise Invalid(message("A sharing rule says the same to everybody on every day: not “me”, not “today”."))
        return text_of(found)
