"""`role …`: roles and which hierarchy counts (AC12, AC13)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.setup_words import LABEL, NAME, done, named
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import NotFound
from crm_tui.domain.sharing import Hierarchy
from crm_tui.services.roles import RoleInfo


def role_list(call: Call) -> None:
    """The roles of the organisation; `above` is the role over it."""
    call.out.rows([role_row(role) for role in call.workspace.roles.list()])


def role_show(call: Call) -> None:
    """One role."""
    call.out.one(role_row(_role(call)))


def role_new(call: Call) -> None:
    """A role below another one."""
    args = call.args
    call.workspace.roles.add(args.name, args.label or args.name, args.above or "", peers=args.peers)
    done(call, _("Role {name} made.", name=args.name))


def role_edit(call: Call) -> None:
    """Its label, its place, whether its people share their data."""
    args = call.args
    peers = None if args.peers is None else args.peers == "on"
    call.workspace.roles.edit(args.name, label=args.label, above=args.above, peers=peers)
    done(call, _("Role {name} saved.", name=args.name))


def role_delete(call: Call) -> None:
    """Remove a role; its people go to another one, by default to the one above."""
    heir = call.args.to or _role(call).above
    call.workspace.roles.delete(call.args.name, heir)
    done(call, _("Role {name} removed.", name=call.args.name))


def role_hierarchy(call: Call) -> None:
    """Show or choose who stands above whom."""
    if call.args.hierarchy:
        call.workspace.roles.set_hierarchy(Hierarchy(call.args.hierarchy))
    found = call.workspace.roles.hierarchy().value
    call.out.one({"hierarchy": found}, found)


def role_row(role: RoleInfo) -> dict[str, Json]:
    """A role as JSON; `above` is null for the top one."""
    return {
        "role": role.api_name, "label": role.label, "above": role.above or None, "peers": role.peers,
        "people": role.people,
    }  # fmt: skip


def _role(call: Call) -> RoleInfo:
    found = named(call.workspace.roles.list(), call.args.name)
    if found is None:
        raise NotFound(message("There is no role {name}.", name=call.args.name))
    return found


_ABOVE = Argument("--above", N_("the role over it"))

VERBS = (
    Verb("role list", N_("List the roles."), role_list, (), "roles.manage"),
    Verb("role show", N_("Show a role."), role_show, (NAME,), "roles.manage"),
    Verb(
        "role new", N_("Make a role."), role_new,
        (NAME, LABEL, _ABOVE, Argument("--peers", N_("its people share their data"), flag=True)), "roles.manage",
    ),
    Verb(
        "role edit", N_("Change a role."), role_edit,
        (NAME, LABEL, _ABOVE, Argument("--peers", N_("whether its people share their data"), choices=("on", "off"))),
        "roles.manage",
    ),
    Verb(
        "role delete", N_("Remove a role; its people go to another one."), role_delete,
        (NAME, Argument("--to", N_("the role that its people get; the one above where none is named"))),
        "roles.manage",
    ),
    Verb(
        "role hierarchy", N_("Show or choose who stands above whom."), role_hierarchy,
        (Argument("hierarchy", N_("what counts"), many="?", choices=tuple(one.value for one in Hierarchy)),),
        "roles.manage",
    ),
)  # fmt: skip
