"""Command id -> act, of the pages of rights in set-up."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.tui.acts import data_sharing, field_permissions, groups, profiles, promises, roles, team_members
from crm_tui.tui.desk import Act

RIGHTS_ACTS: Mapping[str, Act] = {
    "profile.permissions": profiles.permissions,
    "profile.new": profiles.new,
    "profile.rename": profiles.rename,
    "profile.delete": profiles.delete,
    "role.new": roles.new,
    "role.edit": roles.edit,
    "role.delete": roles.delete,
    "role.hierarchy": roles.hierarchy,
    "sharing.default": data_sharing.default,
    "sharing.new_rule": data_sharing.new_rule,
    "sharing.edit_rule": data_sharing.edit_rule,
    "sharing.delete_rule": data_sharing.delete_rule,
    "sharing.email": data_sharing.email,
    "group.new": groups.new,
    "group.edit": groups.edit,
    "group.delete": groups.delete,
    "field.permissions": field_permissions.permissions,
    "member.add": team_members.add,
    "member.profile": team_members.profile,
    "member.remove": team_members.remove,
    "promise.new": promises.new,
    "promise.edit": promises.edit,
    "promise.delete": promises.delete,
    "promise.check": promises.check,
}
