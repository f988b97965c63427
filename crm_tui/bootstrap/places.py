"""Where an installation keeps its databases and files: a data directory, or a PostgreSQL beside one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crm_tui.domain.errors import Unusable
from crm_tui.store.commits import LOOK, Commits, PostgresCommits, SqliteCommits
from crm_tui.store.engine import Engine, drop_schema, open_postgres, open_sqlite
from crm_tui.store.failures import unusable_file, without_password

DIRECTORY = "directory"
LIVE = "live"
"""What is only true now: `store.live`."""


@dataclass(frozen=True)
class Places:
    """`folder` holds attachments and backups, and without a `url` the databases too."""

    folder: Path
    url: str = field(default="", repr=False)
    """It may hold a password, which is nobody's business in a log."""

    @property
    def shown(self) -> str:
        """Where the databases are, as it may be said."""
        return without_password(self.url) if self.url else str(self.folder)

    def directory(self) -> Engine:
        """The database of logins and organisations, made where it is missing."""
        if self.url:
            return open_postgres(self.url, DIRECTORY, create=True)
        with usable(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_sqlite(self.database(DIRECTORY), create=True)

    def live(self) -> Engine:
        """The database of what is only true now (`store.live`), made where it is missing."""
        if self.url:
            return open_postgres(self.url, LIVE, create=True)
        return open_sqlite(self.database(LIVE), create=True, durable=False)

    def has_data(self) -> bool:
        """Whether there is an installation already. A server is asked when it is opened, and counts as one."""
        with usable(self.folder):
            return bool(self.url) or self.database(DIRECTORY).exists()

    def organisation(self, location: str, *, create: bool = False) -> Engine:
        """The database of one organisation; Unusable where it is missing, unless `create`."""
        if self.url:
            return open_postgres(self.url, location, create=create)
        return open_sqlite(self.database(location), create=create)

    def existing(self, name: str) -> Engine:
        """The database of the directory or of an organisation; Unusable where it is missing."""
        return open_postgres(self.url, name) if self.url else open_sqlite(self.database(name))

    def holds(self, location: str) -> bool:
        """Whether there is anything of an organisation's database."""
        if not self.url:
            return self.database(location).exists()
        try:
            engine = self.existing(location)
        except Unusable:
            return False
        try:
            return bool(engine.tables())
        finally:
            engine.close()

    def drop(self, location: str) -> None:
        """Take the directory's or an organisation's database away for good, not its attachments; it may be missing."""
        if self.url:
            drop_schema(self.url, location)
            return
        path = self.database(location)
        for ending in ("", "-wal", "-shm", "-gate"):
            path.with_name(path.name + ending).unlink(missing_ok=True)

    def commits(self, look: float = LOOK) -> Commits:
        """A watch over commits in the databases here, by the names of their files' folders or schemas.

        `look`: seconds until one is noticed, at most; a server tells at once.
        """
        return PostgresCommits(self.url) if self.url else SqliteCommits(self.database, look)

    def database(self, name: str) -> Path:
        """The SQLite file of the directory, of an organisation, or of what is only true now."""
        return self.folder / f"{name}.db" if name in (DIRECTORY, LIVE) else self.home(name) / "data.db"

    def home(self, location: str) -> Path:
        """The folder of one organisation."""
        return self.folder / location

    def files(self, location: str) -> Path:
        """The attachments of one organisation."""
        return self.home(location) / "files"


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """Says clearly when a folder cannot be made or written."""
    try:
        yield
    except OSError as error:
        raise unusable_file(error, str(folder)) from error
