"""Profiles: their permissions, new ones like others, names, removal with an heir (AC11, 9.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.base.messages import _
from crm_tui.domain.users import ProfileRights
from crm_tui.services.permission_tree import Permission
from crm_tui.services.profile_switches import turned
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.changing import ActOn, as_seen, change, change_by_form, changed, names_of
from crm_tui.tui.acts.unseen import warn_of_unseen
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.drafting import Acts
from crm_tui.tui.dialogs.permission_tree import PermissionTree
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.names_fields import name_fields, named
from crm_tui.tui.forms.setup_form import setup_spec
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.permission_tree import Draft
from crm_tui.tui.presenters.profiles import enabled, profile_nodes, profile_title, switches
from crm_tui.tui.setup.profiles import ProfileItem


def chosen(desk: Desk) -> ProfileRights | None:
    """The profile under the cursor."""
    row = desk.areas.chosen_row()
    return row.item.rights if row is not None and isinstance(row.item, ProfileItem) else None


async def permissions(desk: Desk) -> None:
    """The tree of what a profile allows."""
    profile, ws = chosen(desk), desk.ws
    if profile is None:
        return
    lines = await desk.off_loop(lambda: ws.profiles.tree(profile.api_name))

    def save(draft: Draft) -> None:
        save_draft(ws, profile.api_name, draft, lines)

    rehearse, keep = as_seen(ws, lambda draft: ws.effects.of(lambda: save(draft)), save)
    acts: Acts[dict[str, bool]] = Acts(rehearse, keep, names_of(ws.catalog()))
    title = _("Permissions of {profile}", profile=profile_title(profile))
    nodes = profile_nodes(lines, lambda name: _title_of(ws, name))
    tree = PermissionTree(title, nodes, acts)
    if await desk.ask(tree):
        await changed(desk, _("Saved"))
        await _warn(desk, profile, enabled(tree.draft))


async def _warn(desk: Desk, profile: ProfileRights, modules: Mapping[str, bool]) -> None:
    """U37: of the modules that were enabled for team users, the first in which they do not find all."""
    for name in (name for name, on in modules.items() if on and profile.team_user):
        unseen = await desk.off_loop(lambda name=name: desk.ws.profiles.unseen(name))  # type: ignore[misc]
        if unseen is not None:
            warn_of_unseen(desk, unseen)
            return


def _title_of(ws: Workspace, name: str) -> str:
    module = ws.catalog().find(name)
    return module_title(module) if module is not None else name


def save_draft(ws: Workspace, api_name: str, draft: Draft, lines: Sequence[Permission]) -> None:
    """All of a draft in one act, on the profile as it stands by then."""
    turns, modules = switches(draft, lines), enabled(draft)
    if not modules:
        ws.profiles.set(api_name, turns)
        return
    rights = next(each for each in ws.profiles.list() if each.api_name == api_name)
    rights = turned(rights, turns, ws.catalog())
    ws.profiles.save(replace(rights, modules=_modules(ws, rights, modules)))


def _modules(ws: Workspace, rights: ProfileRights, wanted: Mapping[str, bool]) -> frozenset[str] | None:
    """The modules that are enabled then; None: all, those to come among them. The Team User profile names its ten."""
    every = frozenset(module.api_name for module in ws.catalog().modules if not module.is_team)
    now = every if rights.modules is None else rights.modules
    now = (now | {name for name, on in wanted.items() if on}) - {name for name, on in wanted.items() if not on}
    return None if now >= every and not rights.team_user else now


async def new(desk: Desk) -> None:
    """A profile with the rights of the one under the cursor."""
    like = chosen(desk)
    if like is None:
        return

    def act(values: Mapping[str, object]) -> ActOn:
        label, api_name = named(values)
        return lambda ws: ws.profiles.clone(like.api_name, api_name, label)

    spec = setup_spec(_("New profile like {profile}", profile=profile_title(like)), name_fields())
    await change_by_form(desk, spec, act, _("Saved"))


async def rename(desk: Desk) -> None:
    """Another name for people."""
    profile = chosen(desk)
    if profile is None:
        return

    def act(values: Mapping[str, object]) -> ActOn:
        return lambda ws: ws.profiles.rename(profile.api_name, str(values.get("name", profile.label)))

    spec = setup_spec(_("Rename {profile}", profile=profile_title(profile)), name_fields(profile.label)[:1],
                      edited=True)  # fmt: skip
    await change_by_form(desk, spec, act, _("Saved"))


async def delete(desk: Desk) -> None:
    """Remove a profile; its users get another one."""
    profile = chosen(desk)
    if profile is None:
        return
    heirs = await desk.off_loop(lambda: _heirs(desk.ws, profile.api_name))
    heir: str | None = await desk.ask(Picker(_("Which profile do its users get?"), items=heirs))
    if heir is not None:
        title = _("Remove {profile}?", profile=profile_title(profile))
        await change(desk, title, lambda ws: ws.profiles.delete(profile.api_name, heir), _("Removed"), verb=_("remove"))


def _heirs(ws: Workspace, api_name: str) -> list[PickItem[str]]:
    """Profiles of regular users but this one."""
    found = (each for each in ws.profiles.list() if not (each.everything or each.team_user))
    return [PickItem(each.api_name, profile_title(each)) for each in found if each.api_name != api_name]
