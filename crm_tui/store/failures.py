"""What goes wrong below: one mapping from drivers' and system errors to words for people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import apsw
import peewee

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Unusable


class ConstraintFailed(Exception):
    """A constraint of the database refused a change: a fault of the caller, or two people at the same moment.

    `unique`: something of this key is there already. After it a PostgreSQL transaction is lost, so catch it only
    around a `write()` of its own; inside another one that is a savepoint.
    """

    def __init__(self, detail: str, *, unique: bool) -> None:
        super().__init__(detail)
        self.unique = unique


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Let errors of the drivers leave as `Unusable` or `ConstraintFailed`; `place` names the database."""
    try:
        yield
    except (apsw.Error, peewee.PeeweeException) as error:
        raise translate(error, place) from error
    except Exception as error:
        if not _of_psycopg(error):
            raise
        raise translate(error, place) from error


def translate(error: BaseException, place: str) -> BaseException:
    """What to raise for an error of a driver: the error itself where there are no better words."""
    cause = _driver_error(error)
    if isinstance(cause, apsw.Error):
        return _of_sqlite(cause, place) or error
    if isinstance(cause, OSError):
        return unusable_file(cause, place)
    if _of_psycopg(cause):
        return _of_server(cause, place) or error
    return error


def is_damage(error: BaseException) -> bool:
    """Whether an error, translated or not, says that an SQLite file is damaged or none."""
    cause = _driver_error(error.__cause__ or error)
    short = getattr(cause, "extendedresult", 0) == apsw.SQLITE_IOERR_SHORT_READ
    return isinstance(cause, apsw.CorruptError | apsw.NotADBError) or (isinstance(cause, apsw.IOError) and short)


def unusable_file(error: OSError, place: str) -> Unusable:
    """A system error on a file or folder of the data."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Unusable(_full(place))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Unusable(_read_only(place))
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Unusable(message("There is no data at {place}.", place=place))
    return Unusable(message("{place} cannot be used: {reason}.", place=place, reason=error.strerror or str(error)))


def newer_schema(place: str, found: int, known: int) -> Unusable:
    """The data was written by a later program."""
    return Unusable(
        message(
            "{place} has schema {found}, but this program knows only schema {known}. Use a newer crm-tui.",
            place=place, found=found, known=known,
        )
    )  # fmt: skip


def locked_too_long(place: str, seconds: float) -> Unusable:
    """Somebody else held the write gate all the time that we were ready to wait."""
    return Unusable(
        message(
            "{place} has been busy for {seconds} seconds: another process is writing. Try again.",
            place=place, seconds=round(seconds),
        )
    )  # fmt: skip


def network_disk(place: str) -> Unusable:
    """SQLite and its locks need a disk of this machine."""
    return Unusable(message("{place} is on a network disk. Use a folder of this machine, or PostgreSQL.", place=place))


def no_address(url: str) -> Message:
    """An address that names no PostgreSQL, without the password in it."""
    return message("{url} is no address of a PostgreSQL: write postgresql://HOST/NAME.", url=without_password(url))


def without_password(address: str) -> str:
    """An address as it may be shown: what may hold a password is left out, however it was mistyped."""
    scheme, slashes, rest = address.partition("//")
    if any(sign in rest for sign in ":@?=") or not slashes:
        return f"{scheme}//…" if slashes else "…"
    return address


def _driver_error(error: BaseException) -> BaseException:
    """Peewee wraps what the driver raised and keeps it."""
    original = getattr(error, "orig", None) if isinstance(error, peewee.PeeweeException) else None
    return original if isinstance(original, BaseException) else error


def _full(place: str) -> Message:
    return message("The disk is full: nothing was saved to {place}. Make room and try again.", place=place)


def _read_only(place: str) -> Message:
    return message("{place} is read-only for this user.", place=place)


def _corrupt(place: str) -> Message:
    return message("{place} is damaged. Run `crm-tui doctor`, then restore a backup.", place=place)


def _of_sqlite(error: apsw.Error, place: str) -> Exception | None:
    if isinstance(error, apsw.ConstraintError):
        code = getattr(error, "extendedresult", 0)
        unique = code in (apsw.SQLITE_CONSTRAINT_UNIQUE, apsw.SQLITE_CONSTRAINT_PRIMARYKEY)
        return ConstraintFailed(str(error), unique=unique)
    if isinstance(error, apsw.IOError):
        return Unusable(_sqlite_io(error, place))
    for kind, words in _sqlite_words(place):
        if isinstance(error, kind):
            return Unusable(words)
    return None


def _sqlite_words(place: str) -> tuple[tuple[type[Exception], Message], ...]:
    return (
        (apsw.FullError, _full(place)),
        (apsw.ReadOnlyError, _read_only(place)),
        (apsw.PermissionsError, _read_only(place)),
        (apsw.CorruptError, _corrupt(place)),
        (apsw.NotADBError, message("{place} is not a database of crm-tui.", place=place)),
        (apsw.CantOpenError, message("{place} cannot be opened.", place=place)),
        (apsw.BusyError, message("{place} is locked by another program. Try again.", place=place)),
        (apsw.LockedError, message("{place} is locked by another program. Try again.", place=place)),
        (apsw.InterruptError, message("Stopped: it took too long.")),
        (apsw.NoMemError, message("There is not enough memory for this.")),
    )


_NO_ROOM = frozenset(
    {apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_FSYNC, apsw.SQLITE_IOERR_TRUNCATE, apsw.SQLITE_IOERR_SHMSIZE}
)
"""The last: there is no room for the log's index, which whoever opens a database first makes, also to read."""


def _sqlite_io(error: apsw.Error, place: str) -> Message:
    """SQLite says "full" only for ENOSPC; at a quota or a limit of file sizes it says that writing failed."""
    code = getattr(error, "extendedresult", 0)
    if code in _NO_ROOM:
        return message("{place} cannot be written: the disk is full or failing. Nothing was saved.", place=place)
    if code == apsw.SQLITE_IOERR_SHORT_READ:
        return _corrupt(place)
    return message("{place} cannot be read or written.", place=place)


@cache
def _psycopg_error() -> type[Exception]:
    """Loaded late: installations on SQLite need no PostgreSQL driver."""
    try:
        import psycopg
    except ImportError:
        return _Never
    return psycopg.Error


class _Never(Exception):
    """Stands for the errors of a driver that is not installed."""


def _of_psycopg(error: BaseException) -> bool:
    return isinstance(error, _psycopg_error())


def _of_server(error: BaseException, place: str) -> Exception | None:
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith("23"):
        # Only the first line: the server adds the row, which is nobody's business in a log.
        return ConstraintFailed(str(error).split("\n", 1)[0], unique=state == "23505")
    words = _server_words(place).get(state) or _server_words(place).get(state[:2])
    if words is None and _is_operational(error):
        words = _unreachable()
    return Unusable(words, str(error).strip()) if words else None


def _is_operational(error: BaseException) -> bool:
    return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)


def _unreachable() -> Message:
    return message("The database server cannot be reached.")


def _server_words(place: str) -> dict[str, Message]:
    """By SQLSTATE, or its class of two characters."""
    busy = message("{place} is locked by another program. Try again.", place=place)
    return {
        "53100": _full(place),
        "25006": _read_only(place),
        "42501": _read_only(place),
        "40001": busy,
        "40P01": busy,
        "55P03": busy,
        "57014": message("Stopped: it took too long."),
        "XX": _corrupt(place),
        "28": message("The database server refuses this user."),
        "3D": message("There is no data at {place}.", place=place),
        "53": message("The database server has no room for more."),
        "57": _unreachable(),
        "08": _unreachable(),
    }
