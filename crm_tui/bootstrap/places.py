"""Where an installation keeps its databases and files: a data directory, or a PostgreSQL beside one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from crm_tui.store.engine import Engine, open_postgres, open_sqlite

DIRECTORY = "directory"


@dataclass(frozen=True)
class Places:
    """`folder` holds attachments and backups, and without a `url` the databases too."""

    folder: Path
    url: str = ""

    def directory(self) -> Engine:
        """The database of logins and organisations, made where it is missing."""
        if self.url:
            return open_postgres(self.url, DIRECTORY, create=True)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_sqlite(self.folder / f"{DIRECTORY}.db", create=True)

    def organisation(self, location: str, *, create: bool = False) -> Engine:
        """The database of one organisation."""
        if self.url:
            return open_postgres(self.url, location, create=create)
        self.home(location).mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_sqlite(self.home(location) / "data.db", create=create)

    def home(self, location: str) -> Path:
        """The folder of one organisation."""
        return self.folder / location

    def files(self, location: str) -> Path:
        """The attachments of one organisation."""
        return self.home(location) / "files"
