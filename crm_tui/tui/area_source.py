"""What an area is made of: who makes one gives sections, the pane, the keys and the way back are the same for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Row
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Line


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an area. `read` asks the services, in a thread, each section for itself; a CrmError that it raises
    is shown in place of its lines.

    Lines with a key can be chosen; `presenters.areas.record_key` makes the key of one that names a record, which the
    record pane then follows. Lines without a key are passed over. `empty` says what to do when there is none.
    Without a `title` a section has no heading: its lines bring their own.
    """

    id: str
    title: str
    empty: str
    read: Callable[[], Sequence[Line]]


@runtime_checkable
class OfRecords(Protocol):
    """An area on whose lines commands work as on the rows of a list: it knows what greying needs of them."""

    def row(self, module: str, record_id: int) -> tuple[ModuleDef, Row] | None:
        """Module and row of a record that a line names."""
        ...


class AreaSource(Protocol):
    """One area of one screen. It may keep what was chosen in it (as "unread only") until the screen is left."""

    @property
    def context(self) -> Context:
        """Whose commands stand in the footer."""
        ...

    @property
    def title(self) -> str:
        """The name of the area, for pane and breadcrumb."""
        ...

    def sections(self) -> Sequence[Section]:
        """The sections that there are for the actor, quickly, in a thread. A CrmError: the area does not open."""
        ...

    async def chosen(self, desk: Desk, key: str) -> None:
        """Enter was pressed on a line; the record that it names, if any, is opened by the area itself."""
        ...
