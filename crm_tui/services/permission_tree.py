"""A profile's permission tree: each switch, how it stands, and what keeps it where it is (AC11, 9.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crm_tui.base.messages import Message, message
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import Actor, ProfileRights, UserKind, UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.switches import KEPT_BACK, TEAM_SWITCHES, PermissionGroup, group_of, ordered
from crm_tui.services.session import Session

EVERYWHERE = "*"
"""As `ProfileRights.denied` names all modules at once."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the tree.

    `module`: API name of an organisation module, empty for the switch in all modules or outside of any. `action`:
    its id, empty for whether the module is enabled. `partly`: on in some modules and off in others. `fixed`: the rule
    that keeps it as it is, empty where it can be turned; `because` says why.
    """

    group: PermissionGroup
    module: str
    action: str
    title: Message
    on: bool
    partly: bool = False
    fixed: str = ""
    because: Message | None = None


class PermissionTree:
    """Reads the tree of one profile."""

    def __init__(self, session: Session, rights: ProfileRights) -> None:
        self._session, self._rights = session, rights
        self._modules = tuple(m for m in session.catalog().modules if not m.is_team)
        # A team user of no role in no space: what is left of his rights is the profile's, and nothing else's.
        self._anybody = Actor(0, "", "", UserKind.TEAM, UserState.ACTIVE, replace(rights, modules=None))

    def lines(self) -> tuple[Permission, ...]:
        """All lines: by group, then the line for all modules before those of single modules."""
        outside = [self._line(action) for action in ordered()]
        within = [line for module in self._modules for line in self._of(module)]
        named = sorted({pair for pair in self._rights.denied if pair[1] != EVERYWHERE and self._stands_alone(pair)})
        single = [self._line(action, self._module(name)) for action, name in named]
        order = list(PermissionGroup)
        return tuple(sorted((*outside, *single, *within), key=lambda line: order.index(line.group)))

    def _of(self, module: ModuleDef) -> Iterator[Permission]:
        yield self._enabled(module)
        for action in ordered():
            if group_of(action) is PermissionGroup.MODULE and ACTIONS[action].module_counts:
                yield self._line(action, module)

    def _stands_alone(self, pair: tuple[str, str]) -> bool:
        """Whether a switch of one module is of the set-up or extension groups, which are not listed by module."""
        return group_of(pair[0]) is not PermissionGroup.MODULE and self._module(pair[1]) is not None

    def _module(self, api_name: str) -> ModuleDef | None:
        return next((module for module in self._modules if module.api_name == api_name), None)

    def _enabled(self, module: ModuleDef) -> Permission:
        rights, title = self._rights, message("Use the module")
        on = rights.modules is None or module.api_name in rights.modules
        line = Permission(PermissionGroup.MODULE, module.api_name, "", title, on)
        if rights.everything:
            return _all_on(line)
        if rights.team_user and module.activity:
            because = message("Activities are always on for team users, with what they hang on.")
            return replace(line, on=True, fixed="AC10", because=because)
        return line

    def _line(self, action: str, module: ModuleDef | None = None) -> Permission:
        rights, title = self._rights, ACTIONS[action].title
        line = Permission(group_of(action), module.api_name if module else "", action, title, on=True)
        if rights.everything:
            return _all_on(line)
        if rights.team_user:
            return self._of_team_user(line, module)
        if rule := KEPT_BACK.get(action):
            return replace(line, on=False, fixed=rule.id, because=Message(rule.because))
        return self._switch(line)

    def _switch(self, line: Permission) -> Permission:
        denied = self._rights.denied
        if (line.action, EVERYWHERE) in denied:
            return replace(line, on=False)
        if line.module:
            return replace(line, on=(line.action, line.module) not in denied)
        some = any(action == line.action and self._module(name) for action, name in denied)
        return replace(line, on=not some, partly=some)

    def _of_team_user(self, line: Permission, module: ModuleDef | None) -> Permission:
        """U35: five actions hang on three switches; chapter 2 fixes all others."""
        if switch := TEAM_SWITCHES.get(line.action):
            on = bool(getattr(self._rights, switch))
            # The profile has one switch for all modules (2.3 A).
            return replace(line, on=on, fixed="U35", because=message("It is turned for all modules at once.")) if (
                line.module
            ) else replace(line, on=on)  # fmt: skip
        facts = self._session.module_facts(module or self._modules[0]) if self._counts(line) else None
        decision = self._session.policy.decide(self._anybody, line.action, facts)
        return replace(line, on=decision.allowed, fixed=decision.rule, because=decision.because)

    def _counts(self, line: Permission) -> bool:
        return bool(self._modules) and ACTIONS[line.action].module_counts


def _all_on(line: Permission) -> Permission:
    because = message("The Administrator profile cannot be changed.")
    return replace(line, on=True, fixed="AC27", because=because)
