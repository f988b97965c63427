"""The tables of the directory: logins, organisations, who belongs where, keys. Times are epoch seconds."""

from __future__ import annotations

from typing import Any

import peewee as pw

from crm_tui.store.engine import Engine
from crm_tui.store.tables import Id, create_tables, number, text, to

DIRECTORY_VERSION = 3
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


class SshKey(pw.Model):
    """A key of a login. `everywhere`: it opens all its organisations but for what `ssh_key_org` says."""

    id = Id()
    login = to(Login, "login_id")
    name = text(None)
    fingerprint = text(None)
    kind = text(None)
    public = text(None)
    everywhere = number(0)
    created_at = number()
    last_used_at = number(null=True)
    revoked_at = number(null=True)

    class Meta:
        table_name = "ssh_key"


# Of living keys alone: who lost one, and somebody who finds it, may not both be in.
_LIVING = pw.SQL("revoked_at IS NULL")
SshKey.add_index(SshKey.index(SshKey.fingerprint, unique=True, where=_LIVING, name="ssh_key_living"))


class SshKeyOrg(pw.Model):
    """What an organisation says of a key, as `store.ssh_keys.Say`; `user_id`: which user of its it has vouched for."""

    key = to(SshKey, "key_id", index=False)
    org = to(Org, "org_id")
    say = text()
    user_id = number(null=True)
    last_used_at = number(null=True)

    class Meta:
        table_name = "ssh_key_org"
        primary_key = pw.CompositeKey("key", "org")


class KeyCode(pw.Model):
    """A code that registers one key. `label` is its first half, by which it is found; the code is kept nowhere.

    `org`: where it was made, for the user `user_id` there; `by_key`: whoever made it came by that key.
    """

    id = Id()
    login = to(Login, "login_id")
    org = to(Org, "org_id")
    user_id = number()
    by_key = to(SshKey, "by_key", null=True, index=False)
    label = text(None, unique=True)
    code_hash = text(None)
    everywhere = number(0)
    state = text(None)
    tries = number(0)
    created_at = number()
    expires_at = number()

    class Meta:
        table_name = "key_code"


class PendingAct(pw.Model):
    """An act of which an organisation may lack its part (`store.pending_acts`)."""

    id = Id()
    org = to(Org, "org_id")
    audit_id = number()
    digest = text(None)
    body = text(None)

    class Meta:
        table_name = "pending_act"


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


DIRECTORY_MODELS = (
    Org, Login, Membership, Invitation, SshKey, SshKeyOrg, KeyCode, PendingAct, ReservedSlug,
    DirectoryMeta,
)  # fmt: skip
"""Parents before children."""


def create_directory_schema(engine: Engine) -> None:
    """Make the tables; inside `write()`."""
    create_tables(engine, DIRECTORY_MODELS)
    engine.execute("INSERT INTO meta (key, value) VALUES ('schema_version', ?)", (str(DIRECTORY_VERSION),))


def directory_version(engine: Engine) -> int:
    """Of the tables as they are."""
    return int(engine.value("SELECT value FROM meta WHERE key = 'schema_version'"))


def upgrade_directory(engine: Engine) -> None:
    """Bring older tables up to date, whoever of several processes is the first; inside `write()`.

    So far there were only new tables, and a restored older backup has them already, empty.
    """
    if directory_version(engine) < DIRECTORY_VERSION:
        known = set(engine.tables())
        create_tables(engine, [model for model in DIRECTORY_MODELS if _name(model) not in known])
        engine.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(DIRECTORY_VERSION),))


def _name(model: type[pw.Model]) -> str:
    meta: Any = model
    return str(meta._meta.table_name)
