"""Where one is, as a value: organisation parts, list with its tools, record with its tab; and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from crm_tui.domain.records import ListQuery, Sort

MOST = 50
"""Places kept to go back to."""


@dataclass(frozen=True, slots=True)
class Place:
    """A list and perhaps a record in it. `view_label`: its words.
    `area`: `home`, `requests`, `inbox` or a page of set-up (`setup/users`) instead of a list; `module` is then that of
    the record, and `text` narrows set-up.
    `related` is (look-up, record id) with `related_to` naming the record. `at`: where the cursor of the list stood when
    the place was left, as (row, record id); it tells no two places apart."""

    space: int = 0
    module: str = ""
    view: str = ""
    view_label: str = ""
    where: str = ""
    text: str = ""
    sort: Sort | None = None
    columns: tuple[str, ...] = ()
    bin: bool = False
    related: tuple[str, int] | None = None
    related_to: str = ""
    record_id: int | None = None
    tab: str = "info"
    area: str = ""
    at: tuple[int, int] | None = field(default=None, compare=False)

    def query(self) -> ListQuery:
        """The list of this place."""
        return ListQuery(self.module, self.view, self.where, self.text, self.sort, self.columns, self.bin, self.related)

    def same_list(self, other: Place) -> bool:
        """Whether the list or area, not only the record, is the same."""
        if self.area or other.area:
            return (self.area, self.text) == (other.area, other.text)
        return self.query() == other.query() and self.space == other.space

    def at_module(self, module: str, space: int | None = None) -> Place:
        """The plain list of a module."""
        return Place(self.space if space is None else space, module)

    def at_area(self, area: str) -> Place:
        """An area; the way back to the space stays."""
        return Place(self.space, area=area)

    def on(self, record_id: int | None, tab: str | None = None, module: str = "") -> Place:
        """The same list or area, on a record. `module`: the record's, where it is not that of the list."""
        module = "" if self.area and record_id is None else module or self.module
        return replace(self, module=module, record_id=record_id, tab=tab or self.tab)


@dataclass
class Trail:
    """Places that were left, for back and forward."""

    back: list[Place] = field(default_factory=list)
    forward: list[Place] = field(default_factory=list)

    def leave(self, place: Place) -> None:
        """Remember a place before another one opens."""
        if place.module or place.area:
            before = self.back[:-1] if self.back and self.back[-1] == place else self.back
            self.back = [*before, place][-MOST:]
        self.forward.clear()

    def go_back(self, here: Place) -> Place | None:
        """The place before."""
        return self._turn(self.back, self.forward, here)

    def go_forward(self, here: Place) -> Place | None:
        """The place from which one came back."""
        return self._turn(self.forward, self.back, here)

    def _turn(self, source: list[Place], target: list[Place], here: Place) -> Place | None:
        while source:
            place = source.pop()
            if place != here:
                target.append(here)
                return place
        return None
