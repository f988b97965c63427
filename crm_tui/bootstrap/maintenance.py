"""Backup, restore and check of a whole installation: directory, organisations and attachments in one file."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from crm_tui.base.messages import Message, message
from crm_tui.bootstrap.places import DIRECTORY, Places
from crm_tui.domain.errors import Conflict, CrmError, Invalid, Unusable
from crm_tui.store.backup import back_up
from crm_tui.store.directory_rows import OrgState
from crm_tui.store.doctor import Finding, Severity, examine, examine_directory
from crm_tui.store.failures import unusable_file
from crm_tui.store.flush import flush
from crm_tui.store.restore import restore_to_file, restore_to_schema

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation

DATA, FILES = "databases", "files"
"""Folders of the archive: `databases/org1`, `files/org1/ab/cdef…`."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Checked:
    """One finding of `doctor`, and where. `ok` is False for damage only."""

    slug: str
    """Empty: the directory of logins and organisations."""
    check: str
    ok: bool
    detail: Message
    number: int = 0
    """How many or how large (bytes), by the check."""


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
    except FileNotFoundError as error:
        raise Unusable(message("{place} cannot be used: {reason}.", place=target, reason=error.strerror)) from error
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
        with source.open("rb") as file:
            places.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(prefix=".crm-tui-restore-", dir=places.folder) as folder:
                _unpack(file, source, Path(folder))
                _put_in_place(installation, places, Path(folder))
    except OSError as error:
        at_source = error.filename is not None and Path(error.filename) == source
        raise unusable_file(error, str(source if at_source else places.folder)) from error


def doctor(installation: Installation) -> list[Checked]:
    """Check the directory, every organisation's database and every attachment; one that is damaged hides no other.

    Nothing is changed, but that what a crash has cut off between the two is written down first.
    """
    found = [*_told("", examine_directory(installation.directory.engine)), *_interrupted(installation)]
    for org in installation.directory.orgs():
        try:
            engine = installation.store(org.slug).engine
        except CrmError as error:
            found.append(Checked(org.slug, "opening", False, error.text))
        else:
            found += _told(org.slug, examine(engine, installation.places.files(org.location)))
    return found


def _interrupted(installation: Installation) -> Iterator[Checked]:
    """Of organisations that are out of use too: nobody opens those any more."""
    directory = installation.directory
    for org_id in directory.orgs_with_pending_acts():
        if (org := directory.org_by_id(org_id)) is None:
            continue
        slug = org.slug if org.state is OrgState.OPEN else ""
        try:
            number = installation.finish_interrupted(org)
        except CrmError as error:
            yield Checked(slug, "interrupted", False, error.text)
        else:
            text = message("Acts that a crash had interrupted and that are written down now: {number}.", number=number)
            yield Checked(slug, "interrupted", True, text, number)


def _told(slug: str, findings: tuple[Finding, ...]) -> list[Checked]:
    return [Checked(slug, one.check, one.severity is not Severity.FAULT, one.text, one.number) for one in findings]


@contextmanager
def _archive(path: Path) -> Iterator[tarfile.TarFile]:
    number = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(number, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=4) as archive:
        yield archive


def _unpack(file: BinaryIO, source: Path, folder: Path) -> None:
    """The whole archive, its checksum included, before anything of it is put in place."""
    try:
        with gzip.open(file) as plain:
            with tarfile.open(fileobj=plain, mode="r:") as archive:
                for member in archive:
                    _unpack_one(archive, member, source, folder)
            while plain.read(_BLOCK):
                pass
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise _no_backup(source) from error
    if not (folder / DATA / DIRECTORY).is_file():
        raise _no_backup(source)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def _unpack_one(archive: tarfile.TarFile, member: tarfile.TarInfo, source: Path, folder: Path) -> None:
    """A plain file below our two folders; Invalid for a name that leads elsewhere, and for links and devices.

    By hand: the filters of tarfile came with Python 3.11.4.
    """
    parts = PurePosixPath(member.name).parts
    if member.isdir():
        return
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or ".." in parts or parts[0] not in (DATA, FILES):
        raise _no_backup(source)
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(content, file)


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
