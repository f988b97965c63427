"""Leads of the sample that become customers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from crm_tui.bootstrap.sample_story import Made, Story
from crm_tui.domain.records import Found

FIRST_STAGE = "Qualification"
WITH_DEAL = 0.7
"""Chance that a deal comes of it at once."""


def convert(story: Story, made: Made, deal_goes_on: Callable[[Story, Made, int], None]) -> None:
    """The owner makes an account and a contact of the lead, mostly with a deal; they go on as others do."""
    if made.gone:
        return
    dice = story.dice
    name, amount, closing = story.text("deals", made), str(dice.between(9, 900) * 100), story.day(25, 110)
    deal = {"Deal_Name": name, "Stage": FIRST_STAGE, "Amount": amount, "Closing_Date": closing}
    wanted = deal if dice.chance(WITH_DEAL) else None
    done = story.cast.ws(made.owner).converting.convert(made.id, deal=wanted)
    account = _known(story, made, done.account, None)
    contact = _known(story, made, done.contact, account)
    chance = _known(story, made, done.deal, account)
    made.converted = True
    for activity in (hung for module in story.made.values() for hung in module if hung.on is made):
        activity.on = contact
    if chance is not None:
        story.later(3, 16, partial(deal_goes_on, story, chance, 1))


def _known(story: Story, lead: Made, found: Found | None, account: Made | None) -> Made | None:
    """What came of the lead, for the stories to go on with."""
    if found is None:
        return None
    made = Made(found.id, found.module, found.name, lead.owner, lead.company, account)
    story.made.setdefault(found.module, []).append(made)
    return made
