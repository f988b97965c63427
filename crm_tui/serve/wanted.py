"""What a client wants of a channel: a terminal or none, the app or a line."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.serve.environment import usable_terminal

LONGEST_LINE = 100_000
"""Characters of a line from outside."""


@dataclass(slots=True)
class Wanted:
    """As far as it has been said. `line` None: the app. `size`: columns, lines, and pixels both ways."""

    term: str | None = None
    size: tuple[int, int, int, int] = (80, 24, 0, 0)
    line: str | None = None

    @property
    def as_json(self) -> bool:
        """See `is_json`."""
        return is_json(self.line or "")

    def must_be_possible(self) -> None:
        """Invalid where that cannot be done. Whether the line is one is seen by the process that does it."""
        if self.line is not None:
            if len(self.line) > LONGEST_LINE:
                raise Invalid(message("This line is too long."))
        elif self.term is None:
            raise Invalid(message("The app needs a terminal."))
        elif not usable_terminal(self.term):
            raise Invalid(message("The app cannot be painted on this terminal: TERM is {term}.", term=self.term[:64]))


def is_json(line: str) -> bool:
    """Whether a script reads the answer; asked where the line itself may be the trouble."""
    return "--json" in line.split()


def split(line: str) -> tuple[str, ...]:
    """A line as words, as a shell would split it; Invalid where it is none.

    Never in a front: of a long line it takes a tenth of a second, in which nobody else's keys would be answered.
    """
    try:
        return tuple(shlex.split(line))
    except ValueError:
        raise Invalid(message("A quote in this line has no end.")) from None
