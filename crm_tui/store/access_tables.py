"""The tables of the access model: groups, sharing rules, field permissions, promises, requests for access.

`kind` and `target_id` name a party (`domain.groups.Party`); what it names is checked when it is written.
"""

from __future__ import annotations

import peewee as pw

from crm_tui.store.organisation_tables import Field, Member, Module, Record
from crm_tui.store.tables import Id, number, text, to


class UserGroup(pw.Model):
    """AC15. `group` is a reserved word."""

    id = Id()
    api_name = text(None, unique=True)
    label = text(None)
    description = text()

    class Meta:
        table_name = "user_group"


class GroupMember(pw.Model):
    group = to(UserGroup, "group_id", index=False)
    kind = text(None)
    target_id = number()

    class Meta:
        table_name = "group_member"
        primary_key = pw.CompositeKey("group", "kind", "target_id")


class ModuleGrant(pw.Model):
    """A team-module profile given to a role or group (3.2)."""

    module_id = to(Module, "module_id", index=False)
    kind = text(None)
    target_id = number()
    profile = text(None)
    set_by_admin = number(0)

    class Meta:
        table_name = "module_grant"
        primary_key = pw.CompositeKey("module_id", "kind", "target_id")


class ModuleBarred(pw.Model):
    """Whom an administrator of the organisation took out of a team module: its Admins do not put him back (M34)."""

    module_id = to(Module, "module_id", index=False)
    kind = text(None)
    target_id = number()

    class Meta:
        table_name = "module_barred"
        primary_key = pw.CompositeKey("module_id", "kind", "target_id")


class SharingRule(pw.Model):
    """AC15. Without `from_kind` it is a rule of criteria."""

    id = Id()
    module_id = to(Module, "module_id")
    label = text(None)
    from_kind = text()
    from_id = number(0)
    criteria = text()
    to_kind = text(None)
    to_id = number()
    level = number()
    superiors = number(0)

    class Meta:
        table_name = "sharing_rule"


class FieldPermission(pw.Model):
    """AC18: of a profile; in a team module of a team-module profile by its name, then `profile_id` is 0 (M26)."""

    field_id = to(Field, "field_id", index=False)
    profile_id = number(0)
    team_profile = text()
    access = text(None)

    class Meta:
        table_name = "field_permission"
        primary_key = pw.CompositeKey("field_id", "profile_id", "team_profile")


class Promise(pw.Model):
    """AC57. Names are API names and logins, as people wrote them."""

    id = Id()
    label = text(None, unique=True)
    subject = text(None)
    name = text()
    action = text(None)
    must = text(None)
    module = text()
    field = text()
    criteria = text()
    created_by = number(0)
    created_at = number(0)


class AccessRequest(pw.Model):
    """AC48."""

    id = Id()
    asker_id = to(Member, "asker_id", index=False)
    action = text(None)
    module_id = to(Module, "module_id", null=True, index=False)
    record_id = to(Record, "record_id", null=True)
    rule = text(None)
    remedy_class = text()
    state = text("open")
    asked_at = number()
    answered_by = number(null=True)
    answered_at = number(null=True)
    answer = text()
    text = text()

    class Meta:
        table_name = "access_request"
        indexes = ((("asker_id", "state"), False), (("state", "id"), False))


ACCESS_MODELS = (
    UserGroup,
    GroupMember,
    ModuleGrant,
    ModuleBarred,
    SharingRule,
    FieldPermission,
    Promise,
    AccessRequest,
)
"""Parents before children."""
