"""Where a user was in an organisation, as his own settings keep it."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.records import Sort


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A list with its tools, or an area (`home`, `requests`, `inbox`); perhaps a record in it, on a tab.

    Names and ids only, and the user's own words in `where` (criteria) and `text`: nothing of what he saw there.
    """

    space: int = 0
    module: str = ""
    view: str = ""
    where: str = ""
    text: str = ""
    sort: Sort | None = None
    area: str = ""
    record_id: int | None = None
    tab: str = ""


HOME = KeptPlace(area="home")
"""Where one stands who cannot go back to where he was."""
