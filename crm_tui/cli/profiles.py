"""`profile …`: profiles and their switches (AC11)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.setup_words import LABEL, NAME, STATE, done, named, words_of
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import NotFound
from crm_tui.domain.users import ProfileRights
from crm_tui.services.permission_tree import EVERYWHERE, Permission
from crm_tui.services.team_sight import Unseen


def profile_list(call: Call) -> None:
    """The profiles of the organisation."""
    rows = [profile_row(rights) for rights in call.workspace.profiles.list()]
    call.out.rows(rows, ["profile", "label", "everything", "team_user"])


def profile_show(call: Call) -> None:
    """One profile with its permission tree; for people only what all modules share, or one module."""
    found = _profile(call)
    lines = call.workspace.profiles.tree(found.api_name)
    if call.args.module:
        module = call.workspace.module(call.args.module).api_name
        lines = tuple(line for line in lines if line.module == module)
    if call.out.as_json:
        call.out.one(profile_row(found) | {"permissions": [permission_row(line) for line in lines]})
        return
    call.out.one(profile_row(found))
    shown = [line for line in lines if call.args.module or not line.module]
    rows = [permission_row(line) | {"action": line.action or str(line.title)} for line in shown]
    call.out.rows(rows, ["group", "action", "on", "fixed"])


def profile_new(call: Call) -> None:
    """A profile with the rights of another one."""
    call.workspace.profiles.clone(call.args.like, call.args.name, call.args.label or call.args.name)
    done(call, _("Profile {name} made.", name=call.args.name))


def profile_edit(call: Call) -> None:
    """Its label and its modules."""
    ws, args = call.workspace, call.args
    warnings: list[Unseen] = []
    if args.label is not None:
        ws.profiles.rename(args.name, args.label)
    for names, on in ((args.enable, True), (args.disable, False)):
        for module in words_of(names):
            warning = ws.profiles.enable(args.name, module, on=on)
            warnings += [warning] if warning else []
    done(call, _("Profile {name} saved.", name=args.name), [warning_text(one) for one in warnings])


def profile_set(call: Call) -> None:
    """Turn a switch."""
    action, _slash, module = call.args.switch.partition("/")
    call.workspace.profiles.set(call.args.name, [(action, module or EVERYWHERE, call.args.state == "on")])
    done(call, _("Profile {name}: {switch} {state}.", name=call.args.name, switch=call.args.switch,
                 state=call.args.state))  # fmt: skip


def profile_delete(call: Call) -> None:
    """Remove a profile; its users get another one."""
    call.workspace.profiles.delete(call.args.name, call.args.to)
    done(call, _("Profile {name} removed.", name=call.args.name))


def profile_row(rights: ProfileRights) -> dict[str, Json]:
    """A profile as JSON; `modules` is null for all, `denied` holds ACTION or ACTION/MODULE."""
    return {
        "profile": rights.api_name, "label": rights.label, "everything": rights.everything,
        "team_user": rights.team_user, "modules": None if rights.modules is None else sorted(rights.modules),
        "denied": sorted(action if module == "*" else f"{action}/{module}" for action, module in rights.denied),
    }  # fmt: skip


def permission_row(line: Permission) -> dict[str, Json]:
    """A line of the tree as JSON. `action` is null for the module itself, `fixed` for what can be turned."""
    return {
        "group": line.group.value, "module": line.module or None, "action": line.action or None,
        "title": str(line.title), "on": line.on, "partly": line.partly, "fixed": line.fixed or None,
        "because": str(line.because) if line.because else None,
    }  # fmt: skip


def warning_text(unseen: Unseen) -> str:
    """U37 in words, with the way out."""
    if unseen.records is None:
        text = _("{module} is private: team users may see none of its records.", module=unseen.module)
    else:
        text = _("{module}: {visible} of {records} records visible to team users.", module=unseen.module,
                 visible=unseen.visible, records=unseen.records)  # fmt: skip
    return " ".join((text, _("To change that: sharing default {module} read_only", module=unseen.module)))


def _profile(call: Call) -> ProfileRights:
    found = named(call.workspace.profiles.list(), call.args.name)
    if found is None:
        raise NotFound(message("There is no profile {name}.", name=call.args.name))
    return found


_MODULES = N_("organisation modules, separated by commas")

VERBS = (
    Verb("profile list", N_("List the profiles."), profile_list, (), "profiles.manage"),
    Verb(
        "profile show", N_("Show what a profile allows."), profile_show,
        (NAME, Argument("--module", N_("only what it allows in this module"))), "profiles.manage",
    ),
    Verb(
        "profile new", N_("Make a profile like another one."), profile_new,
        (NAME, LABEL, Argument("--like", N_("the profile that it starts from"), default="Standard")),
        "profiles.manage",
    ),
    Verb(
        "profile edit", N_("Change how a profile is called, and its modules."), profile_edit,
        (
            NAME, LABEL, Argument("--enable", _MODULES, metavar="A,B"),
            Argument("--disable", _MODULES, metavar="A,B"),
        ),
        "profiles.manage",
    ),
    Verb(
        "profile set", N_("Turn a switch of a profile."), profile_set,
        (NAME, Argument("switch", N_("an action id, in all modules or in one"), metavar="ACTION[/MODULE]"), STATE),
        "profiles.manage",
    ),
    Verb(
        "profile delete", N_("Remove a profile; its users get another one."), profile_delete,
        (NAME, Argument("--to", N_("the profile that its users get"), default="Standard")), "profiles.manage",
    ),
)  # fmt: skip
