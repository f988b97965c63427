"""The tables that every organisation has, but those of its access model.

Times are epoch seconds, booleans 0 or 1, lists and options JSON text.
"""

from __future__ import annotations

import peewee as pw

from crm_tui.store.tables import Id, number, text, to


class Organisation(pw.Model):
    """One row, id 1."""

    id = pw.BigIntegerField(primary_key=True)
    name = text(None)
    slug = text(None)
    edition = text(None)
    limits_set = text()
    currency = text()
    currency_digits = number(2)
    locale = text()
    country = text()
    time_zone = text("UTC")
    created_at = number()
    trial_until = number(null=True)
    email_sharing = text("public")
    email_roles = text("[]")
    hierarchy = text("roles")
    team_licences = number(1)


class Meta(pw.Model):
    """Versions and marks: schema_version, policy_version, catalog_version, sample."""

    key = pw.TextField(primary_key=True)
    value = text(None)


class Role(pw.Model):
    id = Id()
    api_name = text(None, unique=True)
    label = text(None)
    parent = pw.ForeignKeyField("self", column_name="parent_id", null=True, backref="+", lazy_load=False)
    peers = number(0)


class Profile(pw.Model):
    id = Id()
    api_name = text(None, unique=True)
    label = text(None)
    everything = number(0)
    team_user = number(0)
    custom_views = number(1)
    create_team_module = number(1)
    manage_teamspace = number(0)
    modules = text(null=True)
    denied = text("[]")


class Member(pw.Model):
    """The users of the organisation; `user` is a reserved word of PostgreSQL."""

    id = Id()
    login = text(None)
    name = text()
    kind = text(None)
    state = text(None)
    profile = to(Profile, "profile_id", on_delete="RESTRICT")
    role = to(Role, "role_id", null=True, on_delete="SET NULL")
    locale = text()
    theme = text()
    time_zone = text()
    created_at = number()
    last_seen_at = number(null=True)
    settings = text("{}")
    manager = pw.ForeignKeyField("self", column_name="manager_id", null=True, backref="+", lazy_load=False)


class Module(pw.Model):
    id = Id()
    api_name = text(None, unique=True)
    label = text(None)
    singular = text()
    kind = text(None)
    table_name = text(None)
    name_field = text()
    person = number(0)
    activity = number(0)
    standard = number(0)
    org_default = text("private")
    version = number(1)
    position = number(0)
    state = text("active")
    options = text("{}")


class Field(pw.Model):
    id = Id()
    module = to(Module, "module_id", index=False)
    api_name = text(None)
    label = text(None)
    kind = text(None)
    column_name = text()
    position = number(0)
    state = text("active")
    options = text("{}")

    class Meta:
        indexes = ((("module", "api_name"), True),)


class Choice(pw.Model):
    id = Id()
    field = to(Field, "field_id", index=False)
    api_name = text(None)
    label = text(None)
    position = number(0)
    active = number(1)
    options = text("{}")

    class Meta:
        indexes = ((("field", "api_name"), True),)


class ModuleMember(pw.Model):
    module = to(Module, "module_id", index=False)
    user = to(Member, "user_id")
    profile = text(None)
    set_by_admin = number(0)

    class Meta:
        table_name = "module_member"
        primary_key = pw.CompositeKey("module", "user")


class Space(pw.Model):
    id = Id()
    api_name = text(None, unique=True)
    name = text(None)
    icon = text()
    description = text()
    position = number(0)


class Folder(pw.Model):
    id = Id()
    space = to(Space, "space_id")
    name = text(None)
    position = number(0)


class SpaceModule(pw.Model):
    space = to(Space, "space_id", index=False)
    module = to(Module, "module_id")
    folder = to(Folder, "folder_id", null=True, on_delete="SET NULL")
    position = number(0)

    class Meta:
        table_name = "space_module"
        primary_key = pw.CompositeKey("space", "module")


class SpaceMember(pw.Model):
    space = to(Space, "space_id", index=False)
    user = to(Member, "user_id")
    role = text(None)

    class Meta:
        table_name = "space_member"
        primary_key = pw.CompositeKey("space", "user")


class ListView(pw.Model):
    id = Id()
    module = to(Module, "module_id")
    api_name = text(None)
    label = text(None)
    owner = to(Member, "owner_id", null=True)
    shared = number(0)
    criteria = text()
    columns = text("[]")
    sort = text()
    created_at = number()

    class Meta:
        table_name = "list_view"


class Record(pw.Model):
    """The registry: one row for each record of any module, so that anything can reference any record."""

    id = Id()
    module = to(Module, "module_id", on_delete="RESTRICT", index=False)
    created_at = number()
    deleted_at = number(null=True)
    deleted_by = number(null=True)
    deleted_batch = number(null=True)


