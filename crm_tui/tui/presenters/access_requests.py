"""Requests for access as lines, and the ways to grant one in words."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.base.messages import Message, _, message
from crm_tui.base.text import display_text
from crm_tui.domain.access_requests import AccessRequest, Offer, OfferKind
from crm_tui.domain.modules import Catalog
from crm_tui.policy.actions import ACTIONS
from crm_tui.services.notice_words import STATES, asked_words
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.navigation import module_title

ACCESS = "access:"
LEVELS = {"read": message("read"), "edit": message("edit"), "full": message("full")}
ASKED_FIRST = frozenset({OfferKind.ENABLE, OfferKind.SWITCH, OfferKind.CONVERT, OfferKind.OTHER})
"""Ways that change more than this one record or membership: they are shown with their effect first (AC58). The last
changes nothing, which one should know too."""


def offer_words(offer: Offer) -> Message:
    """What granting by an offer does."""
    match offer.kind:
        case OfferKind.SHARE:
            return message("share the record: {level}", level=LEVELS.get(offer.value, offer.value))
        case OfferKind.MEMBERSHIP:
            return message("make {name} of the module", name=offer.value)
        case OfferKind.ENABLE:
            return message("enable the module in the profile {profile}", profile=offer.value)
        case OfferKind.SWITCH:
            return message("switch it on in the profile {profile}", profile=offer.value)
        case OfferKind.CONVERT:
            return message("convert to a regular user, profile {profile}", profile=offer.value)
        case OfferKind.OTHER:
            return message("done by hand in set-up: only tell that it is granted")


def what_words(one: AccessRequest, catalog: Catalog) -> str:
    """The action that is asked for, and where."""
    action = ACTIONS.get(one.action)
    module = catalog.find(one.module) if one.module else None
    record = (display_text(one.record.name) or _("(not visible)")) if one.record is not None else ""
    title = str(action.title) if action is not None else one.action
    return asked_words(title, module_title(module) if module is not None else "", record)


def waiting_lines(found: Iterable[AccessRequest], catalog: Catalog, formats: Formats) -> list[Line]:
    """Requests that wait for the reader's answer: who asks for what, and what granting would do."""
    lines: list[Line] = []
    for one in found:
        name = display_text(one.asker.name or one.asker.login)
        lines.append(
            Line(f"{name}: {what_words(one, catalog)}", tone=Tone.STRONG, key=f"{ACCESS}{one.id}", sign="!", wrap=True,
                 note=formats.near_date(one.at.astimezone(formats.zone).date()))
        )  # fmt: skip
        lines += _below(one.text)
        lines.append(Line(f"    {offer_words(one.offers[0])}", tone=Tone.MUTED, wrap=True))
    return lines


def mine_lines(found: Iterable[AccessRequest], catalog: Catalog, formats: Formats) -> list[Line]:
    """One's own requests: what, and where each stands."""
    lines: list[Line] = []
    for one in found:
        state = str(STATES[one.state.value])
        by = display_text(one.answered_by.name) if one.answered_by is not None else ""
        lines.append(
            Line(f"{what_words(one, catalog)} · {state}{f' · {by}' if by else ''}", key=f"{ACCESS}{one.id}",
                 sign=" ", wrap=True, note=formats.near_date(one.at.astimezone(formats.zone).date()))
        )  # fmt: skip
        lines += _below(one.answer or one.text)
    return lines


def access_of(key: str) -> int | None:
    """The request for access that a line's key names, None for another line."""
    number = key.removeprefix(ACCESS)
    return int(number) if key.startswith(ACCESS) and number.isdigit() else None


def _below(text: str) -> list[Line]:
    return [Line(f"    {display_text(text)}", tone=Tone.MUTED, wrap=True)] if text else []
