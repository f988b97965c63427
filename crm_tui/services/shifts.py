"""Who gains and who loses what between two standings (AC58)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from crm_tui.domain.decisions import FieldMask, RowScope
from crm_tui.domain.effects import Shift
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import Actor
from crm_tui.services.set_up_sight import SetUpSight
from crm_tui.services.standing import Standing
from crm_tui.store.newly_reached import NewlyReached, View
from crm_tui.store.organisation import OrganisationStore

BUDGET = 2.0
"""Seconds for counting records, all together (AC58)."""


class Stopwatch:
    """Says when the time for counting is over. `tick` gives seconds."""

    def __init__(self, tick: Callable[[], float], budget: float) -> None:
        self._tick, self._end = tick, tick() + budget

    @property
    def over(self) -> bool:
        return self._tick() >= self._end


@dataclass(frozen=True)
class Side:
    """One person in one standing; `actor` is None where he does not live there."""

    standing: Standing
    actor: Actor | None

    def allowed(self, module: ModuleDef | None) -> frozenset[str]:
        """The actions that he may."""
        known = module is None or module.id in self.standing.catalog.by_id
        if self.actor is None or not known:
            return frozenset()
        return self.standing.allowed(self.actor, self.standing.catalog.by_id[module.id] if module else None)

    def scope(self, module_id: int) -> RowScope:
        """The records that he sees; asked once for each module."""
        known = self._scopes.get(module_id)
        if known is None:
            scope = self.standing.scope(self.actor, module_id) if self.actor is not None else RowScope()
            known = self._scopes[module_id] = scope
        return known

    @cached_property
    def _scopes(self) -> dict[int, RowScope]:
        return {}

    def view(self, module: ModuleDef) -> View:
        """His sight of a module, as the store counts it."""
        return View(self.standing.catalog, self.scope(module.id), self.scope)

    def mask(self, module: ModuleDef) -> FieldMask:
        """His field mask."""
        facts = self.standing.modules.get(module.id)
        return self.standing.policy.field_mask(self.actor, facts) if self.actor and facts else FieldMask()


class Shifts:
    """Compares two standings as one reader may know it.

    `reader` is None for an administrator. Anybody else is told nothing of modules that he does not see, of fields that
    are hidden from him, and of records out of his sight: their number would tell what criteria find there.
    """

    def __init__(
        self,
        org: OrganisationStore,
        before: Standing,
        after: Standing,
        reader: Actor | None,
        watch: Stopwatch,
        sight: SetUpSight,
    ) -> None:
        self._rows, self._watch, self._sight = NewlyReached(org), watch, sight
        self._before, self._after, self._reader = before, after, reader
        self._counted: dict[tuple[int, RowScope, RowScope], tuple[int, bool]] = {}

    def all(self) -> tuple[Shift, ...]:
        """A line for each person and module, people by name, what concerns no module first."""
        return tuple(shift for user_id in self._people() for shift in self._of(user_id))

    def _people(self) -> list[int]:
        """Ids of those whose rights may differ."""
        old, new = self._before.actors, self._after.actors
        everybody = {**old, **new}
        if self._rules_differ:
            changed = set(everybody)
        else:
            changed = {user_id for user_id in everybody if old.get(user_id) != new.get(user_id)}
        return sorted(changed, key=lambda user_id: (everybody[user_id].name.casefold(), user_id))

    @property
    def _rules_differ(self) -> bool:
        old, new = self._before, self._after
        return old.policy.organisation != new.policy.organisation or old.modules != new.modules

    def _of(self, user_id: int) -> Iterator[Shift]:
        # Activities follow what they hang on, so a membership of which the reader knows nothing would show in them.
        old, new = (Side(s, self._sight.actor(s.actors.get(user_id))) for s in (self._before, self._after))
        actor = new.actor or old.actor
        if actor is None:
            return
        if (gained := new.allowed(None) - old.allowed(None)) | (lost := old.allowed(None) - new.allowed(None)):
            yield Shift(actor.login, actor.name, "", _sorted(gained), _sorted(lost))
        for module in self._modules():
            if old.actor != new.actor or self._touched(module):
                yield from self._in_module(actor, module, old, new)

    def _touched(self, module: ModuleDef) -> bool:
        """Whether somebody who is the same before and after may have something else in a module: by what is said of
        the organisation, of the module, or of what activities hang on."""
        old, new = self._before, self._after
        if old.policy.organisation != new.policy.organisation:
            return True
        changed = [key for key in {**old.modules, **new.modules} if old.modules.get(key) != new.modules.get(key)]
        return module.id in changed or (module.activity and bool(changed))

    def _modules(self) -> list[ModuleDef]:
        modules = {**self._before.catalog.by_id, **self._after.catalog.by_id}
        if self._reader is None:
            return list(modules.values())
        mine = Side(self._before, self._reader)
        return [module for module in modules.values() if "module.see" in mine.allowed(module)]

    def _in_module(self, actor: Actor, module: ModuleDef, old: Side, new: Side) -> Iterator[Shift]:
        may, could = new.allowed(module), old.allowed(module)
        opened, closed = self._fields(module, old, new)
        (more, more_or), (fewer, fewer_or) = self._records(module, new, old), self._records(module, old, new)
        up, down = bool(more or more_or), bool(fewer or fewer_or)
        first = Shift(
            actor.login, actor.name, module.api_name, _sorted(may - could), _sorted(could - may),
            more if up else -fewer, more_or if up else fewer_or, opened, closed, down and not up,
        )  # fmt: skip
        if first != Shift(actor.login, actor.name, module.api_name):
            yield first
        if up and down:
            yield Shift(actor.login, actor.name, module.api_name, records=-fewer, at_least=fewer_or, fewer=True)

    # Fields

    def _fields(self, module: ModuleDef, old: Side, new: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Fields opened and closed to somebody who sees the module before and after."""
        if not ("records.view" in old.allowed(module) and "records.view" in new.allowed(module)):
            return (), ()
        was, now = old.mask(module), new.mask(module)
        if was == now:
            return (), ()
        names = [field.api_name for field in module.fields if self._may_name(module, field.api_name)]
        opened = tuple(name for name in names if _width(now, name) > _width(was, name))
        closed = tuple(name for name in names if _width(now, name) < _width(was, name))
        return opened, closed

    def _may_name(self, module: ModuleDef, field: str) -> bool:
        return self._reader is None or Side(self._before, self._reader).mask(module).shows(field)

    # Records

    def _records(self, module: ModuleDef, wanted: Side, known: Side) -> tuple[int, bool]:
        """How many records one side sees and the other does not, and whether there may be more."""
        if module.id not in self._before.catalog.by_id or not self._widens(module, wanted, known):
            return 0, False
        if module.activity:
            return self._count(module, wanted, known)  # its scope is not all that counts: it hangs on other records
        key = (module.id, wanted.scope(module.id), known.scope(module.id))
        if key not in self._counted:
            self._counted[key] = self._count(module, wanted, known)
        return self._counted[key]

    def _count(self, module: ModuleDef, wanted: Side, known: Side) -> tuple[int, bool]:
        if self._watch.over:
            # That activities follow their records need not be said of each person.
            return 0, not module.activity or wanted.scope(module.id) != known.scope(module.id)
        also, number = self._also(module), 0
        for part in self._rows.count(module, wanted.view(module), known.view(module), also):
            number += part
            if self._watch.over:
                return number, True
        return number, also is not None and number > 0  # what he does not see may be more, and may be none

    def _also(self, module: ModuleDef) -> View | None:
        if self._reader is None:
            return None
        mine = Side(self._before, self._reader).view(module)
        return None if mine.scope.everything else mine

    def _widens(self, module: ModuleDef, wanted: Side, known: Side) -> bool:
        """Whether it may be that one side sees what the other does not."""
        scope, other = wanted.scope(module.id), known.scope(module.id)
        if scope.nothing or other.everything:
            return False
        if scope != other:
            return True
        parents = [m.id for m in self._before.catalog.modules if not m.activity]
        return scope.by_parent and any(wanted.scope(m) != known.scope(m) for m in parents)


def _width(mask: FieldMask, field: str) -> int:
    return 2 if mask.writes(field) else 1 if mask.shows(field) else 0


def _sorted(actions: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(actions))
