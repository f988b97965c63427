"""Settings of a server: a TOML file, over which stands the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from crm_tui.base.messages import N_, Message, message
from crm_tui.domain.errors import Invalid

FILE = "serve.toml"
"""In the data directory, where it is read without being named."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How `serve ssh` serves. A limit of 0 is none. Addresses and paths empty: all, and in the data directory."""

    address: str = ""
    port: int = 2222
    host_key: str = ""
    log: str = ""
    zygote: bool = True
    merge_memory: bool = False
    sessions: int = 200
    per_address: int = 100
    per_user: int = 10
    logins_per_minute: int = 120
    tries: int = 6
    login_seconds: int = 120
    strangers: int = 100
    starts: int = 0
    idle: float = 60.0
    warn_seconds: int = 60
    keepalive_seconds: int = 15
    finish: float = 2.0
    farewell_seconds: float = 0.6
    memory_mb: int = 2048
    cpu_minutes: int = 0
    processes: int = 0


HELP = {
    "address": N_("the address to listen on; all of this machine by default"),
    "port": N_("the port to listen on; 0 takes a free one"),
    "host_key": N_("the file of the server's own key; made once, in the data directory by default"),
    "log": N_("the file of log lines; standard error by default"),
    "zygote": N_("fork sessions from a process that has all loaded"),
    "merge_memory": N_("let the system keep equal memory of sessions once"),
    "sessions": N_("sessions open at once, in all"),
    "per_address": N_("sessions open at once from one address"),
    "per_user": N_("sessions open at once of one login"),
    "logins_per_minute": N_("sign-ins from one address in a minute"),
    "tries": N_("keys that fail before a connection is closed"),
    "login_seconds": N_("seconds within which one must have signed in"),
    "strangers": N_("connections at once that have not signed in yet"),
    "starts": N_("sessions that start at the same time; as many as processors by default"),
    "idle": N_("minutes without a key after which a session ends"),
    "warn_seconds": N_("seconds before that end in which it is announced"),
    "keepalive_seconds": N_("seconds between two looks whether a client is still there"),
    "finish": N_("minutes that sessions have to finish when the server stops"),
    "farewell_seconds": N_("seconds that a session has to end by itself once it is told to"),
    "memory_mb": N_("megabytes of address space for one session"),
    "cpu_minutes": N_("minutes of computing for one session"),
    "processes": N_("processes and threads that the server's account may have"),
}
"""What each is for, in the file and on the command line."""

MOST = {"port": 65535, "tries": 100}
LEAST = {"tries": 1, "login_seconds": 1}
LARGEST = 1_000_000
KINDS = {field.name: type(field.default) for field in fields(Settings)}
_NEEDED = {
    int: message("It must be a whole number."),
    float: message("It must be a number."),
    bool: message("It must be true or false."),
    str: message("It must be a text in quotes."),
}


def settings(file: Path | None, given: Mapping[str, object]) -> Settings:
    """The settings of a file, where there is one, with those of the command line over them.

    Invalid names the setting that is unknown or has no possible value.
    """
    written = _read(file) if file is not None else {}
    spoken = {name: value for name, value in given.items() if value is not None}
    _must_fit(written, message("{file} cannot be used.", file=str(file)))
    _must_fit(spoken, message("These options cannot be used."))
    return Settings(**(written | spoken))  # type: ignore[arg-type]


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(message("{file} cannot be read: {reason}.", file=str(file), reason=str(error))) from error


def _must_fit(found: Mapping[str, object], words: Message) -> None:
    wrong = {name: why for name, value in found.items() if (why := _wrong(name, value)) is not None}
    if wrong:
        raise Invalid(words, wrong)


def _wrong(name: str, value: object) -> Message | None:
    """What is wrong with a setting; None where it can be used."""
    if name not in KINDS:
        return message("There is no such setting. There is: {known}.", known=", ".join(KINDS))
    kind = KINDS[name]
    if type(value) is not kind and not (kind is float and type(value) is int):
        return _NEEDED[kind]
    least, most = LEAST.get(name, 0), MOST.get(name, LARGEST)
    if isinstance(value, int | float) and not least <= value <= most:
        return message("It must be from {least} to {most}.", least=least, most=most)
    return None
