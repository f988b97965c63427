"""Where an installation keeps its databases and files: a data directory, or a PostgreSQL beside one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from crm_tui.store.commits import Commits, PostgresCommits, SqliteCommits
from crm_tui.store.engine import Engine, open_postgres, open_sqlite
from crm_tui.store.failures import unusable_file

DIRECTORY = "directory"
LIVE = "live"
"""What is only true now: `store.live`."""


@dataclass(frozen=True)
class Places:
    """`folder` holds attachments and backups, and without a `url` the databases too."""

    folder: Path
    url: str = ""

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

    def commits(self) -> Commits:
        """A watch over commits in the databases here, by the names of their files' folders or schemas."""
        return PostgresCommits(self.url) if self.url else SqliteCommits(self.database)

    def database(self, name: str) -> Path:
        """The SQLite file of the directory, of what is true now, or of an organisation."""
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
