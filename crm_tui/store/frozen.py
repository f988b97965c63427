"""Keeping all writers out of a whole installation for a while; readers go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from crm_tui.store.engine import Engine


@contextmanager
def frozen(engines: Sequence[Engine]) -> Iterator[None]:
    """Nobody changes any of these databases meanwhile. Unusable where a writer does not end in time."""
    if engines and not engines[0].is_sqlite:
        with engines[0].write():
            _lock_tables(engines)
            yield
        return
    with ExitStack() as stack:
        for engine in engines:
            stack.enter_context(engine.alone())
        yield


def _lock_tables(engines: Sequence[Engine]) -> None:
    """By one transaction for all schemas, as each would need a connection of its own. SHARE stops writers only."""
    for engine in engines:
        names = ", ".join(f'"{engine.place}"."{table}"' for table in engine.tables())
        if names:
            engines[0].execute(f"LOCK TABLE {names} IN SHARE MODE")
