"""Where the specification, read to the letter, and the engine differ: to be settled, one way or the other.

Each is a small set of differences with its reason. A difference that no entry concerns fails the test, and so does an
entry whose example does not differ any more: settled, it is to be taken away. Those that were settled by a reading
stand in docs/decisions/0011-readings-of-the-access-rules.md, and here in the policies' comments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.oracle.comparing import Difference


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`example`: keys of a person, an action and a target that show it, where `standing` names the organisation."""

    key: str
    specification: str
    engine: str
    concerns: Callable[[Difference], bool]
    example: tuple[str, str, str]
    standing: str = ""


OPEN: tuple[OpenQuestion, ...] = ()
