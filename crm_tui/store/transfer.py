"""One database from one place to another, of either engine, proven equal before it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from crm_tui.base.clock import SystemClock
from crm_tui.base.messages import message
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.errors import Conflict, Invalid, Unusable
from crm_tui.store.checksums import Sum, Sums, sums
from crm_tui.store.counters import counters, set_counters
from crm_tui.store.directory_schema import DIRECTORY_VERSION, directory_version
from crm_tui.store.dump import ORGANISATION, Part, Table, kind_of, parts
from crm_tui.store.engine import Engine
from crm_tui.store.failures import newer_schema
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.restore import fill
from crm_tui.store.schema import SCHEMA_VERSION
from crm_tui.store.search import SearchIndex
from crm_tui.store.versions import schema_version

Progress = Callable[[str, int], None]
"""Told of a table and of how many rows more of it were written."""
_DERIVED = frozenset({"search_doc"})
"""Made anew, and compared by questions."""
_QUESTIONS = 40


def must_be_current(engine: Engine) -> None:
    """Unusable or Invalid where a database is none of ours, or of another version: it would have to be changed."""
    kind = kind_of(engine)
    if not kind:
        raise Invalid(message("{place} is not a database of crm-tui.", place=engine.place))
    found, known = (
        (schema_version(engine), SCHEMA_VERSION)
        if kind == ORGANISATION
        else (directory_version(engine), DIRECTORY_VERSION)
    )
    if found > known:
        raise newer_schema(engine.place, found, known)
    if found < known:
        raise Invalid(
            message("{place} is of an older version. Open it once with this program, then migrate.", place=engine.place)
        )


def transfer(source: Engine, target: Engine, progress: Progress) -> dict[str, Sum]:
    """Fill an empty database from another one, and compare; the sums of all tables. Inside `target.write()`.

    Nobody may write to the source. Conflict where the target holds something; Invalid names a row that the target
    does not take; Unusable where both are not alike afterwards.
    """
    if kind_of(target):
        raise Conflict(message("{place} exists already and was left alone.", place=target.place))
    kind = kind_of(source)
    taken = Sums()
    with closing(parts(source)) as dump:
        fill(target, kind, _told(taken.over(dump), progress))
    set_counters(target, counters(source))
    # A migration may have given the source's columns another order.
    _compare(taken.tables, sums(parts(target, source.columns)), target.place)
    if kind == ORGANISATION:
        _ask_both(source, target)
    return taken.tables


def _told(dump: Iterable[Part], progress: Progress) -> Iterator[Part]:
    name = ""
    for part in dump:
        yield part
        name = part.name if isinstance(part, Table) else name
        progress(name, 0 if isinstance(part, Table) else len(part))


def _compare(before: dict[str, Sum], after: dict[str, Sum], place: str) -> None:
    different = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
    if wrong := sorted(set(different) - _DERIVED):
        text = message("{place} is not what it was: {tables}. Nothing was kept.", place=place, tables=", ".join(wrong))
        raise Unusable(text)


def _ask_both(source: Engine, target: Engine) -> None:
    """The words of the search index are kept in another way on each engine: only answers can be compared."""
    step = max(1, int(source.value("SELECT coalesce(max(id), 0) FROM search_doc")) // _QUESTIONS)
    rows = source.rows("SELECT name FROM search_doc WHERE id % ? = 0 ORDER BY id LIMIT ?", (step, _QUESTIONS))
    ask_source, ask_target = _finder(source), _finder(target)
    for (name,) in rows:
        if ask_source(name) != ask_target(name):
            raise Unusable(
                message("{place} does not find {text} as it did. Nothing was kept.", place=target.place, text=name)
            )


def _finder(engine: Engine) -> Callable[[str], list[tuple[int, int, str]]]:
    org = OrganisationStore(engine, SystemClock())
    index = SearchIndex(org)
    everywhere = {module.id: RowScope(everything=True) for module in org.catalog_seen().modules}
    return lambda text: sorted(index.find(text, everywhere))
