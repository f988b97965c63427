"""`group …`: groups of users (AC15)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.setup_words import LABEL, NAME, done, named, party_json, party_of, words_of
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import NotFound
from crm_tui.services.groups import GroupInfo


def group_list(call: Call) -> None:
    """The groups, with how many people are in each."""
    rows = [group_row(group) for group in call.workspace.groups.list()]
    call.out.rows(rows, ["group", "label", "people", "members"])


def group_show(call: Call) -> None:
    """One group with its members."""
    call.out.one(group_row(_group(call)))


def group_new(call: Call) -> None:
    """A group of users, roles and groups."""
    args = call.args
    members = [party_of(word) for word in words_of(args.members)]
    call.workspace.groups.add(args.name, args.label or args.name, members, args.description or "")
    done(call, _("Group {name} made.", name=args.name))


def group_edit(call: Call) -> None:
    """Its label, its description, who is in it."""
    args = call.args
    members = None if args.members is None else [party_of(word) for word in words_of(args.members)]
    call.workspace.groups.edit(args.name, label=args.label, description=args.description, members=members)
    done(call, _("Group {name} saved.", name=args.name))


def group_delete(call: Call) -> None:
    """Remove a group, and the rules and grants that name it."""
    call.workspace.groups.delete(call.args.name)
    done(call, _("Group {name} removed.", name=call.args.name))


def group_row(group: GroupInfo) -> dict[str, Json]:
    """A group as JSON; `people` counts active users through roles and groups."""
    return {
        "group": group.api_name, "label": group.label, "description": group.description, "people": group.people,
        "members": [party_json(party) for party in group.members],
    }  # fmt: skip


def _group(call: Call) -> GroupInfo:
    found = named(call.workspace.groups.list(), call.args.name)
    if found is None:
        raise NotFound(message("There is no group {name}.", name=call.args.name))
    return found


_MEMBERS = Argument("--members", N_("all who are in it: LOGIN, role:NAME, role_below:NAME, group:NAME"), metavar="A,B")
_DESCRIPTION = Argument("--description", N_("what it is for"))

VERBS = (
    Verb("group list", N_("List the groups."), group_list, (), "groups.manage"),
    Verb("group show", N_("Show a group."), group_show, (NAME,), "groups.manage"),
    Verb("group new", N_("Make a group."), group_new, (NAME, LABEL, _DESCRIPTION, _MEMBERS), "groups.manage"),
    Verb("group edit", N_("Change a group."), group_edit, (NAME, LABEL, _DESCRIPTION, _MEMBERS), "groups.manage"),
    Verb(
        "group delete", N_("Remove a group with the rules and grants that name it."), group_delete, (NAME,),
        "groups.manage",
    ),
)  # fmt: skip
