"""Examining a database: is it sound, does it agree with itself, are its files as they must be. Changes nothing."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import apsw

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import CrmError
from crm_tui.domain.public_keys import fingerprint_of_line
from crm_tui.store.audit import AuditLog
from crm_tui.store.engine import Engine
from crm_tui.store.interaction_index import InteractionIndex
from crm_tui.store.migrations import pending
from crm_tui.store.modules_meta import read_modules

_BLOCK = 1 << 20
_MOST = 20
"""So many single faults of one kind are told."""


class Severity(StrEnum):
    """`FAULT`: data is damaged or disagrees. `WARNING`: nothing is lost, but should be put right."""

    INFO = "info"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `check` is a short stable name; `number` how many or how large (bytes)."""

    check: str
    severity: Severity
    text: Message
    number: int = 0


Check = Callable[[Engine], Iterator[Finding]]

ORGANISATION_CHECKS = (
    "soundness", "references", "modules", "registry", "search", "interactions", "audit", "migrations", "permissions",
    "attachments",
)  # fmt: skip
DIRECTORY_CHECKS = ("soundness", "references", "keys", "permissions")
"""Names of what is checked; of what is in order there is no finding."""


def examine(engine: Engine, files: Path | None = None) -> tuple[Finding, ...]:
    """All checks of an organisation's database, and of its attachments where their folder is given.

    A check that cannot be finished is a fault itself; the others go on.
    """
    checks: tuple[Check, ...] = (
        soundness, references, modules, registry, search, interactions, audit, migrations, permissions, sizes,
    )  # fmt: skip
    found = [finding for check in checks for finding in _told(check, engine)]
    if files is not None:
        found += _told(partial(attachments, folder=files), engine)
    return tuple(found)


def examine_directory(engine: Engine) -> tuple[Finding, ...]:
    """The checks that make sense for the directory of logins and organisations."""
    checks: tuple[Check, ...] = (soundness, references, keys, permissions)
    return tuple(finding for check in checks for finding in _told(check, engine))


def healthy(findings: tuple[Finding, ...]) -> bool:
    """Whether there is no fault among them."""
    return not any(finding.severity is Severity.FAULT for finding in findings)


def _told(check: Check, engine: Engine) -> list[Finding]:
    found: list[Finding] = []
    try:
        for finding in check(engine):
            found.append(finding)
    except CrmError as error:
        found.append(_fault(getattr(check, "__name__", "attachments"), error.text))
    return found


def _fault(check: str, text: Message, number: int = 0) -> Finding:
    return Finding(check, Severity.FAULT, text, number)


def soundness(engine: Engine) -> Iterator[Finding]:
    """SQLite's own examination; PostgreSQL keeps its pages itself, so each table is read once."""
    if engine.is_sqlite:
        for (line,) in engine.rows(f"PRAGMA integrity_check({_MOST})"):
            if line != "ok":
                yield _fault("soundness", message("Damaged: {line}.", line=line))
        return
    for table in engine.tables():
        engine.value(f'SELECT count(*) FROM "{table}" t WHERE t IS NULL')


def references(engine: Engine) -> Iterator[Finding]:
    """Rows that point to what is not there; PostgreSQL allows none."""
    if not engine.is_sqlite:
        return
    broken: dict[tuple[str, str], int] = {}
    for table, _, parent, _ in engine.rows("PRAGMA foreign_key_check"):
        broken[table, parent] = broken.get((table, parent), 0) + 1
    for (table, parent), number in broken.items():
        text = message("{number} rows of {table} point to missing rows of {parent}.", number=number, table=table,
                       parent=parent)  # fmt: skip
        yield _fault("references", text, number)


def modules(engine: Engine) -> Iterator[Finding]:
    """Each module has its table, and each field, hidden ones too, its column."""
    rows = engine.rows(
        "SELECT m.api_name, m.table_name, f.api_name, f.column_name FROM module m"
        " JOIN field f ON f.module_id = m.id WHERE f.column_name <> '' ORDER BY m.id, f.id"
    )
    columns: dict[str, set[str]] = {}
    for module, table, field, column in rows:
        if table not in columns:
            columns[table] = set(engine.columns(table))
            if not columns[table]:
                yield _fault("modules", message("The table of module {module} is missing.", module=module))
        if columns[table] and column not in columns[table]:
            yield _fault("modules", message("Field {field} of {module} has no column.", field=field, module=module))


def registry(engine: Engine) -> Iterator[Finding]:
    """Each record of the registry has its row in its module's table, and the other way round."""
    for module in (*read_modules(engine), *read_modules(engine, state="deleted")):
        if not engine.columns(module.table):
            continue
        without_row = engine.value(
            "SELECT count(*) FROM record r WHERE r.module_id = ?"
            f" AND NOT EXISTS (SELECT 1 FROM {module.table} t WHERE t.id = r.id)",
            (module.id,),
        )
        if without_row:
            text = message("{number} records of {module} have no row.", number=without_row, module=module.api_name)
            yield _fault("registry", text, without_row)
        unknown = engine.value(
            f"SELECT count(*) FROM {module.table} t"
            " WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id AND r.module_id = ?)",
            (module.id,),
        )
        if unknown:
            text = message("{number} rows of {module} are not registered.", number=unknown, module=module.api_name)
            yield _fault("registry", text, unknown)


