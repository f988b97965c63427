"""The directory: which logins there are, which organisations, who belongs where. Nothing else of any organisation.

Changes that concern both are made here first and in the organisation second, each step idempotent; `reconcile`
finishes what a crash left half done, and `interrupted` writes it down.
"""

from __future__ import annotations

from crm_tui.base.clock import Clock, SystemClock, epoch
from crm_tui.base.messages import message
from crm_tui.domain.editions import general_limits
from crm_tui.domain.errors import Conflict, NotFound, Unusable
from crm_tui.domain.key_limits import JOIN
from crm_tui.store.directory_rows import BelongsRow, LoginRow, OrgRow, OrgState
from crm_tui.store.directory_schema import (
    DIRECTORY_VERSION,
    create_directory_schema,
    directory_version,
    upgrade_directory,
)
from crm_tui.store.engine import Engine
from crm_tui.store.failures import newer_schema
from crm_tui.store.invitations import InvitationsPart
from crm_tui.store.key_codes import KeyCodesPart
from crm_tui.store.orgs_sql import ORG, org_row
from crm_tui.store.pending_acts import PendingActsPart
from crm_tui.store.ssh_keys import SshKeysPart
from crm_tui.store.unfinished import is_unfinished, unfinished


class Directory(InvitationsPart, KeyCodesPart, PendingActsPart, SshKeysPart):
    """One installation's directory. Verbs open their own transaction; inside `engine.write()` they join it."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    def _now(self) -> int:
        return epoch(self.clock.now())

    # Logins

    def login(self, login: str) -> LoginRow | None:
        """The login of this address; case does not count."""
        row = self.engine.row(
            "SELECT id, login, name, created_at, default_org FROM login WHERE login = ?", (login.casefold(),)
        )
        return LoginRow(*row) if row else None

    def logins(self) -> tuple[LoginRow, ...]:
        """All logins by address."""
        rows = self.engine.rows("SELECT id, login, name, created_at, default_org FROM login ORDER BY login")
        return tuple(LoginRow(*row) for row in rows)

    def add_login(self, login: str, name: str = "") -> LoginRow:
        """The login of this address, made where it is missing; a name is kept where there was none."""
        address = login.casefold()
        with self.engine.write():
            self.engine.execute(
                "INSERT INTO login (login, name, created_at) VALUES (?, ?, ?) ON CONFLICT (login) DO NOTHING",
                (address, name, self._now()),
            )
            self.engine.execute("UPDATE login SET name = ? WHERE login = ? AND name = ''", (name, address))
        return self._login(address)

    def rename_login(self, login: str, name: str) -> None:
        """Change the name that a login carries into organisations."""
        with self.engine.write():
            self.engine.execute("UPDATE login SET name = ? WHERE id = ?", (name, self._login(login).id))

    def _login(self, login: str) -> LoginRow:
        row = self.login(login)
        if row is None:
            raise NotFound
        return row

    # Organisations

    def orgs(self) -> tuple[OrgRow, ...]:
        """All organisations that are in use, by name."""
        rows = self.engine.rows(f"SELECT {ORG} FROM org o WHERE state = 'open' ORDER BY name, id")
        return tuple(map(org_row, rows))

    def org(self, slug: str) -> OrgRow | None:
        """The organisation in use under this slug."""
        row = self.engine.row(f"SELECT {ORG} FROM org o WHERE slug = ? AND state = 'open'", (slug.casefold(),))
        return org_row(row) if row else None

    def org_by_id(self, org_id: int) -> OrgRow | None:
        """An organisation in any state."""
        row = self.engine.row(f"SELECT {ORG} FROM org o WHERE id = ?", (org_id,))
        return org_row(row) if row else None

    def slug_is_free(self, slug: str, *, but_for: int | None = None) -> bool:
        """Whether nobody has a slug now or reserved; the organisation `but_for` does not stand in its own way."""
        slug = slug.casefold()
        if slug == JOIN:
            return False
        if self.engine.value("SELECT 1 FROM reserved_slug WHERE slug = ? AND until > ?", (slug, self._now())):
            return False
        return self.engine.value("SELECT id FROM org WHERE slug = ?", (slug,)) in (None, but_for)

    def begin_org(self, slug: str, name: str, created_by: str | None = None) -> OrgRow:
        """First step of making an organisation: its slug and location are taken. Conflict where the slug is."""
        with self.engine.write():
            self._take_slug(slug, None)
            creator = self._login(created_by).id if created_by else None
            org_id = self.engine.insert(
                "INSERT INTO org (slug, name, location, state, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)"
                " RETURNING id",
                (slug.casefold(), name, f"new {slug.casefold()}", OrgState.CREATING, creator, self._now()),
            )
            # Names of folders and schemas come from ids: a slug may change.
            self.engine.execute("UPDATE org SET location = ? WHERE id = ?", (f"org{org_id}", org_id))
        return self._org(org_id)

    def finish_org(self, org_id: int) -> OrgRow:
        """Last step: its database is complete and the organisation in use."""
        self._change_org(org_id, state=OrgState.OPEN)
        return self._org(org_id)

    def abandon_org(self, org_id: int) -> None:
        """Give up an organisation whose making failed; its slug is free at once."""
        with self.engine.write():
            self.engine.execute("DELETE FROM org WHERE id = ? AND state = 'creating'", (org_id,))

    def unfinished(self) -> tuple[OrgRow, ...]:
        """Organisations whose making was begun and not finished."""
        rows = self.engine.rows(f"SELECT {ORG} FROM org o WHERE state = 'creating' ORDER BY id")
        return tuple(map(org_row, rows))

    def change_slug(self, org_id: int, slug: str) -> None:
        """ORG-6: the old slug is dead at once and reserved. Conflict where the new one is taken."""
        with self.engine.write():
            old = self._org(org_id).slug
            self._take_slug(slug, org_id)
            if slug.casefold() != old:
                self._change_org(org_id, slug=slug.casefold())
                self._reserve(old)

    def delete_org(self, org_id: int) -> None:
        """ORG-16: out of use and out of everybody's list; its slug stays reserved. Its data is not touched."""
        with self.engine.write():
            slug = self._org(org_id).slug
            self._reserve(slug)
            # The slug column is unique, and the slug may have a new owner some day.
            self._change_org(org_id, state=OrgState.DELETED, slug=f"{slug} {org_id}")
            self.forget_org_keys(org_id)
            for sql in (
                "DELETE FROM membership WHERE org_id = ?",
                "UPDATE login SET default_org = NULL WHERE default_org = ?",
                "UPDATE invitation SET state = 'revoked' WHERE org_id = ? AND state = 'pending'",
            ):
                self.engine.execute(sql, (org_id,))

    def _org(self, org_id: int) -> OrgRow:
        found = self.org_by_id(org_id)
        if found is None:
            raise NotFound
        return found

    def _change_org(self, org_id: int, **columns: str) -> None:
        places = ", ".join(f"{name} = ?" for name in columns)
        with self.engine.write():
            if not self.engine.execute(f"UPDATE org SET {places} WHERE id = ?", (*columns.values(), org_id)):
                raise NotFound

    def _take_slug(self, slug: str, org_id: int | None) -> None:
        self.engine.serialise("slug")
        if not self.slug_is_free(slug, but_for=org_id):
            raise Conflict(message("The slug {slug} is taken.", slug=slug))

    def _reserve(self, slug: str) -> None:
        """ORG-6, ORG-16: for a while nobody else gets a slug that was given up."""
        until = self._now() + general_limits().reserved_slug_days * 86_400
        self.engine.execute("DELETE FROM reserved_slug WHERE until <= ?", (self._now(),))
        self.engine.execute(
            "INSERT INTO reserved_slug (slug, until) VALUES (?, ?)"
            " ON CONFLICT (slug) DO UPDATE SET until = excluded.until",
            (slug, until),
        )

    # Who belongs where

    def add_membership(self, login: str, org_id: int) -> None:
        """Let a login belong to an organisation; the first one becomes its default (ORG-12)."""
        with self.engine.write():
            login_id = self.add_login(login).id
            self.engine.execute(
                "INSERT INTO membership (login_id, org_id, created_at) VALUES (?, ?, ?)"
                " ON CONFLICT (login_id, org_id) DO NOTHING",
                (login_id, org_id, self._now()),
            )
            self.engine.execute(
                "UPDATE login SET default_org = ? WHERE id = ? AND default_org IS NULL"
                " AND 1 = (SELECT count(*) FROM membership WHERE login_id = ?)",
                (org_id, login_id, login_id),
            )

    def remove_membership(self, login: str, org_id: int) -> None:
        """End it; where it was the default, the next sign-in asks for another one (ORG-12)."""
        login_id = self._login(login).id
        with self.engine.write():
            self.engine.execute("DELETE FROM membership WHERE login_id = ? AND org_id = ?", (login_id, org_id))
            self.engine.execute(
                "UPDATE login SET default_org = NULL WHERE id = ? AND default_org = ?", (login_id, org_id)
            )

    def organisations_of(self, login: str) -> tuple[BelongsRow, ...]:
        """The organisations that a login belongs to, in use ones only, by name."""
        found = self.login(login)
        if found is None:
            return ()
        rows = self.engine.rows(
            f"SELECT {ORG} FROM membership m JOIN org o ON o.id = m.org_id"
            " WHERE m.login_id = ? AND o.state = 'open' ORDER BY o.name, o.id",
            (found.id,),
        )
        orgs = map(org_row, rows)
        return tuple(BelongsRow(org, org.id == found.default_org, org.created_by == found.id) for org in orgs)

    def members_of(self, org_id: int) -> tuple[LoginRow, ...]:
        """The logins that belong to an organisation."""
        rows = self.engine.rows(
            "SELECT l.id, l.login, l.name, l.created_at, l.default_org FROM membership m"
            " JOIN login l ON l.id = m.login_id WHERE m.org_id = ? ORDER BY l.login",
            (org_id,),
        )
        return tuple(LoginRow(*row) for row in rows)

    def set_default(self, login: str, org_id: int | None) -> None:
        """ORG-12. NotFound where the login does not belong there."""
        login_id = self._login(login).id
        with self.engine.write():
            sql = "SELECT 1 FROM membership WHERE login_id = ? AND org_id = ?"
            if org_id is not None and not self.engine.value(sql, (login_id, org_id)):
                raise NotFound
            self.engine.execute("UPDATE login SET default_org = ? WHERE id = ?", (org_id, login_id))

    def default_org(self, login: str) -> OrgRow | None:
        """What opens at sign-in, or None: then he is asked."""
        return next((row.org for row in self.organisations_of(login) if row.default), None)

    # Who was here last

    def last_login(self) -> str | None:
        """The login that was used last by the owner of the data."""
        found: str | None = self.engine.value("SELECT value FROM meta WHERE key = 'last_login'")
        return found

    def set_last_login(self, login: str) -> None:
        """Remember it, unless it is remembered already."""
        if self.last_login() == login.casefold():
            return
        with self.engine.write():
            self.engine.execute(
                "INSERT INTO meta (key, value) VALUES ('last_login', ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (login.casefold(),),
            )


def open_directory(engine: Engine, *, clock: Clock | None = None) -> Directory:
    """The directory of an installation, made where it is missing. Unusable where its schema is newer, or unfinished."""
    if not engine.has_tables("membership"):
        if unfinished(engine) is not None:
            raise Unusable(is_unfinished(engine.place))
        with engine.write():
            engine.serialise("directory")
            if not engine.has_tables("membership"):
                create_directory_schema(engine)
    if (found := directory_version(engine)) < DIRECTORY_VERSION:
        with engine.write():
            engine.serialise("directory")
            upgrade_directory(engine)
    elif found > DIRECTORY_VERSION:
        raise newer_schema(engine.place, found, DIRECTORY_VERSION)
    return Directory(engine, clock or SystemClock())
