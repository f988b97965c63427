"""Profiles: the list of them, and what one allows as a tree of switches (AC11, 9.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_text
from crm_tui.domain.users import ProfileRights
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.switches import PermissionGroup
from crm_tui.services.permission_tree import EVERYWHERE, Permission
from crm_tui.tui.presenters.permission_tree import Draft, Node

Switch = tuple[str, str, bool]
"""Action id, module API name or `EVERYWHERE`, on."""

GROUPS = {
    PermissionGroup.MODULE: N_("Modules"),
    PermissionGroup.SETUP: N_("Set-up"),
    PermissionGroup.EXTENSION: N_("Extensions"),
}


def profile_title(profile: ProfileRights) -> str:
    """Its label, as its organisation wrote it."""
    return display_text(profile.label or profile.api_name)


def profile_nodes(permissions: Sequence[Permission], title_of: Callable[[str], str]) -> tuple[Node, ...]:
    """Groups, in them modules, in them permissions. In front of the modules the same switches by permission.

    `title_of`: a module's label by its API name.
    """
    return tuple(
        Node(f"group:{group}", _(words), children=children)
        for group, words in GROUPS.items()
        if (children := _group([each for each in permissions if each.group is group], title_of))
    )


def _group(permissions: Sequence[Permission], title_of: Callable[[str], str]) -> tuple[Node, ...]:
    modules = dict.fromkeys(each.module for each in permissions if each.module)
    whole = [each for each in permissions if not each.module]
    if len(modules) == 0 or not any(not each.action for each in permissions):
        return tuple(_in_any(each, permissions, title_of) for each in whole)
    everywhere = Node("all", _("In all modules"), children=tuple(_in_any(p, permissions, title_of) for p in whole))
    return (everywhere, *(_module(name, permissions, title_of) for name in modules))


def _in_any(whole: Permission, permissions: Sequence[Permission], title_of: Callable[[str], str]) -> Node:
    """One permission in all modules: as far as it can be turned in each, with each of them."""
    title = str(whole.title)
    parts = [each for each in permissions if each.action == whole.action and each.module]
    if whole.fixed or not parts or all(part.fixed for part in parts):
        return _end(whole, f"all/{whole.action}", title)
    children = tuple(_end(part, f"all/{_switch(part)}", title_of(part.module)) for part in parts)
    return Node(f"all/{whole.action}", title, children=children)


def _module(name: str, permissions: Sequence[Permission], title_of: Callable[[str], str]) -> Node:
    parts = [each for each in permissions if each.module == name]
    children = tuple(_end(part, _switch(part), str(part.title)) for part in parts)
    return Node(f"module:{name}", title_of(name), children=children)


def _end(part: Permission, id_: str, title: str) -> Node:
    reason = _("{why} Rule {rule}.", why=part.because or "", rule=part.fixed).strip() if part.fixed else ""
    return Node(id_, title, _switch(part), part.on, reason)


def _switch(part: Permission) -> str:
    return f"{part.action}/{part.module}"


def switches(draft: Draft, permissions: Sequence[Permission]) -> list[Switch]:
    """What a draft turns. What it leaves alike in all modules is turned for all, those to come among them."""
    found: list[Switch] = []
    for action in dict.fromkeys(action for id_ in draft if (action := id_.partition("/")[0])):
        changed = {id_.partition("/")[2]: on for id_, on in draft.items() if id_.partition("/")[0] == action}
        found += _alike(action, changed, permissions) or [(action, m or EVERYWHERE, on) for m, on in changed.items()]
    return found


def _alike(action: str, changed: Mapping[str, bool], permissions: Sequence[Permission]) -> list[Switch]:
    parts = [each for each in permissions if each.action == action and each.module]
    states = {changed.get(each.module, each.on) for each in parts}
    if action not in ACTIONS or len(parts) < 2 or len(states) != 1:
        return []
    return [(action, EVERYWHERE, states.pop())]


def enabled(draft: Draft) -> dict[str, bool]:
    """The modules that a draft enables or takes away, by API name."""
    return {id_.removeprefix("/"): on for id_, on in draft.items() if id_.startswith("/")}
