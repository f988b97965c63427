"""The tables of the directory: logins, organisations, who belongs where. Times are epoch seconds."""

from __future__ import annotations

import peewee as pw

from crm_tui.store.engine import Engine
from crm_tui.store.tables import Id, create_tables, number, text, to

DIRECTORY_VERSION = 1
"""Of the tables below."""


class Org(pw.Model):
    """`location`: name of the file beside the directory, or of the schema."""

    id = Id()
    slug = text(None, unique=True)
    name = text(None)
    location = text(None, unique=True)
    state = text(None)
    created_by = number(null=True)
    created_at = number()


class Login(pw.Model):
    """One e-mail address."""

    id = Id()
    login = text(None, unique=True)
    name = text()
    created_at = number()
    default_org = to(Org, "default_org", null=True, on_delete="SET NULL")


class Membership(pw.Model):
    login = to(Login, "login_id", index=False)
    org = to(Org, "org_id")
    created_at = number()

    class Meta:
        primary_key = pw.CompositeKey("login", "org")


class Invitation(pw.Model):
    """The token itself is kept nowhere."""

    id = Id()
    org = to(Org, "org_id")
    login = text(None)
    token_hash = text(None, unique=True)
    state = text(None)
    sent_at = number()
    expires_at = number()
    by_login = text()

    class Meta:
        indexes = ((("login", "state"), False),)


class ReservedSlug(pw.Model):
    """ORG-6, ORG-16: a slug that nobody gets before `until`."""

    slug = pw.TextField(primary_key=True)
    until = number()

    class Meta:
        table_name = "reserved_slug"


class DirectoryMeta(pw.Model):
    """schema_version, last_login."""

    key = pw.TextField(primary_key=True)
    value = text(None)

    class Meta:
        table_name = "meta"


DIRECTORY_MODELS = (Org, Login, Membership, Invitation, ReservedSlug, DirectoryMeta)
"""Parents before children."""


def create_directory_schema(engine: Engine) -> None:
    """Make the tables; inside `write()`."""
    create_tables(engine, DIRECTORY_MODELS)
    engine.execute("INSERT INTO meta (key, value) VALUES ('schema_version', ?)", (str(DIRECTORY_VERSION),))
