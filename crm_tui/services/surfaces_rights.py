"""The table of surfaces: profiles, roles, groups, data sharing, field permissions and the people of team modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.sharing import EmailSharing, Hierarchy
from crm_tui.domain.users import ProfileRights, TeamProfile
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from crm_tui.services.surface import Aim, Surface, tried

if TYPE_CHECKING:
    from crm_tui.services.workspace import Workspace


def _administers(ws: Workspace, aim: Aim) -> object:
    """Acts on rights, about the module and with names that are nobody's: whoever may do them changes nothing."""
    nobody = PartyName("user", "nobody@nowhere.test")
    rule = RuleInfo(0, aim.module, "x", nobody, Level.READ, criteria=f'Name = "{aim.words}"')
    return tried(
        lambda: ws.profiles.add(ProfileRights("", "x")),
        lambda: ws.profiles.save(ProfileRights("Nothing", "x")),
        lambda: ws.profiles.clone("Nothing", "Nothing"),
        lambda: ws.profiles.set("Nothing", [("records.view", aim.module, True)]),
        lambda: ws.profiles.enable("Nothing", aim.module, on=True),
        lambda: ws.profiles.rename("Nothing", "x"),
        lambda: ws.profiles.delete("Nothing", "Standard"),
        lambda: ws.roles.add("", "x"),
        lambda: ws.roles.edit("Nothing", label="x"),
        lambda: ws.roles.delete("Nothing", "CEO"),
        lambda: ws.roles.set_hierarchy(Hierarchy.ROLES),
        lambda: ws.groups.add("", "x"),
        lambda: ws.groups.edit("Nothing", label="x"),
        lambda: ws.groups.delete("Nothing"),
        lambda: ws.data_sharing.set_default("Nothing", OrgDefault.PRIVATE),
        lambda: ws.data_sharing.save_rule(rule),
        lambda: ws.data_sharing.delete_rule(aim.record_id),
        lambda: ws.data_sharing.set_email(EmailSharing.ROLES),
        lambda: ws.field_permissions.set(aim.module, [("Nothing", "Nothing", FieldAccess.HIDDEN)]),
        lambda: ws.team_members.set(aim.module, nobody.name, TeamProfile.MEMBER),
        lambda: ws.team_members.set(aim.module, nobody.name, None, to=aim.login),
        lambda: ws.team_members.grant(aim.module, PartyName("role", "Nothing"), TeamProfile.MEMBER),
    )


RIGHTS = (
    Surface("permission tree", ("profiles.tree", "profiles.unseen"), lambda ws, aim: (
        ws.profiles.unseen(aim.module), ws.profiles.tree("Standard"))),
    Surface("hierarchy", ("roles.hierarchy",), lambda ws, aim: ws.roles.hierarchy()),
    Surface("groups", ("groups.list",), lambda ws, aim: ws.groups.list()),
    Surface("organisation defaults", ("data_sharing.defaults",), lambda ws, aim: ws.data_sharing.defaults()),
    Surface("module that team users see nothing of", ("data_sharing.unseen",), lambda ws, aim: (
        ws.data_sharing.unseen(aim.module))),
    Surface("sharing rules", ("data_sharing.rules",), lambda ws, aim: (
        tried(lambda: ws.data_sharing.rules(aim.module)), ws.data_sharing.rules())),
    Surface("e-mail sharing", ("data_sharing.email",), lambda ws, aim: ws.data_sharing.email()),
    Surface("field permissions", ("field_permissions.holders", "field_permissions.table"), lambda ws, aim: (
        ws.field_permissions.holders(aim.module), ws.field_permissions.table(aim.module))),
    Surface("people of a team module", ("team_members.list",), lambda ws, aim: ws.team_members.list(aim.module)),
    Surface("former people of a team module", ("team_members.former",), lambda ws, aim: (
        ws.team_members.former(aim.module))),
    Surface("whom rights can name", (
        "groups.parties", "data_sharing.parties", "team_members.parties"), lambda ws, aim: (
        tried(ws.groups.parties, ws.data_sharing.parties, lambda: ws.team_members.parties(aim.module)))),
    Surface("errors of administering rights", (
        "profiles.add", "profiles.save", "profiles.clone", "profiles.set", "profiles.enable", "profiles.rename",
        "profiles.delete", "roles.add", "roles.edit", "roles.delete", "roles.set_hierarchy", "groups.add",
        "groups.edit", "groups.delete", "data_sharing.set_default", "data_sharing.save_rule",
        "data_sharing.delete_rule", "data_sharing.set_email", "field_permissions.set", "team_members.set",
        "team_members.grant"), _administers),
)  # fmt: skip
"""Part of the frozen table: a test names each line."""
