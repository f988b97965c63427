"""Drivers of databases that are loaded though nobody wants them."""

from __future__ import annotations

import sys


def without_postgresql() -> None:
    """Keep its driver out of this process: Peewee loads every driver that it finds.

    It takes a quarter of the time of a short command, and six megabytes of a zygote.
    """
    sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]
