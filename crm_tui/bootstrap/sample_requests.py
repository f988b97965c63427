"""What the teams of the sample ask each other for (3.5): raised, taken up, talked about, done; the last ones are open.

Requests are told beside the other stories and are not among their records: those go on as without them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from crm_tui.bootstrap.sample_story import CONTRACTS, Made, Story

ASSETS = "Campaign_Assets"
FRESH = 3
"""So many of the last ones wait for the team."""


@dataclass
class Asked:
    """A request of the stories. `words`: prefix of its texts; `about`: the record that it is about; `lead`: the part
    that runs the module; `done`: what the team writes at its end."""

    id: int
    module: str
    requester: str
    words: str
    about: Made | None
    lead: str
    done: Mapping[str, object]


def plan_requests(story: Story) -> None:
    """Requests all over the second half of the half year; nobody asks where one person plays all parts."""
    if "support" in story.cast.everybody():
        story.spread("Contract_Requests", partial(contract_request, story), 0.3, 0.96)
        story.spread("Asset_Requests", partial(asset_request, story), 0.4, 0.97)
        for hours, deed in ((20, contract_request), (5, contract_request), (3, asset_request)):
            story.days.plan(story.days.ago(60 * hours + 11), partial(deed, story, FRESH * hours, fresh=True))


def contract_request(story: Story, number: int, *, fresh: bool = False) -> None:
    """Support asks the lawyers for a contract with a customer, from a deal of his or from the account."""
    at = story.one("Accounts")
    if at is None:
        return
    kind = number % len(story.texts["contract_requests"])
    deal = story.of("Deals", at)
    values: dict[str, object] = {
        "Name": story.fill(story.texts["contract_requests"][kind], at),
        "Contract_Type": story.texts["contract_request_types"][kind],
        "Counterparty": at.id,
        "Description": story.text("contract_reasons", at),
        **({"Deal": deal.id} if deal else {}),
    }
    done: dict[str, object] = {"Status": "Signed", "Signed": True}
    _raise(story, "support", CONTRACTS, values, "contract", at, "legal_lead", done, fresh=fresh)


def asset_request(story: Story, number: int, *, fresh: bool = False) -> None:
    """Product asks marketing for something to show."""
    texts, kind = story.texts, number % len(story.texts["asset_requests"])
    about = story.one("Campaigns")
    values: dict[str, object] = {
        "Name": texts["asset_requests"][kind],
        "Asset_Type": texts["asset_request_types"][kind],
        "Language": texts["asset_request_languages"][kind],
        "Due_Date": story.day(20, 50),
        "Description": story.text("asset_reasons"),
        **({"Campaign": about.id} if about else {}),
    }
    done: dict[str, object] = {"Status": "Published", "Approved": True}
    _raise(story, "product", ASSETS, values, "asset", about, "marketing", done, fresh=fresh)


def _raise(
    story: Story,
    part: str,
    module: str,
    values: dict[str, object],
    words: str,
    about: Made | None,
    lead: str,
    done: Mapping[str, object],
    *,
    fresh: bool,
) -> None:
    made = story.cast.ws(part).requests.new(module, values)
    asked = Asked(made.id, module, part, words, about, lead, done)
    if fresh:
        return
    story.later(0.1, 2, partial(_in_turn, story, asked, (_accept, _question, _reply, _inside, _go_on, _end)))


Deed = Callable[[Story, Asked], None]


def _in_turn(story: Story, asked: Asked, deeds: tuple[Deed, ...]) -> None:
    """One deed after the other, some days apart; some are left out, and so is what would happen after now."""
    deed, rest = deeds[0], deeds[1:]
    if deed in (_accept, _go_on) or story.dice.chance(0.75):
        deed(story, asked)
    if rest:
        story.later(0.2, 9, partial(_in_turn, story, asked, rest))


def _owner(story: Story, asked: Asked) -> str:
    """The part that has it: nobody of the team where marketing has given no default owner."""
    login = story.cast.ws(asked.lead).records.get(asked.module, asked.id).owner.login
    parts = (part for part in story.cast.everybody() if story.cast.login(part) == login)
    return next((part for part in parts if part != asked.requester), asked.lead)


def _accept(story: Story, asked: Asked) -> None:
    story.cast.ws(_owner(story, asked)).requests.accept(asked.module, asked.id)
    if asked.module == ASSETS:
        story.cast.ws(asked.lead).records.change_owner(asked.module, asked.id, story.cast.login(asked.lead))


def _question(story: Story, asked: Asked) -> None:
    _say(story, asked, _owner(story, asked), "questions")


def _reply(story: Story, asked: Asked) -> None:
    _say(story, asked, asked.requester, "replies")


def _inside(story: Story, asked: Asked) -> None:
    _say(story, asked, asked.lead, "inside", internal=True)


def _say(story: Story, asked: Asked, part: str, key: str, *, internal: bool = False) -> None:
    text = story.text(f"{asked.words}_{key}", asked.about)
    story.cast.ws(part).notes.add(asked.module, asked.id, text, internal=internal)


def _go_on(story: Story, asked: Asked) -> None:
    story.cast.ws(asked.lead).records.edit(asked.module, asked.id, {"Status": "In review"})


def _end(story: Story, asked: Asked) -> None:
    story.cast.ws(asked.lead).records.edit(asked.module, asked.id, asked.done)
