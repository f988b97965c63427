"""A person's own keys, from a file of his: `[keys]` with `"record.note" = "m"`, or a list of keys for each command."""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import replace
from pathlib import Path

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid
from crm_tui.tui.commands.keymap import DEFAULT_KEYMAP, Keymap, read_keymap

LARGEST = 65_536
"""Bytes that are read of it."""
MOST = 8
"""Keys of one command."""


def load_keymap(path: Path) -> Keymap:
    """The table's keys with those of the file on top, and its problems in words. Raises nothing: without a file, or
    where it cannot be used, the keys are the table's own."""
    try:
        wanted, problems = wanted_keys(path)
    except Invalid as error:
        return replace(DEFAULT_KEYMAP, problems=(message("{error} The usual keys are in use.", error=error),))
    keymap, found = read_keymap(wanted)
    return replace(keymap, problems=(*problems, *found))


def wanted_keys(path: Path) -> tuple[dict[str, tuple[str, ...]], tuple[Message, ...]]:
    """Command id -> keys as the file has them, and entries that are no keys at all. Nothing where there is no file.

    Invalid says why a file cannot be read, with the line where it is broken.
    """
    try:
        data = tomllib.loads(_text(path))
    except FileNotFoundError:
        return {}, ()
    except OSError as error:
        raise Invalid(_unusable(path, error.strerror or str(error))) from error
    except RecursionError as error:
        raise Invalid(message("The keymap {path} is nested too deeply.", path=path)) from error
    except ValueError as error:  # broken TOML, or bytes that are no UTF-8
        raise Invalid(_unusable(path, error)) from error
    return _entries(data)


def _unusable(path: Path, reason: object) -> Message:
    return message("The keymap {path} cannot be used: {reason}.", path=path, reason=reason)


def _text(path: Path) -> str:
    """The text of a plain file of one's own: a pipe would never end, and keys of others would steer one's hands."""
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    with open(file, "rb") as opened:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            raise Invalid(message("The keymap {path} is no plain file.", path=path))
        if about.st_uid not in (0, os.geteuid()) or about.st_mode & stat.S_IWOTH:
            raise Invalid(message("The keymap {path} can be written by others.", path=path))
        text = opened.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise Invalid(message("The keymap {path} is larger than {size} bytes.", path=path, size=LARGEST))
    return text.decode()


def _entries(data: dict[str, object]) -> tuple[dict[str, tuple[str, ...]], tuple[Message, ...]]:
    wanted: dict[str, tuple[str, ...]] = {}
    problems = [message("Keymap: there is no section {name}.", name=name) for name in data if name != "keys"]
    keys = data.get("keys", {})
    for command, value in _flat(keys if isinstance(keys, dict) else {"keys": keys}).items():
        sequences = [value] if isinstance(value, str) else value
        if not isinstance(sequences, list) or not all(isinstance(one, str) for one in sequences):
            problems.append(message("Keymap: {command} needs a key in quotes, or a list of them.", command=command))
        elif len(sequences) > MOST:
            problems.append(message("Keymap: {command} has more than {most} keys.", command=command, most=MOST))
        else:
            wanted[command] = tuple(sequences)
    return wanted, tuple(problems)


def _flat(keys: dict[str, object]) -> dict[str, object]:
    """`record.note = "m"` without quotes is a table within a table for TOML; people mean the same by it."""
    found: dict[str, object] = {}
    for name, value in keys.items():
        if isinstance(value, dict):
            found.update({f"{name}.{second}": inner for second, inner in value.items()})
        else:
            found[name] = value
    return found
