"""Records of each kind, and what tests look at: whole databases, refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from crm_tui.domain.decisions import Decision
from crm_tui.domain.errors import CrmError, Forbidden, NotFound
from crm_tui.domain.records import ListQuery, Record
from crm_tui.services.workspace import Workspace
from crm_tui.store.engine import Engine
from tests.services.cast import ACME, CLAIMS, Cast

Dump = dict[str, list[tuple[object, ...]]]


def lead(ws: Workspace, name: str = "Lodz", **values: object) -> Record:
    """A lead; leads are private."""
    return ws.records.new("Leads", {"Last_Name": name, "Company": f"{name} & Co", **values})


def contact(ws: Workspace, name: str = "Kowal", **values: object) -> Record:
    """A contact; everybody reads contacts."""
    return ws.records.new("Contacts", {"Last_Name": name, **values})


def account(ws: Workspace, name: str = "Polar", **values: object) -> Record:
    """An account; everybody reads and writes accounts."""
    return ws.records.new("Accounts", {"Account_Name": name, **values})


def deal(ws: Workspace, name: str = "Frames", **values: object) -> Record:
    """A deal on a new account; deals are private."""
    start = {"Deal_Name": name, "Stage": "Qualification", "Closing_Date": "2026-12-01", "Amount": "1000"}
    if "Account_Name" not in values:
        start["Account_Name"] = str(account(ws, f"{name} Ltd").id)
    return ws.records.new("Deals", {**start, **values})


def claim(ws: Workspace, name: str = "Broken lens", **values: object) -> Record:
    """A record of the team module."""
    return ws.records.new(CLAIMS, {"Name": name, **values})


def task(ws: Workspace, subject: str = "Call back", parent: Record | None = None, **values: object) -> Record:
    """A task, perhaps on a record."""
    above = {} if parent is None else {"Parent": f"{parent.module.api_name}/{parent.id}"}
    return ws.records.new("Tasks", {"Subject": subject, **above, **values})


def request_of(cast: Cast, record: Record, login: str) -> None:
    """Make a record somebody's request: there is no service for requests yet."""
    store = cast.installation.store(ACME)
    with store.engine.write():
        store.engine.execute(
            f"UPDATE {record.module.table} SET requester_id = ? WHERE id = ?", (cast.user_id(login), record.id)
        )


def ids(ws: Workspace, module: str, **query: object) -> set[int]:
    """The ids of a list."""
    return {row.id for row in ws.listing.page(ListQuery(module, **query), limit=500).rows}  # type: ignore[arg-type]


def dumped(engine: Engine) -> Dump:
    """Every row of every table, in order; of the search index its entries."""
    names = sorted(name for name in engine.tables() if not name.startswith(("search_index", "sqlite_")))
    with engine.read():
        return {name: sorted(engine.rows(f"SELECT * FROM {name}"), key=repr) for name in names}


@contextmanager
def unchanged(cast: Cast, slug: str = ACME, *, audit: int = 0) -> Iterator[None]:
    """Nothing is written but so many audit rows of refusals."""
    directory = cast.installation.directory.engine
    before, outside = dumped(cast.engine(slug)), dumped(directory)
    del outside["meta"]  # who was here last, written when a workspace is opened
    yield
    after = dumped(cast.engine(slug))
    added = [row for row in after.pop("audit") if row not in before["audit"]]
    del before["audit"]
    assert after == before
    assert {**dumped(directory), **outside} == dumped(directory)
    assert len(added) == audit, added
    assert all("refused" in row for row in added)


def refusal(act: Callable[[], object]) -> Decision:
    """The decision that an act was refused with."""
    with pytest.raises(Forbidden) as caught:
        act()
    return caught.value.explanation.decision


def refused(cast: Cast, act: Callable[[], object]) -> str:
    """The rule of a refusal that left one audit row and nothing else (AC53)."""
    with unchanged(cast, audit=1):
        return refusal(act).rule


def missing(act: Callable[[], object]) -> NotFound:
    """What reads as not found, in the words that a wrong id gets."""
    with pytest.raises(NotFound) as caught:
        act()
    assert str(caught.value) == str(NotFound())
    return caught.value


def outcome(act: Callable[[], object]) -> tuple[str, str]:
    """Class and words of what an act ends in; `done` where it succeeds."""
    try:
        act()
    except CrmError as error:
        return type(error).__name__, str(error)
    return "done", ""
