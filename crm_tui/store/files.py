"""Attachments: rows in the database, contents in a folder, named by their SHA-256."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.store.engine import Engine
from crm_tui.store.flush import flush

SIZE_LIMIT = 25 * 1024 * 1024
"""Bytes of one attachment, unless the caller says otherwise."""
_BLOCK = 1 << 20
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')


class Source(Protocol):
    """What a content is read from: a file, or what somebody sends."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """A file on a record; `size` in bytes, `created_at` in epoch seconds, `digest` SHA-256 in hex."""

    id: int
    record_id: int
    author_id: int
    name: str
    size: int
    digest: str
    created_at: int


_COLUMNS = "id, record_id, author_id, name, size, digest, created_at"


class Attachments:
    """The attachment rows of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self, record_id: int) -> tuple[StoredAttachment, ...]:
        """The attachments of a record, newest first."""
        rows = self._engine.rows(
            f"SELECT {_COLUMNS} FROM attachment WHERE record_id = ? ORDER BY id DESC", (record_id,)
        )
        return tuple(StoredAttachment(*row) for row in rows)

    def count(self, record_id: int) -> int:
        """How many attachments a record has."""
        return int(self._engine.value("SELECT count(*) FROM attachment WHERE record_id = ?", (record_id,)))

    def get(self, attachment_id: int) -> StoredAttachment | None:
        """One attachment, or None."""
        row = self._engine.row(f"SELECT {_COLUMNS} FROM attachment WHERE id = ?", (attachment_id,))
        return StoredAttachment(*row) if row else None

    def add(self, record_id: int, author_id: int, name: str, size: int, digest: str, at: int) -> int:
        """Hang a file whose content is in the `FileStore` on a record; its id."""
        return self._engine.insert(
            "INSERT INTO attachment (record_id, author_id, name, size, digest, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (record_id, author_id, safe_name(name), size, digest, at),
        )

    def put_back(self, row: StoredAttachment) -> None:
        """Put a deleted attachment back under its old id: for undo."""
        self._engine.execute(
            f"INSERT INTO attachment ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (row.id, row.record_id, row.author_id, row.name, row.size, row.digest, row.created_at),
        )

    def delete(self, attachment_id: int) -> bool:
        """Take an attachment away; its content stays until `FileStore.sweep`. False where there is none."""
        return self._engine.execute("DELETE FROM attachment WHERE id = ?", (attachment_id,)) == 1

    def digests(self) -> frozenset[str]:
        """The digests of all contents that are in use."""
        return frozenset(digest for (digest,) in self._engine.rows("SELECT DISTINCT digest FROM attachment"))


class FileStore:
    """Contents in a folder, each once, named by their digest; readable by the owner of the data only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Source, limit: int = SIZE_LIMIT) -> tuple[str, int]:
        """Keep a content; (digest, size in bytes). Raises Invalid where it is larger than `limit` bytes.

        It is on the disk when this returns: written beside, flushed, renamed.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._folder / f".new-{os.getpid()}-{id(source)}"
        try:
            digest, size = _copy(source, beside, limit)
            self._place(beside, digest)
        finally:
            beside.unlink(missing_ok=True)
        return digest, size

    def read(self, digest: str) -> bytes:
        """A whole content. Raises NotFound where it is missing or no longer what it was."""
        try:
            content = self._path(digest).read_bytes()
        except OSError:
            raise NotFound(message("The file's content is missing.")) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise NotFound(message("The file's content is damaged."))
        return content

    def sweep(self, used: frozenset[str]) -> int:
        """Delete contents that no attachment uses; how many. Call it under the write gate."""
        gone = [path for path in self._contents() if path.name not in used]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _contents(self) -> Iterator[Path]:
        return self._folder.glob("??/" + "?" * 64)

    def _path(self, digest: str) -> Path:
        if not re.fullmatch("[0-9a-f]{64}", digest):
            raise NotFound(message("The file's content is missing."))
        return self._folder / digest[:2] / digest

    def _place(self, beside: Path, digest: str) -> None:
        target = self._path(digest)
        if target.exists():
            return
        target.parent.mkdir(mode=0o700, exist_ok=True)
        beside.rename(target)
        flush(target.parent)


def safe_name(name: str) -> str:
    """A file name without folders, controls and characters that some systems refuse; at most 200 bytes of UTF-8."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .") or "file"
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 16:
        stem, dot, ending = cleaned, "", ""
    room = 200 - len((dot + ending).encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + ending


def _copy(source: Source, target: Path, limit: int) -> tuple[str, int]:
    hasher, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > limit:
                raise Invalid(message("The file is larger than {limit} MB.", limit=limit // (1024 * 1024)))
            hasher.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return hasher.hexdigest(), size
