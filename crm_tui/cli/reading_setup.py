"""`user|space|module|field|view list|show`: how the organisation is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.messages import N_, message
from crm_tui.cli.output import Json
from crm_tui.cli.records import MODULE
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import NotFound
from crm_tui.domain.fields import FieldDef
from crm_tui.domain.modules import ModuleDef, SpaceInfo, ViewDef

if TYPE_CHECKING:
    from crm_tui.services.users import UserInfo

NAME = Argument("name", N_("its API name"))


def user_show(call: Call) -> None:
    """One person."""
    for user in call.workspace.users.list():
        if user.login.casefold() == call.args.login.casefold():
            call.out.one(user_row(user))
            return
    raise NotFound(message("There is no user {login}.", login=call.args.login))


def user_row(user: UserInfo) -> dict[str, Json]:
    """A user as JSON."""
    return {
        "id": user.id, "login": user.login, "name": user.name, "kind": user.kind.value, "state": user.state.value,
        "profile": user.profile, "role": user.role,
    }  # fmt: skip


def module_list(call: Call) -> None:
    """The modules that the actor sees, space by space."""
    call.out.rows([
        {
            "module": entry.module.api_name, "label": entry.module.label, "kind": entry.module.kind.value,
            "space": space.name,
        }
        for space in call.workspace.spaces.list()
        for entry in space.entries
    ])  # fmt: skip


def module_show(call: Call) -> None:
    """One module with its fields."""
    call.out.one(module_json(call.workspace.module(call.args.name)))


def module_json(module: ModuleDef) -> dict[str, Json]:
    """A module as JSON."""
    return {
        "module": module.api_name, "label": module.label, "singular": module.singular, "kind": module.kind.value,
        "name_field": module.name_field, "columns": list(module.list_columns), "default": module.default.value,
        "standard": module.standard,
    }  # fmt: skip


def field_list(call: Call) -> None:
    """The fields of a module that the actor may see."""
    writable = _writable(call)
    rows = [field_json(field, writable) for field in _fields(call)]
    call.out.rows(rows, ["field", "label", "kind", "required", "writable", "target"])


def field_show(call: Call) -> None:
    """One field of a module."""
    found = next((one for one in _fields(call) if one.api_name.casefold() == call.args.name.casefold()), None)
    if found is None:
        raise NotFound(message("{module} has no field {field}.", module=call.args.module, field=call.args.name))
    call.out.one(field_json(found, _writable(call)))


def _fields(call: Call) -> tuple[FieldDef, ...]:
    ws = call.workspace
    return ws.modules.fields(ws.module(call.args.module))


def _writable(call: Call) -> frozenset[str]:
    ws = call.workspace
    return ws.modules.writable(ws.module(call.args.module))


def field_json(field: FieldDef, writable: frozenset[str]) -> dict[str, Json]:
    """A field as JSON; `writable`: field permissions let the actor write it."""
    return {
        "field": field.api_name, "label": field.label, "kind": field.kind.value, "required": field.required,
        "writable": field.api_name in writable, "unique": field.unique,
        "length": field.length, "target": field.target,
        "choices": [choice.api_name for choice in field.choices if choice.active],
    }  # fmt: skip


def space_list(call: Call) -> None:
    """The team spaces that the actor sees."""
    call.out.rows([space_json(space) for space in call.workspace.spaces.list()])


def space_show(call: Call) -> None:
    """One team space with its modules."""
    name = call.args.name.casefold()
    for space in call.workspace.spaces.list():
        if name in (space.api_name.casefold(), space.name.casefold()):
            call.out.one(space_json(space))
            return
    raise NotFound(message("There is no space {name}.", name=call.args.name))


def space_json(space: SpaceInfo) -> dict[str, Json]:
    """A team space as JSON."""
    return {
        "space": space.api_name, "name": space.name, "description": space.description, "role": space.role,
        "modules": [entry.module.api_name for entry in space.entries],
    }  # fmt: skip


def view_list(call: Call) -> None:
    """The list views of a module that the actor may use."""
    views = call.workspace.views.list(call.args.module)
    call.out.rows([view_json(view) for view in views], ["view", "label", "where", "shared", "standard"])


def view_show(call: Call) -> None:
    """One list view."""
    name = call.args.name.casefold()
    for view in call.workspace.views.list(call.args.module):
        if name in (view.api_name.casefold(), view.label.casefold()):
            call.out.one(view_json(view))
            return
    raise NotFound(message("{module} has no view {view}.", module=call.args.module, view=call.args.name))


def view_json(view: ViewDef) -> dict[str, Json]:
    """A list view as JSON."""
    return {
        "view": view.api_name, "label": view.label, "module": view.module, "where": view.criteria,
        "columns": list(view.columns), "sort": view.sort, "shared": view.shared, "standard": view.standard,
    }  # fmt: skip


VERBS = (
    Verb("user show", N_("Show a person."), user_show, (Argument("login", N_("whom")),)),
    Verb("module list", N_("List the modules that you see."), module_list),
    Verb("module show", N_("Show how a module is made."), module_show, (NAME,), "module.see"),
    Verb("field list", N_("List the fields of a module."), field_list, (MODULE,), "module.see"),
    Verb("field show", N_("Show a field of a module."), field_show, (MODULE, NAME), "module.see"),
    Verb("space list", N_("List the team spaces that you see."), space_list),
    Verb("space show", N_("Show a team space with its modules."), space_show, (NAME,)),
    Verb("view list", N_("List the list views of a module."), view_list, (MODULE,), "views.see_public"),
    Verb("view show", N_("Show a list view."), view_show, (MODULE, NAME), "views.see_public"),
)  # fmt: skip
