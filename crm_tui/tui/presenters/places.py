"""A place as it is kept between two sessions, and back."""

from __future__ import annotations

from crm_tui.domain.places import KeptPlace
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.record import TABS


def kept_place(place: Place) -> KeptPlace:
    """What is worth coming back to. Of the bin and of a related list, only their module is."""
    if place.bin or place.related is not None:
        return KeptPlace(place.space, place.module)
    return KeptPlace(
        place.space, place.module, place.view, place.where, place.text, place.sort,
        place.area, place.record_id, place.tab if place.record_id is not None else "",
    )  # fmt: skip


def place_of(kept: KeptPlace, space: int, view_label: str) -> Place:
    """The place again, in a space that holds its module; `view_label`: the words of its view."""
    return Place(
        space, kept.module, kept.view, view_label if kept.view else "", kept.where, kept.text, kept.sort,
        record_id=kept.record_id, tab=kept.tab if kept.tab in TABS else "info", area=kept.area,
    )  # fmt: skip