class MultiValue(pw.Model):
    field = to(Field, "field_id", index=False)
    record = to(Record, "record_id")
    choice = to(Choice, "choice_id")

    class Meta:
        table_name = "multi_value"
        primary_key = pw.CompositeKey("field", "record", "choice")


class Note(pw.Model):
    id = Id()
    record = to(Record, "record_id", index=False)
    author_id = number()
    text = text(None)
    created_at = number()
    edited_at = number(null=True)
    internal = number(0)

    class Meta:
        indexes = ((("record", "id"), False),)


class Tag(pw.Model):
    id = Id()
    module = to(Module, "module_id", index=False)
    name = text(None)
    name_key = text(None)

    class Meta:
        indexes = ((("module", "name_key"), True),)


class TagLink(pw.Model):
    tag = to(Tag, "tag_id", index=False)
    record = to(Record, "record_id")
    added_by = number()
    added_at = number()

    class Meta:
        table_name = "tag_link"
        primary_key = pw.CompositeKey("tag", "record")


class Attachment(pw.Model):
    id = Id()
    record = to(Record, "record_id")
    author_id = number()
    name = text(None)
    size = number()
    digest = text(None)
    created_at = number()


class Share(pw.Model):
    record = to(Record, "record_id", index=False)
    user = to(Member, "user_id", index=False)
    level = number()
    shared_by = number()
    created_at = number()

    class Meta:
        primary_key = pw.CompositeKey("record", "user")
        indexes = ((("user", "record"), False),)


class Event(pw.Model):
    """What happened to a record; append only."""

    id = Id()
    record = to(Record, "record_id", index=False)
    at = number()
    actor_id = number()
    kind = text(None)
    door = text()
    body = text("{}")

    class Meta:
        indexes = ((("record", "id"), False),)


class Audit(pw.Model):
    """Who asked for what and what the rules said; a hash chain."""

    id = Id()
    at = number()
    actor_id = number(null=True)
    login = text()
    action = text(None)
    target = text()
    outcome = text()
    rule = text()
    door = text()
    detail = text()
    previous = text()
    digest = text(None)


class Undo(pw.Model):
    id = Id()
    actor_id = number()
    at = number()
    title = text()
    steps = text("[]")
    state = text("open")

    class Meta:
        indexes = ((("actor_id", "state", "id"), False),)


class Outbox(pw.Model):
    id = Id()
    at = number()
    kind = text(None)
    body = text("{}")
    done_at = number(null=True)


class Interaction(pw.Model):
    """One contact with a customer. What has a source (a call, a case) is kept in step with it and takes its words
    from there; what has none (an e-mail, a form) holds its own, and names the `record` that it hangs on."""

    id = Id()
    at = number()
    channel = text(None)
    direction = text()
    status = text()
    minutes = number(null=True)
    actor_id = number(0)
    source = to(Record, "source_id", null=True, index=False)
    record = to(Record, "record_id", null=True)
    deleted_at = number(null=True)
    data = text("{}")
    # Last, because SQLite walks a row from its start to the column it wants, and a text may be long.
    subject = text()
    people = text()
    body = text()

    class Meta:
        indexes = ((("source",), True),)


class InteractionLink(pw.Model):
    """In which streams an interaction stands; the key is the order in which they are read."""

    record = to(Record, "record_id", index=False)
    at = number()
    interaction = to(Interaction, "interaction_id")

    class Meta:
        table_name = "interaction_link"
        primary_key = pw.CompositeKey("record", "at", "interaction")


class Notice(pw.Model):
    """What a user is told of; its words are made when he reads it, of what he may see then."""

    id = Id()
    user = to(Member, "user_id", index=False)
    at = number()
    kind = text(None)
    record = to(Record, "record_id", null=True)
    module_id = number(null=True)
    actor_id = number(0)
    item_id = number(null=True)
    data = text("{}")
    read_at = number(null=True)

    class Meta:
        indexes = ((("user", "id"), False),)


class Recent(pw.Model):
    user = to(Member, "user_id", index=False)
    record = to(Record, "record_id")
    at = number()

    class Meta:
        primary_key = pw.CompositeKey("user", "record")


class Sequence(pw.Model):
    """Auto numbers: what was given last."""

    name = pw.TextField(primary_key=True)
    value = number(0)


class SearchDoc(pw.Model):
    """What search finds; the words stand in `search_index` (SQLite) or in `terms` (PostgreSQL)."""

    id = pw.BigIntegerField(primary_key=True)
    module = to(Module, "module_id")
    name = text()

    class Meta:
        table_name = "search_doc"
        constraints = (pw.SQL("FOREIGN KEY (id) REFERENCES record(id) ON DELETE CASCADE"),)
