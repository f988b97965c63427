"""Lists: a page through the services against the same SQL on bare APSW, and how deep paging costs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bench.bare import connect, of_records, recorded, replay
from bench.bars import Result, number
from bench.timing import interleaved
from bench.world import world
from crm_tui.domain.records import Cursor, ListQuery, Sort
from crm_tui.services.workspace import Workspace

PLACES = 60
"""Pages at so many places of the list take turns, so that no side reads the same rows all the time."""
ORDERS = (Sort("Full_Name"), Sort("Modified_Time", descending=True), Sort("Email"))
DEEP = 10_000


def page() -> Iterator[Result]:
    """A page of 50 in the module's own columns, look-up names included, as an administrator sees it."""
    large = world()
    workspace, bare = large.workspace(), connect(large)
    for sort in ORDERS[:2]:
        query = ListQuery("Contacts", sort=sort)
        cursors = _cursors(sort)
        pages = []
        for cursor in cursors:
            with recorded(large) as statements:
                workspace.listing.page(query, after=cursor)
            pages.append(replay(bare, of_records(statements)))
        times = interleaved(
            {
                "services": partial(_page, workspace, query, cursors),
                "bare": partial(_replayed, pages),
            },
            PLACES * 5,
            warm=PLACES,
        )
        detail = f"{number(times['services'], 'ms')} against {number(times['bare'], 'ms')} CPU"
        ratio = times["services"] / times["bare"]
        at = f"1M contacts, by {sort.field}"
        yield Result(f"page/{sort.field}", "list page of 50, services vs bare APSW", at, ratio, "x", 1.5, False, detail)


def keyset() -> Iterator[Result]:
    """Page 10,000 against page 1; the worst of the sorts."""
    large = world()
    workspace = large.workspace()
    ratios = {}
    for sort in ORDERS:
        query = ListQuery("Contacts", sort=sort)
        deep = workspace.listing.page(query, offset=50 * (DEEP - 1) - 1, limit=1).after
        times = interleaved(
            {
                "first": partial(_page, workspace, query, [None]),
                "deep": partial(_page, workspace, query, [deep]),
            },
            200,
        )
        ratios[sort.field] = times["deep"] / times["first"]
    detail = ", ".join(f"{field} {ratio:.2f}x" for field, ratio in ratios.items())
    yield Result(
        "keyset", f"keyset page {DEEP:,} vs page 1", "1M contacts", max(ratios.values()), "x", 6, False, detail
    )


def _page(workspace: Workspace, query: ListQuery, cursors: Sequence[Cursor | None], turn: int) -> None:
    workspace.listing.page(query, after=cursors[turn % len(cursors)])


def _replayed(pages: Sequence[Callable[[], None]], turn: int) -> None:
    pages[turn % len(pages)]()


def _cursors(sort: Sort) -> list[Cursor]:
    """Places all over the list."""
    large, chance = world(), random.Random(5)
    table = large.contacts.table
    column = {"Full_Name": "name_key", "Modified_Time": "modified_at"}[sort.field]
    ids = [chance.randint(large.first, large.last) for _ in range(PLACES)]
    return [Cursor(large.engine.value(f"SELECT {column} FROM {table} WHERE id = ?", (i,)), i) for i in ids]
