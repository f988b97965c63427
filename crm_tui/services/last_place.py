"""The place that a user left, in the JSON of his own settings: beside what else stands there, and never trusted."""

from __future__ import annotations

from crm_tui.domain.personal import section, with_section
from crm_tui.domain.places import HOME, KeptPlace
from crm_tui.domain.records import Sort

SECTION = "place"
_TEXTS = ("module", "view", "where", "text", "area", "tab")


def with_place(settings: str, place: KeptPlace) -> str:
    """Settings with this place in them; what else they hold stays."""
    kept: dict[str, object] = {name: value for name in _TEXTS if (value := getattr(place, name))}
    kept |= {"space": place.space} if place.space else {}
    kept |= {"record": place.record_id} if place.record_id is not None else {}
    kept |= {"sort": [place.sort.field, place.sort.descending]} if place.sort is not None else {}
    return with_section(settings, SECTION, kept)


def place_in(settings: str) -> KeptPlace | None:
    """The place that settings hold; None where they hold none, home where it makes no sense (any more)."""
    kept = section(settings, SECTION)
    if kept is None:
        return None
    if not isinstance(kept, dict):
        return HOME
    texts = {name: kept.get(name, "") for name in _TEXTS}
    space, record_id = _id(kept.get("space")) or 0, _id(kept.get("record"))
    somewhere = texts["module"] or (texts["area"] and record_id is None)
    if not somewhere or not all(isinstance(text, str) for text in texts.values()):
        return HOME
    return KeptPlace(**texts, space=space, record_id=record_id, sort=_sort(kept.get("sort")))


def _id(kept: object) -> int | None:
    return kept if isinstance(kept, int) and 0 < kept < 2**63 else None


def _sort(kept: object) -> Sort | None:
    match kept:
        case [str() as field, bool() as descending]:
            return Sort(field, descending)
    return None
