"""The commands of the pages of rights in set-up."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.tui.commands.command import Command, Context

PROFILES = frozenset({Context.SETUP_PROFILES})
ROLES = frozenset({Context.SETUP_ROLES})
SHARING = frozenset({Context.SETUP_SHARING})
GROUPS = frozenset({Context.SETUP_GROUPS})
FIELDS = frozenset({Context.SETUP_FIELDS})
TEAMS = frozenset({Context.SETUP_TEAMS})
PROMISES = frozenset({Context.SETUP_PROMISES})

RIGHTS_COMMANDS: tuple[Command, ...] = (
    Command("profile.permissions", N_("Permissions"), N_("Walk the profile's permissions and turn them"), ("p",),
            PROFILES, "profiles.manage", priority=96),
    Command("profile.new", N_("New"), N_("Make a profile like this one"), ("n",), PROFILES, "profiles.manage",
            priority=92),
    Command("profile.rename", N_("Rename"), N_("Give the profile another name"), ("e",), PROFILES, "profiles.manage",
            priority=88),
    Command("profile.delete", N_("Remove"), N_("Remove the profile; its users get another one"), ("d",), PROFILES,
            "profiles.manage", dangerous=True, priority=80),
    Command("role.new", N_("New"), N_("Make a role below this one"), ("n",), ROLES, "roles.manage", priority=92),
    Command("role.edit", N_("Edit"), N_("Change the role's name, the one above it, and its peers"), ("e",), ROLES,
            "roles.manage", priority=88),
    Command("role.delete", N_("Remove"), N_("Remove the role; its users and those below it get another one"), ("d",),
            ROLES, "roles.manage", dangerous=True, priority=80),
    Command("role.hierarchy", N_("Hierarchy"), N_("Choose whether roles or managers stand above others"), ("o",), ROLES,
            "roles.manage", dangerous=True, priority=76),
    Command("sharing.default", N_("Default"), N_("Choose what everybody may in the module"), ("o",), SHARING,
            "sharing.manage", dangerous=True, priority=96),
    Command("sharing.new_rule", N_("New rule"), N_("Share records of the module with somebody"), ("n",), SHARING,
            "sharing.manage", priority=92),
    Command("sharing.edit_rule", N_("Edit"), N_("Change the sharing rule"), ("e",), SHARING, "sharing.manage",
            priority=88),
    Command("sharing.delete_rule", N_("Remove"), N_("Remove the sharing rule"), ("d",), SHARING, "sharing.manage",
            dangerous=True, priority=80),
    Command("sharing.email", N_("E-mail sharing"), N_("Choose who reads other people's e-mails"), ("m",), SHARING,
            "sharing.manage", dangerous=True, priority=76),
    Command("group.new", N_("New"), N_("Make a group of users, roles and groups"), ("n",), GROUPS, "groups.manage",
            priority=92),
    Command("group.edit", N_("Edit"), N_("Change the group's name and members"), ("e",), GROUPS, "groups.manage",
            priority=88),
    Command("group.delete", N_("Remove"), N_("Remove the group, with the rules that name it"), ("d",), GROUPS,
            "groups.manage", dangerous=True, priority=80),
    Command("field.permissions", N_("Permissions"), N_("Choose who reads and writes which fields"), ("p",), FIELDS,
            "fields.manage", priority=96),
    Command("member.add", N_("Add"), N_("Put a user, a role or a group into the module"), ("n",), TEAMS,
            "module.manage_members", priority=92),
    Command("member.profile", N_("Profile"), N_("Give another profile in the module"), ("e",), TEAMS,
            "module.manage_members", priority=88),
    Command("member.remove", N_("Take out"), N_("Take somebody out of the module"), ("d",), TEAMS,
            "module.manage_members", dangerous=True, priority=80),
    Command("promise.new", N_("New"), N_("Promise what must be allowed or refused"), ("n",), PROMISES,
            "access.promises", priority=92),
    Command("promise.edit", N_("Edit"), N_("Change the promise"), ("e",), PROMISES, "access.promises", priority=88),
    Command("promise.delete", N_("Remove"), N_("Remove the promise"), ("d",), PROMISES, "access.promises",
            dangerous=True, priority=80),
    Command("promise.check", N_("Check"), N_("Ask all promises now"), ("c",), PROMISES, "access.promises", priority=90),
)  # fmt: skip
