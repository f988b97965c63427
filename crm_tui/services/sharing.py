"""Sharing single records to users (AC16, T03): a share only ever widens, and never past the module's own door."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import _, message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.fields import UserRef
from crm_tui.domain.modules import Level, ModuleDef
from crm_tui.domain.records import Done
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Pickers
from crm_tui.services.session import Session
from crm_tui.store import shares as stored
from crm_tui.store.undo_log import UndoStep

LEVELS = {"read": Level.READ, "edit": Level.EDIT, "full": Level.FULL}


@dataclass(frozen=True, slots=True)
class Share:
    """A record shared to a user."""

    user: UserRef
    level: Level
    by: UserRef


class Sharing:
    """The shares that one actor sees and makes."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, pickers: Pickers) -> None:
        self._session, self._gate, self._modules, self._pickers = session, gate, modules, pickers
        self._rows = stored.Shares(session.engine)

    def list(self, module_name: str, record_id: int) -> list[Share]:
        """To whom a record that one may view is shared."""
        module = self._modules.named(module_name)
        self._gate.see(Target(module, record_id))
        user = self._session.user
        return [Share(user(row.user_id), row.level, user(row.shared_by)) for row in self._rows.list(record_id)]

    def share(self, module_name: str, record_id: int, login: str, level: str = "read") -> Done:
        """Open one record to an active user who sees the module, at read, edit or full."""
        module = self._modules.named(module_name)
        self._gate.insist("records.share", Target(module, record_id))
        if level not in LEVELS:
            raise Invalid(message("A record is shared at read, edit or full."), {"level": message("Unknown level.")})
        user = self._pickers.member(login)
        if user is None or not user.active or not self._pickers.may_see(module, user):
            raise Invalid(message("{login} is no active user who sees {module}.", login=login, module=module.label))
        with self._gate.act("records.share", Target(module, record_id)) as change:
            before = self._rows.level(record_id, user.id)
            self._rows.put(record_id, user.id, LEVELS[level], self._session.actor.user_id, change.at)
            change.event(record_id, "shared", detail=user.name, data=[("level", level)])
            title = _("Shared with {user}", user=user.name)
            change.undo(title, self._step(module, record_id, user, before, LEVELS[level]))
        return Done(title, change.undo_id, record_id)

    def unshare(self, module_name: str, record_id: int, login: str) -> Done:
        """Take a share back."""
        module = self._modules.named(module_name)
        self._gate.insist("records.share", Target(module, record_id))
        user = self._pickers.member(login)
        before = self._rows.level(record_id, user.id) if user else Level.NONE
        if user is None or before is Level.NONE:
            raise NotFound(message("The record is not shared with {login}.", login=login))
        with self._gate.act("records.share", Target(module, record_id)) as change:
            self._rows.remove(record_id, user.id)
            change.event(record_id, "unshared", detail=user.name)
            title = _("No longer shared with {user}", user=user.name)
            change.undo(title, self._step(module, record_id, user, before, Level.NONE))
        return Done(title, change.undo_id, record_id)

    def set_back(self, step: UndoStep) -> None:
        """Undo: share again as before, or no more."""
        module, login = self._session.catalog().by_id[step.module_id], self._session.user(step.item_id).login
        names = {int(level): name for name, level in LEVELS.items()}
        if step.version:
            self.share(module.api_name, step.record_id, login, names[step.version])
        else:
            self.unshare(module.api_name, step.record_id, login)

    @staticmethod
    def _step(module: ModuleDef, record_id: int, user: UserRef, before: Level, after: Level) -> UndoStep:
        left = (("level", int(after)),)
        return UndoStep("shared", module.id, record_id, after=left, version=int(before), item_id=user.id)
