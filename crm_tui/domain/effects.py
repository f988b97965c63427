"""What a change of rights does, before it is saved (AC58)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Shift:
    """One person gains or loses something in one module (empty: of the organisation).

    `actions`: ids gained or lost. `records`: how many more (or, negative, fewer) records he sees; `at_least` where
    counting took too long, and `fewer` where it is records lost, of which it may have found none by then. `fields`: API
    names that become visible or writable, or are lost.
    """

    login: str
    name: str
    module: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    records: int = 0
    at_least: bool = False
    fields_gained: tuple[str, ...] = ()
    fields_lost: tuple[str, ...] = ()
    fewer: bool = False

    @property
    def uncounted(self) -> bool:
        """Whether nobody knows if it is any record at all: the time was over before the first was found."""
        return self.at_least and not self.records


@dataclass(frozen=True, slots=True)
class Diff:
    """One thing that the change itself alters: what, as `role Sales_Rep` or `role Sales_Rep: peers`, before, after.

    `name`: what people call the thing.
    """

    what: str
    before: str
    after: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Effect:
    """All of it: `broken` are labels of promises that would not hold, which refuse the save (AC57)."""

    shifts: tuple[Shift, ...] = ()
    diffs: tuple[Diff, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.shifts or self.diffs or self.broken)
