"""Modules as an actor may see them."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.errors import NotFound
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.policy.actions import ACTIONS
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session


class Modules:
    """Finds modules by name and lists those that the actor sees."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def find(self, api_name: str) -> ModuleDef:
        """The module of this API name.

        NotFound for an unknown one and for a team module without membership, Forbidden for a standard module
        that is not enabled for the actor (AC50).
        """
        module = self.named(api_name)
        target = Target(module)
        decision, facts = self._gate.decide("module.see", target)
        if not decision.allowed:
            raise self._gate.error(decision, target, facts)
        self._gate.witness("module.see", target, decision)
        return module

    def reached(self, api_name: str) -> ModuleDef:
        """As `find`, and of team modules also one in which he only raises requests (M10).

        For what his row scope narrows to his own requests; nothing of the module itself is told by it.
        """
        module = self.named(api_name)
        asks = module.is_team and self._gate.decide("requests.see_own", Target(module))[0].allowed
        return module if asks and not self._sees(module) else self.find(api_name)

    def named(self, api_name: str) -> ModuleDef:
        """The module of this API name, whether the actor sees it or not; NotFound where there is none."""
        # Its definition as it stands now: with an old one the next act would be decided by old defaults and fields.
        module = self._session.refresh().catalog.find(api_name)
        if module is None:
            raise NotFound
        return module

    def of_question(self, action: str, api_name: str) -> ModuleDef | None:
        """The module that a question about an action names; None where it names none.

        Of an action that is about no module the answer is the same in all: it must not tell that there is one (AC50).
        """
        module = self.named(api_name) if api_name else None
        if module is None or ACTIONS[action].module_counts or self._session.owner_of_data:
            return module
        if not self._gate.decide("module.see", Target(module))[0].found:
            raise NotFound
        return module

    def visible(self) -> tuple[ModuleDef, ...]:
        """The modules that the actor sees, in the catalogue's order."""
        self._session.refresh()
        return tuple(module for module in self._session.catalog().modules if self._sees(module))

    def shown(self, module: ModuleDef) -> ModuleDef:
        """The module as if hidden fields did not exist: criteria that name one read as naming nothing (AC08)."""
        hidden = self._session.mask(module).hidden
        if not hidden:
            return module
        return replace(module, fields=tuple(f for f in module.fields if f.api_name not in hidden))

    def fields(self, module: ModuleDef) -> tuple[FieldDef, ...]:
        """The fields that are not hidden from the actor (AC18)."""
        mask = self._session.mask(module)
        return tuple(f for f in module.fields if mask.shows(f.api_name))

    def writable(self, module: ModuleDef) -> frozenset[str]:
        """API names of the fields that the actor may write, the record and its locks allowing."""
        mask = self._session.mask(module)
        # Who may stand in a user field are the module's people, whom a requester is not told (M10, M14).
        outside = module.is_team and not self._sees(module)
        return frozenset(
            f.api_name
            for f in module.fields
            if mask.writes(f.api_name) and not is_fixed(f) and not (outside and f.kind is FieldKind.USER)
        )

    def _sees(self, module: ModuleDef) -> bool:
        return self._gate.decide("module.see", Target(module))[0].allowed


def is_fixed(field: FieldDef) -> bool:
    """Whether people never write this field by form: computed and system fields but the owner."""
    return field.computed or field.read_only or (field.system and field.column != "owner_id")
