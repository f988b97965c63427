"""What somebody who changes rights may be told of set-up that his act touches besides (AC08, AC50, AC58)."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from crm_tui.base.messages import message
from crm_tui.domain.criteria import parse
from crm_tui.domain.errors import Invalid
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import Actor
from crm_tui.services.standing import Standing

KNOW_RULES = ("sharing.manage", "users.manage")
"""Who may read what sharing rules are called."""


class SetUpSight:
    """One reader as he stands before the act; None for an administrator, who may be told everything."""

    def __init__(self, standing: Standing, reader: Actor | None) -> None:
        self._standing, self._reader = standing, reader

    def actor(self, actor: Actor | None) -> Actor | None:
        """Somebody as far as the reader may know him: without his memberships where the reader sees no module."""
        if self._reader is None or actor is None:
            return actor
        teams = {key: profiles for key, profiles in actor.team_profiles.items() if self.sees(key)}
        if len(teams) == len(actor.team_profiles):
            return actor
        return replace(actor, team_profiles=teams)

    def sees(self, module_id: int) -> bool:
        """Whether he sees a module; one that the act itself makes is his to know."""
        return self._reader is None or module_id in self._modules or module_id not in self._standing.catalog.by_id

    def field(self, module: ModuleDef, name: str) -> bool:
        """Whether a field is not hidden from him."""
        return self._reader is None or name not in self._hidden(module)

    def space(self, space_id: int) -> bool:
        """Whether he sees a team space (SP03)."""
        return self._reader is None or space_id in self._reader.spaces or self._may("spaces.manage")

    def rule(self, module: ModuleDef | None) -> bool:
        """Whether he may know what the sharing rules of a module are called."""
        if self._reader is None or module is None or any(map(self._may, KNOW_RULES)):
            return True
        return "sharing.manage" in self._standing.allowed(self._reader, module)

    def criteria(self, module: ModuleDef | None, text: str) -> str:
        """Criteria as he reads them: not at all where they read a field that is hidden from him."""
        if self._reader is None or module is None or not (hidden := self._hidden(module)):
            return text
        shown = replace(module, fields=tuple(f for f in module.fields if f.api_name not in hidden))
        try:
            parse(text, shown)
        except Invalid:
            return str(message("(not visible)"))
        return text

    def _may(self, action: str) -> bool:
        return self._reader is not None and action in self._standing.allowed(self._reader, None)

    def _hidden(self, module: ModuleDef) -> frozenset[str]:
        facts = self._standing.modules.get(module.id)
        if self._reader is None or facts is None:
            return frozenset()
        return frozenset(self._standing.policy.field_mask(self._reader, facts).hidden)

    @cached_property
    def _modules(self) -> frozenset[int]:
        standing, reader = self._standing, self._reader
        if reader is None:
            return frozenset(standing.catalog.by_id)
        return frozenset(m.id for m in standing.catalog.modules if "module.see" in standing.allowed(reader, m))
