"""The tables that every organisation has. Modules get one more each when they are made (`module_tables`).

The models belong to no database: they say how tables are made, and name columns for migrations. Queries are SQL.
Times are epoch seconds, booleans 0 or 1, lists and options JSON text.
"""

from __future__ import annotations

from crm_tui.store.access_tables import ACCESS_MODELS
from crm_tui.store.engine import Engine
from crm_tui.store.organisation_tables import (
    Attachment,
    Audit,
    Choice,
    Event,
    Field,
    Folder,
    Interaction,
    InteractionLink,
    ListView,
    Member,
    Meta,
    Module,
    ModuleMember,
    MultiValue,
    Note,
    Notice,
    Organisation,
    Outbox,
    Profile,
    Recent,
    Record,
    Role,
    SearchDoc,
    Sequence,
    Share,
    Space,
    SpaceMember,
    SpaceModule,
    Tag,
    TagLink,
    Undo,
)
from crm_tui.store.tables import create_tables
from crm_tui.store.text_sql import create_fold

SCHEMA_VERSION = 3
"""Of the tables below; raised by each migration."""


MODELS = (
    Organisation, Meta, Role, Profile, Member, Module, Field, Choice, ModuleMember, Space, Folder, SpaceModule,
    SpaceMember, ListView, Record, MultiValue, Note, Tag, TagLink, Attachment, Share, Event, Audit, Undo, Outbox,
    Interaction, InteractionLink, Notice, Recent, Sequence, SearchDoc,
    *ACCESS_MODELS,
)  # fmt: skip
"""All tables but `search_index` and those of modules, parents before children."""

NOTICE_UNREAD = "CREATE INDEX notice_unread ON notice (user_id, id) WHERE read_at IS NULL"
_EXTRA = {
    "sqlite": (
        # Terms come folded and cut into grams by `base.text`: the tokenizer must only split at spaces.
        "CREATE VIRTUAL TABLE search_index USING fts5(terms, content='', contentless_delete=1,"
        " tokenize=\"unicode61 remove_diacritics 0\", prefix='1 2 3')",
    ),
    "postgresql": (
        "ALTER TABLE search_doc ADD COLUMN terms tsvector NOT NULL DEFAULT ''",
        "CREATE INDEX search_doc_terms ON search_doc USING gin (terms)",
    ),
}
_BOTH = (
    # U43: a deleted user's address may come back as a new user.
    "CREATE UNIQUE INDEX member_login ON member (login) WHERE state <> 'deleted'",
    "CREATE INDEX member_any_login ON member (login)",
    # Few records are in the bin and few messages wait.
    "CREATE INDEX record_deleted ON record (module_id, deleted_at) WHERE deleted_at IS NOT NULL",
    "CREATE INDEX record_batch ON record (deleted_batch) WHERE deleted_batch IS NOT NULL",
    "CREATE INDEX outbox_waiting ON outbox (id) WHERE done_at IS NULL",
    NOTICE_UNREAD,
)


def create_schema(engine: Engine) -> None:
    """Make all tables of an organisation; inside `write()`."""
    create_tables(engine, MODELS)
    for statement in (*_BOTH, *_EXTRA[engine.dialect]):
        engine.execute(statement)
    if not engine.is_sqlite:
        # Made here, because sessions that first need it at the same moment would get in each other's way.
        create_fold(engine)
    engine.many(
        "INSERT INTO meta (key, value) VALUES (?, ?)",
        [("schema_version", str(SCHEMA_VERSION)), ("policy_version", "1"), ("catalog_version", "1")],
    )
