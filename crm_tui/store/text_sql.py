"""`crm_fold` in SQL: what `base.text.fold` does, on both engines.

On SQLite it is that very function. On PostgreSQL it is a function of the schema, built from what the server has;
a test holds the two against each other.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

import apsw

from crm_tui.base.text import fold
from crm_tui.store.engine import Engine

_MARKED = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1fff"
"""Letters that lose their marks: Latin, Greek and Cyrillic, as in `base.text`."""
_LOWERED_BY = ("pg_unicode_fast", "pg_c_utf8", "C.utf8", "C.UTF-8", "en_US.utf8", "und-x-icu")
"""Collations under which `lower` knows all scripts; the first that the server has is taken."""


def prepare(engine: Engine) -> None:
    """Make `crm_fold` known to the database. Cheap when it is; needed before the first query that folds."""
    if engine.is_sqlite:
        if _know_fold not in apsw.connection_hooks:
            # Peewee 4.5.3 cannot pass `deterministic` on to APSW, so connections learn the function by APSW's own hook.
            apsw.connection_hooks.append(_know_fold)
        engine.value("SELECT 1")  # opens this thread's connection
        database: Any = engine.db
        _know_fold(database.connection())
    elif not _is_current(engine):
        with engine.write():
            engine.serialise("crm_fold")
            if not _is_current(engine):
                create_fold(engine)


def _know_fold(connection: apsw.Connection) -> None:
    connection.create_scalar_function("crm_fold", folded, 1, deterministic=True)


def folded(*values: apsw.SQLiteValue) -> str | None:
    """`fold` for SQLite, of one value; no value stays none."""
    if values[0] is None:
        return None
    text = str(values[0])
    return text.lower() if text.isascii() else _fold(text)


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    """Names and cities come again and again."""
    return fold(text)


def create_fold(engine: Engine) -> None:
    """Make PostgreSQL's `crm_fold` in the current schema; needs an open `engine.write()`."""
    engine.execute(fold_function(_collation(engine)))
    engine.execute(f"COMMENT ON FUNCTION crm_fold(text) IS '{_signature()}'")


def _is_current(engine: Engine) -> bool:
    known = engine.value("SELECT obj_description(to_regprocedure('crm_fold(text)'), 'pg_proc')")
    return bool(known == _signature())


@cache
def _signature() -> str:
    """Changes with the function, so that one made by an older program is made anew."""
    return hashlib.sha256(fold_function("").encode()).hexdigest()[:16]


def fold_function(collation: str) -> str:
    """The statement that makes `crm_fold`, lowering by this collation."""
    letters = _letters()
    single = {letter: to for letter, to in letters.items() if len(to) == 1}
    text = f'lower(normalize(value, NFKC) COLLATE "{collation}") COLLATE "C"'
    text = f"regexp_replace(normalize({text}, NFD), '([{_MARKED}])[{_marks()}]+', '\\1', 'g')"
    text = f"translate(normalize({text}, NFC), '{''.join(single)}', '{''.join(single.values())}')"
    for letter, to in letters.items():
        if len(to) > 1:
            text = f"replace({text}, '{letter}', '{to}')"
    return (
        "CREATE OR REPLACE FUNCTION crm_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS "
        f'$$ SELECT CASE WHEN octet_length(value) = char_length(value) THEN lower(value COLLATE "C") ELSE {text} END '
        "$$"
    )


def _collation(engine: Engine) -> str:
    have = {name for (name,) in engine.rows("SELECT collname FROM pg_collation")}
    return next((name for name in _LOWERED_BY if name in have), "default")


@cache
def _letters() -> dict[str, str]:
    """Lower-case letters that are folded though they carry no mark: ł, ø, ß …"""
    plain = (chr(code) for code in range(0x80, 0x2000))
    return {
        letter: fold(letter)
        for letter in plain
        if letter.lower() == letter and unicodedata.normalize("NFKD", letter) == letter and fold(letter) != letter
    }


@cache
def _marks() -> str:
    """All combining marks, as ranges of a regular expression."""
    codes = [code for code in range(0x300, 0x20000) if unicodedata.combining(chr(code))]
    runs = (list(run) for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]))
    return "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)
