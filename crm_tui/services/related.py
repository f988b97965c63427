"""What else hangs on a record: related lists with the reader's own counts (R60, R61)."""

from __future__ import annotations

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.errors import CrmError
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import ModuleDef, ModuleKind
from crm_tui.domain.records import Count, RelatedList
from crm_tui.policy.facts import ModuleFacts, RecordFacts
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Parent
from crm_tui.services.session import Session
from crm_tui.store.plans import ListPlan
from crm_tui.store.related import RelatedBy, related_by

CAP = 101
"""Counts of related lists stop here: shown as 100+."""


class Related:
    """The related lists that one actor sees."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules

    def list(self, module_name: str, record_id: int) -> list[RelatedList]:
        """The lists of a record; those of modules or fields that the reader does not see are absent.

        Of a module in which he only raises requests his own are listed and counted (M10).
        """
        module = self._modules.named(module_name)
        facts = self._gate.see(Target(module, record_id))
        by = (by for by in related_by(self._session.catalog(), module) if self._reaches(by.module))
        shown = (by for by in by if self._session.mask(by.module).shows(by.field.api_name))
        return [self._one(by, record_id, (self._session.module_facts(module), facts)) for by in shown]

    def _reaches(self, module: ModuleDef) -> bool:
        try:
            self._modules.reached(module.api_name)
        except CrmError:
            return False
        return True

    def _one(self, by: RelatedBy, record_id: int, parent: Parent) -> RelatedList:
        return RelatedList(
            api_name=f"{by.module.api_name}.{by.field.api_name}",
            label=self._label(by.module, by.field.related_label, by.field.kind),
            module=by.module,
            field=by.field.api_name,
            count=self._count(by, record_id, parent[0]),
            can_add=self._can_add(by.module, parent),
        )

    def _count(self, by: RelatedBy, record_id: int, parent: ModuleFacts) -> Count:
        """How many of a list's rows the reader sees, of a record that he is known to see."""
        scope = self._session.scope(by.module)
        follows = scope.by_parent and scope.by_org_parent
        if by.field.kind is FieldKind.PARENT and follows and parent.kind is not ModuleKind.TEAM:
            scope = RowScope(everything=True)  # AC10: what hangs on a record that he sees, he sees, but see Q12
        return self._session.rows.count(ListPlan(by.module, scope, related=(by.field, record_id)), CAP)

    def _can_add(self, module: ModuleDef, parent: Parent) -> bool:
        """An activity is decided on together with the record that it is to hang on (AC10)."""
        facts = RecordFacts(self._session.actor.user_id, parent=parent) if module.activity else None
        return self._gate.decide("records.create", Target(module, facts=facts))[0].allowed

    def _label(self, module: ModuleDef, label: str, kind: FieldKind) -> str:
        return label if label and kind is FieldKind.LOOKUP else module.label
