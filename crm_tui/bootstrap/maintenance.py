"""Backup, restore and check of a whole installation: directory, organisations and attachments in one file."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.base.messages import Message, message
from crm_tui.bootstrap.places import DIRECTORY, Places
from crm_tui.domain.errors import Conflict, Invalid
from crm_tui.store.backup import back_up, flush
from crm_tui.store.doctor import Severity, examine
from crm_tui.store.failures import unusable_file
from crm_tui.store.restore import restore_to_file, restore_to_schema

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation

DATA, FILES = "databases", "files"
"""Folders of the archive: `databases/org1`, `files/org1/ab/cdef…`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One finding of `doctor`, and where. `ok` is False for damage only."""

    slug: str
    check: str
    ok: bool
    detail: Message


def backup(installation: Installation, target: Path) -> Path:
    """Write everything into one file while others work; each database is checked before it counts.

    Conflict where the target exists; Unusable where it cannot be written.
    """
    if target.exists():
        raise Conflict(message("{path} exists already.", path=target))
    places = installation.places
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".crm-tui-backup-", dir=target.parent) as folder:
            beside = Path(folder) / "whole"
            with _archive(beside) as archive:
                back_up(installation.directory.engine, Path(folder) / DIRECTORY)
                archive.add(Path(folder) / DIRECTORY, f"{DATA}/{DIRECTORY}")
                for org in installation.directory.orgs():
                    copy = Path(folder) / org.location
                    back_up(installation.store(org.slug).engine, copy)
                    archive.add(copy, f"{DATA}/{org.location}")
                    if places.files(org.location).is_dir():
                        archive.add(places.files(org.location), f"{FILES}/{org.location}")
            flush(beside)
            os.link(beside, target)
            flush(target.parent)
    except FileExistsError:
        raise Conflict(message("{path} exists already.", path=target)) from None
    except OSError as error:
        raise unusable_file(error, str(target)) from error
    return target


def restore(installation: Installation, source: Path) -> None:
    """Put a backup in place of what is there; what was there is kept beside it under a name with the time.

    Nobody may have the data open. Invalid where the file is no backup of `crm-tui backup`.
    """
    installation.close()
    places = installation.places
    try:
        places.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".crm-tui-restore-", dir=places.folder) as folder:
            _unpack(source, Path(folder))
            _put_in_place(installation, places, Path(folder))
    except OSError as error:
        raise unusable_file(error, str(source)) from error


def doctor(installation: Installation) -> list[Checked]:
    """Check every database and every attachment."""
    found: list[Checked] = []
    for slug in installation.slugs():
        org = installation.org(slug)
        engine = installation.store(slug).engine
        found += [
            Checked(slug, finding.check, finding.severity is not Severity.FAULT, finding.text)
            for finding in examine(engine, installation.places.files(org.location))
        ]
    return found


@contextmanager
def _archive(path: Path) -> Iterator[tarfile.TarFile]:
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=4) as archive:
            yield archive


def _unpack(source: Path, folder: Path) -> None:
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise _no_backup(source) from error
    if not (folder / DATA / DIRECTORY).is_file():
        raise _no_backup(source)


def _no_backup(source: Path) -> Invalid:
    return Invalid(message("{path} is no backup of crm-tui, or it was cut off.", path=source))


def _put_in_place(installation: Installation, places: Places, folder: Path) -> None:
    """Organisations first, the directory that names them last."""
    names = sorted((path.name for path in (folder / DATA).iterdir()), key=lambda name: name == DIRECTORY)
    for name in names:
        copy = folder / DATA / name
        if places.url:
            restore_to_schema(copy, places.url, name, force=True, clock=installation.clock)
        else:
            restore_to_file(copy, places.database(name), force=True, clock=installation.clock)
        if (folder / FILES / name).is_dir():
            shutil.copytree(folder / FILES / name, places.files(name), dirs_exist_ok=True)
