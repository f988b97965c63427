"""Builds what a sample organisation's records stand in, by the verbs that administrators have."""

from __future__ import annotations

from crm_tui.bootstrap.sample_cast import Cast
from crm_tui.bootstrap.sample_plan import ModulePlan, SamplePlan, SpacePlan
from crm_tui.domain.requests import RequestSettings
from crm_tui.services.workspace import Workspace


def set_up(plan: SamplePlan, cast: Cast) -> None:
    """Seats, roles, people, spaces, team modules, data sharing and promises, by the one who made the organisation."""
    ws = cast.ws()
    if plan.seats:
        regular, team = plan.seats
        ws.licences.buy(regular=regular, team=team)
    for role in plan.roles:
        ws.roles.add(role.api_name, role.label, role.above)
    for name in plan.roles_removed:
        ws.roles.delete(name, "CEO")
    for person in plan.people[1:]:
        ws.staff.add(person.login, person.name, person.kind, person.profile, person.role)
    for space in plan.spaces:
        _space(ws, space, cast)
    for module in plan.modules:
        _module(ws, module, cast)
    for space in plan.spaces:
        _contents(ws, space)
    for module_name, level in plan.defaults.items():
        ws.data_sharing.set_default(module_name, level)
    for promise in plan.promises:
        ws.promises.save(promise)


def _space(ws: Workspace, space: SpacePlan, cast: Cast) -> None:
    ws.setup.add_space(space.api_name, space.name, space.description, space.icon)
    for part, role in space.members.items():
        ws.setup.set_space_member(space.api_name, cast.login(part), role)


def _module(ws: Workspace, module: ModulePlan, cast: Cast) -> None:
    cast.ws(module.by).setup.add_module(module.blueprint, module.space)
    for part, profile in module.members.items():
        cast.ws(module.by).team_members.set(module.blueprint.api_name, cast.login(part), profile)
    if module.request_owners:
        settings = RequestSettings(tuple(map(cast.login, module.request_owners)))
        cast.ws(module.by).requests.configure(module.blueprint.api_name, settings)


def _contents(ws: Workspace, space: SpacePlan) -> None:
    for name in space.modules:
        ws.setup.put_in_space(space.api_name, name)
    for folder, names in space.folders:
        folder_id = ws.setup.add_folder(space.api_name, folder)
        for name in names:
            ws.setup.put_in_space(space.api_name, name, folder_id)
