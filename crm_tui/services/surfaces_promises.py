"""The table of surfaces: promises, and what a change of rights would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.surface import Aim, Surface, tried

if TYPE_CHECKING:
    from crm_tui.services.workspace import Workspace


def _promise(aim: Aim) -> Promise:
    criteria = f'Name = "{aim.words}"'
    return Promise(0, "x", Subject.LOGIN, aim.login, "records.view", Must.REFUSED, aim.module, criteria=criteria)


def _rehearsals(ws: Workspace, aim: Aim) -> object:
    """Acts of set-up that would open the module or take somebody out of it."""
    return tried(
        lambda: ws.effects.of(lambda: ws.data_sharing.set_default(aim.module, OrgDefault.READ_ONLY)),
        lambda: ws.effects.of(lambda: ws.team_members.set(aim.module, aim.login, TeamProfile.MEMBER)),
        lambda: ws.effects.of(lambda: ws.staff.set_state(aim.login, UserState.INACTIVE)),
    )


def _promising(ws: Workspace, aim: Aim) -> object:
    return tried(lambda: ws.promises.save(_promise(aim)), lambda: ws.promises.delete(aim.record_id))


PROMISES = (
    Surface("promises", ("promises.list",), lambda ws, aim: ws.promises.list()),
    Surface("how promises stand", ("promises.check",), lambda ws, aim: ws.promises.check()),
    Surface("effect of a change of rights", ("effects.of",), _rehearsals),
    Surface("errors of promises", ("promises.save", "promises.delete"), _promising),
)
"""Part of the frozen table: a test names each line."""
