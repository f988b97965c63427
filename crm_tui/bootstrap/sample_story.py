"""What stories of a sample organisation are told with: records made and changed by their people, at their time."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm_tui.bootstrap.sample_cast import Cast
from crm_tui.bootstrap.sample_days import Days
from crm_tui.bootstrap.sample_dice import Dice
from crm_tui.bootstrap.sample_names import Company, Names
from crm_tui.domain.interactions import NewInteraction

SELLERS = ("sales", "sales2", "manager")
"""Parts that own the records of sales; the last one leads the others."""
PERSONS = ("Leads", "Contacts")
CONTRACTS = "Contracts"


@dataclass
class Made:
    """A record of the stories. `owner`: the part that owns it now; `account`: what it belongs to; `on`: what an
    activity hangs on, and goes to the bin with."""

    id: int
    module: str
    name: str
    owner: str
    company: Company | None = None
    account: Made | None = None
    on: Made | None = None
    deleted: bool = False
    converted: bool = False

    @property
    def gone(self) -> bool:
        """Whether it is in the bin, or a lead that became a contact: nothing more happens to it."""
        return self.deleted or self.converted or (self.on is not None and self.on.gone)

    @property
    def worker(self) -> str:
        """Who goes on with it: an activity of a contract stays with the contract, not with who had it before."""
        return self.on.owner if self.on is not None and self.on.module == CONTRACTS else self.owner

    @property
    def path(self) -> str:
        """As parent look-ups take it: `Deals/12`."""
        return f"{self.module}/{self.id}"

    @property
    def customer(self) -> Made:
        """The account that it belongs to, or itself."""
        return self.account or self


class Story:
    """People, days, chance and words; and the verbs of the stories."""

    def __init__(
        self, cast: Cast, days: Days, dice: Dice, names: Names, texts: Mapping[str, Any], scale: Mapping[str, int]
    ) -> None:
        self.cast, self.days, self.dice, self.names, self.texts = cast, days, dice, names, texts
        self.made: dict[str, list[Made]] = {}
        self._scale = scale

    def beside(self, dice: Dice) -> Story:
        """A story among the same records that draws for itself, so that this one is told as without it."""
        story = Story(self.cast, self.days.beside(dice), dice, self.names, self.texts, self._scale)
        story.made = self.made
        return story

    # When

    def spread(self, module: str, deed: Callable[[int], None], start: float, end: float = 1.0, bend: float = 1) -> None:
        """Plan a deed for each record of a module's scale, from `start` to `end` of the half year.

        With `bend` above 1 more of them come early.
        """
        count = self.scale(module)
        for number in range(count):
            share = ((number + self.dice.share()) / count) ** bend
            self.days.plan(self.days.at(start + (end - start) * share), partial(deed, number))

    def later(self, least: float, most: float, deed: Callable[[], None]) -> None:
        """Plan a deed so many days after the one that is being done."""
        self.days.plan(self.days.later(least, most), deed)

    def day(self, least: int, most: int) -> str:
        """A date so many days from the one of the deed that is being done."""
        return (self.days.today + dt.timedelta(days=self.dice.between(least, most))).isoformat()

    # Which

    def scale(self, name: str) -> int:
        """How many of something there are to be."""
        return self._scale.get(name, 0)

    def all(self, module: str) -> list[Made]:
        """The records of a module that are there."""
        return [made for made in self.made.get(module, ()) if not made.gone]

    def one(self, module: str) -> Made | None:
        """One of them."""
        found = self.all(module)
        return self.dice.pick(found) if found else None

    def of(self, module: str, account: Made) -> Made | None:
        """One of them that belongs to an account."""
        found = [made for made in self.all(module) if made.account is account]
        return self.dice.pick(found) if found else None

    def text(self, key: str, about: Made | None = None, product: str = "") -> str:
        """Words for a record."""
        return self.fill(self.dice.pick(self.texts[key]), about, product)

    def fill(self, words: str, about: Made | None, product: str = "") -> str:
        """Words with the names in them."""
        account = about.customer.name if about else ""
        person = self._person(about) if about and "{person}" in words else ""
        company = self.cast.ws().organisation.name
        return words.format(account=account, person=person, product=product, organisation=company)

    def _person(self, about: Made) -> str:
        """Whom one talks to about a record."""
        if about.module in PERSONS:
            return about.name
        found = self.of("Contacts", about.customer)
        return found.name if found else about.customer.name

    # What

    def make(
        self,
        part: str,
        module: str,
        values: Mapping[str, object],
        *,
        company: Company | None = None,
        account: Made | None = None,
        on: Made | None = None,
    ) -> Made:
        """A new record, owned by who makes it; empty values are left out."""
        given = {name: value for name, value in values.items() if value is not None and value != ""}
        record = self.cast.ws(part).records.new(module, given)
        company = company or (account.company if account else None)
        made = Made(record.id, module, record.name, part, company, account, on)
        self.made.setdefault(module, []).append(made)
        return made

    def change(self, made: Made, values: Mapping[str, object], part: str = "") -> None:
        """Edit a record, by its owner or by somebody else who may."""
        if not made.gone:
            self.cast.ws(part or made.worker).records.edit(made.module, made.id, values)

    def give(self, made: Made, to: str, by: str) -> None:
        """Change the owner."""
        if not made.gone and self.cast.login(to) != self.cast.login(made.owner):
            self.cast.ws(by).records.change_owner(made.module, made.id, self.cast.login(to))
            made.owner = to

    def delete(self, made: Made) -> None:
        """Move a record to the bin."""
        if not made.gone:
            self.cast.ws(made.owner).records.delete(made.module, made.id)
            made.deleted = True

    def note(self, made: Made, text: str, part: str = "") -> None:
        """Write a note."""
        if not made.gone:
            self.cast.ws(part or made.owner).notes.add(made.module, made.id, text)

    def contact(self, made: Made, new: NewInteraction, part: str) -> int:
        """Enter a contact that has no record of its own; its number."""
        done = self.cast.ws(part).interactions.log(made.module, made.id, new)
        assert done.item_id is not None
        return done.item_id

    def tag(self, made: Made, key: str, part: str = "", most: int = 2) -> None:
        """Put some tags of a list on."""
        if not made.gone:
            self.cast.ws(part or made.owner).tags.add(made.module, made.id, self.dice.some(self.texts[key], most))

    def attach(self, made: Made, key: str, part: str = "") -> None:
        """Hang a small file on."""
        if not made.gone:
            file = self.dice.pick(self.texts[key])
            content = io.BytesIO(self.fill(file["text"], made).encode())
            self.cast.ws(part or made.owner).attachments.add_stream(made.module, made.id, file["name"], content)

    def notes(self, made: Made, key: str, parts: Sequence[str] = ("",), most: int = 2) -> None:
        """Plan some notes on a record, by some people, in the weeks that follow; of customers in their language too."""
        for _ in range(self.dice.between(0, most)):
            own = made.company.culture.notes if made.company else ()
            text = self.dice.pick(own) if own and self.dice.chance(0.25) else self.text(key, made)
            self.later(0.2, 25, partial(self.note, made, text, self.dice.pick(parts)))