def search(engine: Engine) -> Iterator[Finding]:
    """Each record of an active module is in the search index."""
    missing = engine.value(
        "SELECT count(*) FROM record r JOIN module m ON m.id = r.module_id WHERE m.state = 'active'"
        " AND NOT EXISTS (SELECT 1 FROM search_doc d WHERE d.id = r.id)"
    )
    entries = engine.value("SELECT count(*) FROM search_doc")
    words = engine.value("SELECT count(*) FROM search_index_docsize") if engine.is_sqlite else entries
    if missing or words != entries:
        number = missing or abs(words - entries)
        text = message("{number} records cannot be found by search. Rebuild the search index.", number=number)
        yield Finding("search", Severity.WARNING, text, number)


def interactions(engine: Engine) -> Iterator[Finding]:
    """The streams of contacts agree with the calls, meetings, tasks and cases that they tell of."""
    if pending(engine):
        return
    index = InteractionIndex(engine)
    for module in read_modules(engine):
        if number := index.wrong(module):
            text = message("{number} records of {module} stand wrongly in the interactions.", number=number,
                           module=module.api_name)  # fmt: skip
            yield Finding("interactions", Severity.WARNING, text, number)


def audit(engine: Engine) -> Iterator[Finding]:
    """No row of the audit log was changed, added or taken away."""
    checked = AuditLog(engine).verify()
    if checked.broken_at is not None:
        text = message("The audit log does not fit together from row {row} on.", row=checked.broken_at)
        yield _fault("audit", text, checked.broken_at)


def migrations(engine: Engine) -> Iterator[Finding]:
    """All scripts of this program were applied."""
    if names := pending(engine):
        text = message("Migrations wait: {names}.", names=", ".join(names))
        yield Finding("migrations", Severity.WARNING, text, len(names))


def keys(engine: Engine) -> Iterator[Finding]:
    """Each living key has the fingerprint of its own line: by that somebody is recognised at a door."""
    for name, login, fingerprint, line in engine.rows(
        "SELECT k.name, l.login, k.fingerprint, k.public FROM ssh_key k JOIN login l ON l.id = k.login_id"
        " WHERE k.revoked_at IS NULL ORDER BY k.id"
    ):
        if fingerprint_of_line(line) != fingerprint:
            text = message("The key {name} of {login} has the fingerprint of another one.", name=name, login=login)
            yield _fault("keys", text)


def permissions(engine: Engine) -> Iterator[Finding]:
    """The files are for their owner only."""
    if engine.path is None:
        return
    paths = (engine.path, *(engine.path.with_name(engine.path.name + end) for end in ("-wal", "-shm", "-gate")))
    for path in (*paths, engine.path.parent):
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0
        if mode & 0o077:
            text = message("{path} can be read or changed by others (mode {mode}).", path=str(path), mode=f"{mode:o}")
            yield Finding("permissions", Severity.WARNING, text, mode)


def sizes(engine: Engine) -> Iterator[Finding]:
    """How large the database is."""
    if engine.path is not None:
        size = engine.path.stat().st_size
        log = engine.path.with_name(engine.path.name + "-wal")
        yield _size("log_size", message("Size of the log"), log.stat().st_size if log.exists() else 0)
    else:
        size = engine.value(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
        )
    yield _size("size", message("Size of the database"), int(size))
    yield _size("records", message("Number of records"), engine.value("SELECT count(*) FROM record"))
    if engine.is_sqlite:
        yield Finding("sqlite", Severity.INFO, message("SQLite {version}", version=apsw.sqlitelibversion()))


def _size(check: str, text: Message, number: int) -> Finding:
    return Finding(check, Severity.INFO, text, number)


def attachments(engine: Engine, folder: Path) -> Iterator[Finding]:
    """Each attachment's content is there and unchanged, and no content is there for nothing."""
    used: set[str] = set()
    told = 0
    for digest, size, name in engine.rows("SELECT digest, size, min(name) FROM attachment GROUP BY digest, size"):
        used.add(digest)
        if told < _MOST and (text := _wrong(folder / digest[:2] / digest, digest, size, name)):
            told += 1
            yield _fault("attachments", text)
    left = [path for path in folder.glob("??/*") if path.name not in used]
    if left:
        text = message("{number} files belong to no attachment.", number=len(left))
        yield Finding("attachments", Severity.INFO, text, len(left))
    open_to_others = [path for path in (folder, *folder.rglob("*")) if path.exists() and path.stat().st_mode & 0o077]
    if open_to_others:
        text = message("{number} files of attachments can be read or changed by others.", number=len(open_to_others))
        yield Finding("permissions", Severity.WARNING, text, len(open_to_others))


def _wrong(path: Path, digest: str, size: int, name: str) -> Message | None:
    if not path.is_file():
        return message("The content of file {name} is missing.", name=name)
    if path.stat().st_size != size or _digest(path) != digest:
        return message("The content of file {name} was changed.", name=name)
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        hasher = hashlib.sha256()
        while block := file.read(_BLOCK):
            hasher.update(block)
    return hasher.hexdigest()
