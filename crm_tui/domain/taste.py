"""How a person likes the screen to behave, beside its language and colours."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from crm_tui.domain.personal import section, with_section

SECTION = "taste"
"""Where it stands in a member's settings, beside what else is kept there."""


@dataclass(frozen=True, slots=True)
class Taste:
    """`motion`: lists glide and cursors blink; off spares whom it disturbs, and a slow line.
    `mouse`: the terminal hands the mouse to the program; off leaves it to the terminal's own selection.
    `header`: the line with the breadcrumb and one's name is shown.
    """

    motion: bool = False
    mouse: bool = True
    header: bool = True


def taste_of(settings: str) -> Taste:
    """What a member's settings, a JSON text, say of his taste; what they do not say or say wrongly is the default."""
    found = section(settings, SECTION)
    known = found if isinstance(found, dict) else {}
    said = {field.name: known[field.name] for field in fields(Taste) if isinstance(known.get(field.name), bool)}
    return Taste(**said)


def with_taste(settings: str, taste: Taste) -> str:
    """The settings with this taste; what else is kept there stays."""
    return with_section(settings, SECTION, asdict(taste))
