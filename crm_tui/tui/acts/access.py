"""Requests for access: asking, granting, declining, withdrawing (AC48)."""

from __future__ import annotations

from typing import Protocol, cast, runtime_checkable

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.access_requests import AccessRequest, AskState
from crm_tui.domain.effects import Effect
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.ask_access import WordsDialog
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.presenters.access_requests import ASKED_FIRST, offer_words, what_words
from crm_tui.tui.presenters.lines import Status

DECLINE = -1
NAMED = 6
"""So many people are named before the rest is counted."""


@runtime_checkable
class OfAccess(Protocol):
    """An area on whose lines requests for access stand."""

    def asked(self, key: str) -> AccessRequest | None:
        """The request that a line is about, as far as the actor may see it."""
        ...


async def ask_for(desk: Desk, action: str, module: str, record_id: int | None, title: str) -> None:
    """Ask the grantors of a denial, with a word why."""
    about = _("Whoever can grant it is told, and answers in Notices. Say why, if you like:")

    def send(text: str) -> object:
        return desk.ws.access_requests.ask(action, module, record_id, text)

    sent = await desk.ask(WordsDialog(_("Ask for access: {what}", what=title), about, send))
    if sent is not None:
        desk.say(Status(_("Asked. The answer comes to your notices."), "done"))
        await desk.changed()


def on_line(desk: Desk) -> AccessRequest | None:
    """The request for access under the cursor."""
    line, source = desk.areas.pane.line, cast(object, desk.areas.source)
    return source.asked(line.key) if line is not None and isinstance(source, OfAccess) else None


def is_answerable(desk: Desk) -> bool:
    """Whether the request under the cursor waits for the actor's answer."""
    one = on_line(desk) if desk.place.area else None
    return one is not None and bool(one.offers)


def is_open_and_mine(desk: Desk) -> bool:
    """Whether it is one's own that can be taken back."""
    one = on_line(desk) if desk.place.area else None
    return one is not None and one.state is AskState.OPEN and one.asker.id == desk.ws.actor.user_id


async def grant(desk: Desk) -> None:
    """Grant it the narrowest way; what concerns others besides is shown first."""
    one = on_line(desk)
    if one is not None and one.offers:
        await _grant(desk, one, 0)


async def decline(desk: Desk) -> None:
    """Say no, with a word why."""
    one = on_line(desk)
    if one is not None and one.offers:
        await _decline(desk, one)


async def withdraw(desk: Desk) -> None:
    """Take one's own request back."""
    one = on_line(desk)
    if one is not None:
        await desk.off_loop(lambda: desk.ws.access_requests.withdraw(one.id))
        desk.say(Status(_("Withdrawn."), "done"))
        await desk.changed()


async def answer(desk: Desk, one: AccessRequest) -> None:
    """All ways to answer a request, to choose from."""
    items = [PickItem(at, str(offer_words(offer))) for at, offer in enumerate(one.offers)]
    items.append(PickItem(DECLINE, _("Decline")))
    who = display_text(one.asker.name or one.asker.login)
    chosen = await desk.ask(Picker[int](f"{who}: {what_words(one, desk.ws.catalog())}", items=items))
    if chosen == DECLINE:
        await _decline(desk, one)
    elif chosen is not None:
        await _grant(desk, one, chosen)


async def _grant(desk: Desk, one: AccessRequest, offer: int) -> None:
    way = one.offers[offer]
    if way.kind in ASKED_FIRST and not await _is_sure(desk, one, offer):
        return
    await desk.off_loop(lambda: desk.ws.access_requests.grant(one.id, offer))
    desk.say(Status(_("Granted: {way}.", way=offer_words(way)), "done"))
    await desk.changed()


async def _is_sure(desk: Desk, one: AccessRequest, offer: int) -> bool:
    requests = desk.ws.access_requests
    effect = await desk.off_loop(lambda: desk.ws.effects.of(lambda: requests.grant(one.id, offer), asked=True))
    words = str(offer_words(one.offers[offer]))
    lines = [words[:1].upper() + words[1:] + ".", *effect_lines(effect)]
    sure = await desk.ask(Confirm(_("Grant access?"), "\n".join(lines), yes=_("Grant"), dangerous=True))
    return sure is True


def effect_lines(effect: Effect) -> list[str]:
    """Who gains or loses by it, and which promises it breaks."""
    people = list(dict.fromkeys(display_text(shift.name or shift.login) for shift in effect.shifts))
    lines = [_("It changes the rights of: {names}", names=", ".join(_few(people)))] if people else []
    return lines + [_("Broken promise: {label}", label=display_text(label)) for label in effect.broken]


def _few(names: list[str]) -> list[str]:
    rest = len(names) - NAMED
    return names if rest <= 0 else [*names[:NAMED], _("{count} more", count=rest)]


async def _decline(desk: Desk, one: AccessRequest) -> None:
    about = _("The one who asked is told. Say why, if you like:")
    title = _("Decline: {what}", what=what_words(one, desk.ws.catalog()))
    if await desk.ask(WordsDialog(title, about, lambda text: desk.ws.access_requests.decline(one.id, text))) is None:
        return
    desk.say(Status(_("Declined."), "done"))
    await desk.changed()
