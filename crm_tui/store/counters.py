"""The keys that were given last: nothing old may ever point to something new, so they move with the rows."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.store.engine import Engine

_CHAIN = "audit"
"""On SQLite its counter is the last row that was ever committed; PostgreSQL's counts what was taken back too."""


def counters(engine: Engine) -> dict[str, int]:
    """Table -> the number that was given last, of those whose keys count up."""
    if engine.is_sqlite:
        return {str(name): int(number) for name, number in engine.rows("SELECT name, seq FROM sqlite_sequence")}
    found = {}
    for table, sequence in _sequences(engine).items():
        number, called = engine.rows(f"SELECT last_value, is_called FROM {sequence}")[0]
        found[table] = number if called else number - 1
    return found


def set_counters(engine: Engine, given: Mapping[str, int]) -> None:
    """Go on after the greatest key of each table, and after what was given elsewhere; inside `write()`."""
    if engine.is_sqlite:
        _set_sqlite(engine, given)
        return
    for table, sequence in _sequences(engine).items():
        last = max(int(engine.value(f"SELECT coalesce(max(id), 0) FROM {table}")), given.get(table, 0))
        given_already = "true" if last else "false"
        engine.rows(f"SELECT setval(?, ?, {given_already})", (sequence, max(last, 1)))


def _set_sqlite(engine: Engine, given: Mapping[str, int]) -> None:
    """Those that stand there count already; of an empty table there is none yet."""
    counted = {name for (name,) in engine.rows("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")}
    known = counters(engine)
    for table in sorted(counted - {_CHAIN}):
        last = given.get(table, 0)
        if table not in known:
            engine.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))
        elif last > known[table]:
            engine.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (last, table))


def _sequences(engine: Engine) -> dict[str, str]:
    """Table -> its sequence, on PostgreSQL; of module tables none, as their keys come from `record`."""
    rows = engine.rows(
        "SELECT DISTINCT table_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND column_name = 'id' ORDER BY table_name"
    )
    found = {table: engine.value("SELECT pg_get_serial_sequence(?, 'id')", (table,)) for (table,) in rows}
    return {table: sequence for table, sequence in found.items() if sequence}
