"""The statement against a plain model: every row of every table, asked about one by one with the rules."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from crm_tui.domain.channels import channel_data
from crm_tui.domain.fields import Stored
from crm_tui.domain.interactions import Channel, Direction, Interaction, StreamFilter
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import Count, Record
from crm_tui.services.workspace import Workspace
from tests.services.cast import BOSS, HEAD, OUTSIDER, READER, REP, REP2, TEAM_MEMBER, Cast
from tests.services.making import account, contact, deal, lead, task
from tests.services.streams import CHAT, EMAIL, FORM, ago, call, case, log, meeting, share_mail

READERS = (BOSS, HEAD, REP, REP2, READER, TEAM_MEMBER, OUTSIDER)
MAKERS = (BOSS, HEAD, REP, REP2)


class Line(NamedTuple):
    """What the model says of an entry."""

    at: int
    id: int
    channel: str
    direction: str
    actor_id: int
    redacted: bool


class Model:
    """The streams of one reader by asking about each thing."""

    def __init__(self, ws: Workspace) -> None:
        self._ws, self._session = ws, ws.session
        self._engine = ws.session.engine
        self._seen = list(self._sources())

    def stream(self, module: str, record_id: int) -> list[Line]:
        """All lines, newest first."""
        found = {line for on in self._records(module, record_id) for line in self._on(on, module, record_id)}
        return sorted(found, key=lambda line: (line.at, line.id), reverse=True)

    def _records(self, module: str, record_id: int) -> Iterator[tuple[str, int]]:
        yield module, record_id
        if module == "Accounts":
            contacts = self._session.catalog().by_name["Contacts"]
            for (number,) in self._engine.rows(f"SELECT id FROM {contacts.table}"):
                stored = self._session.rows.get(contacts, number, scope=None)
                if stored and stored.values["Account_Name"] == record_id and self._sees("Contacts", number):
                    yield "Contacts", number
        if module == "Deals":
            stored = self._session.rows.get(self._session.catalog().by_name["Deals"], record_id, scope=None)
            held = stored.values["Contact_Name"] if stored else None
            if isinstance(held, int) and self._sees("Contacts", held):
                yield "Contacts", held

    def _on(self, on: tuple[str, int], module: str, record_id: int) -> Iterator[Line]:
        rolled_up = on != (module, record_id)
        since = 0
        if rolled_up and module == "Deals":
            deals = self._session.catalog().by_name["Deals"]
            since = self._engine.value(f"SELECT created_at FROM {deals.table} WHERE id = ?", (record_id,))
        sources = (line for links, line in self._seen if on[1] in links)
        for line in (*self._own(*on), *sources):
            if since <= line.at <= self._session.at():
                yield line

    def _own(self, module: str, record_id: int) -> Iterator[Line]:
        reads = self._ws.access.can(self._ws.actor.login, "email.read_others", module, record_id).decision.allowed
        for row in self._engine.rows(
            "SELECT at, id, channel, direction, actor_id FROM interaction WHERE record_id = ? AND deleted_at IS NULL",
            (record_id,),
        ):
            at, number, channel, direction, actor_id = row
            redacted = channel == "email" and not reads and actor_id != self._ws.actor.user_id
            yield Line(at, number, channel, direction, actor_id, redacted)

    def _sources(self) -> Iterator[tuple[set[int], Line]]:
        """What he sees of calls, meetings, tasks and cases, and on whom each hangs."""
        for source in channel_data().sources.values():
            module = self._session.catalog().by_name[source.module]
            for (number,) in self._engine.rows(f"SELECT id FROM {module.table}"):
                stored = self._session.rows.get(module, number, scope=None)
                assert stored is not None
                held: dict[str, Stored] = {n: v for n, v in stored.values.items() if not isinstance(v, tuple)}
                entry = source.entry(module, held)
                if entry and self._sees(source.module, number):
                    known = self._engine.value("SELECT id FROM interaction WHERE source_id = ?", (number,))
                    channel, direction = str(source.channel), str(entry.direction)
                    line = Line(entry.at, known, channel, direction, stored.owner_id, False)
                    yield {record_id for _, record_id in entry.links}, line

    def _sees(self, module: str, record_id: int) -> bool:
        """By the rules, with the facts of the record: nothing of the store's row scopes."""
        there = self._session.catalog().by_name[module]
        known = self._session.rows.facts(there, record_id, self._ws.actor.user_id)
        if known is None or known[1]:
            return False
        facts = self._session.module_facts(there)
        return self._session.policy.decide(self._ws.actor, "records.view", facts, known[0]).allowed


def random_world(cast: Cast, dice: random.Random) -> list[Record]:
    """Accounts, contacts, deals and leads of several owners with contacts on them; the records with streams."""
    cast.clock.move_to(ago(60))
    accounts = [account(cast.ws(dice.choice(MAKERS)), f"A{n}") for n in range(2)]
    people = [
        contact(cast.ws(dice.choice(MAKERS)), f"C{n}", Account_Name=str(dice.choice(accounts).id)) for n in range(5)
    ]
    cast.clock.move_to(ago(30))
    leads = [lead(cast.ws(dice.choice(MAKERS)), f"L{n}") for n in range(2)]
    deals: list[Record] = []
    for number in range(3):
        ws = cast.ws(dice.choice((BOSS, HEAD)))
        more = {"Account_Name": str(dice.choice(accounts).id), "Contact_Name": str(dice.choice(people).id)}
        deals.append(deal(ws, f"D{number}", Owner=dice.choice(MAKERS), **more))
    cast.clock.move_to(ago(0))
    records = [*accounts, *people, *leads, *deals]
    for number in range(70):
        happen(cast, dice, number, records, accounts, people)
    for made in dice.sample(people, 2):
        cast.ws(BOSS).sharing.share("Contacts", made.id, dice.choice((REP, REP2)), "read")
    gone = people.pop()
    cast.ws(BOSS).records.delete("Contacts", gone.id)
    records.remove(gone)
    return records


def happen(
    cast: Cast, dice: random.Random, number: int, records: list[Record], accounts: list[Record], people: list[Record]
) -> None:
    """One contact by somebody who may enter it."""
    on, days = dice.choice(records), dice.choice((-3, 0, 1, 1, 5, 20, 40, 59))
    ws, name = cast.ws(BOSS), f"n{number}"
    owner = {"Owner": dice.choice(MAKERS)}
    match dice.randrange(7):
        case 0 | 1:
            direction = dice.choice((Direction.IN, Direction.OUT))
            log(ws, on, name, max(days, 0), channel=EMAIL, direction=direction, user=dice.choice(MAKERS))
        case 2:
            log(ws, on, name, max(days, 0), channel=dice.choice((FORM, CHAT)))
        case 3:
            call(ws, on, name, days, dice.choice(("Inbound", "Outbound", "Missed")), **owner)
        case 4:
            meeting(
                ws, on, name, days, Meeting_Status=dice.choice(("Planned", "Held", "No Show", "Cancelled")), **owner
            )
        case 5:
            task(ws, name, on, Status=dice.choice(("Completed", "In Progress")), **owner)
        case _:
            links = {"Related_To": str(dice.choice(people).id), "Account_Name": str(dice.choice(accounts).id)}
            case(ws, name, **links, **owner)


def read(ws: Workspace, record: Record, limit: int, **wanted: object) -> list[Interaction]:
    """All contacts of a stream, page by page."""
    found: list[Interaction] = []
    after = None
    while True:
        page = ws.interactions.stream(record.module.api_name, record.id, StreamFilter(**wanted), limit, after)  # type: ignore[arg-type]
        found += [entry for entry in page.entries if isinstance(entry, Interaction)]
        after = page.after
        if after is None:
            return found


def lines(found: list[Interaction]) -> list[tuple[int, int, str, str, bool]]:
    return [(int(e.at.timestamp()), e.id, str(e.channel), str(e.direction), e.redacted) for e in found]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_statement_says_what_the_model_says(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    records = random_world(cast, dice)
    cast.ws().data_sharing.set_default("Contacts", dice.choice((OrgDefault.PRIVATE, OrgDefault.READ_ONLY)))
    cast.ws().data_sharing.set_default("Accounts", dice.choice((OrgDefault.PRIVATE, OrgDefault.READ_ONLY)))
    share_mail(cast, dice.choice(("public", "private", "roles")), dice.choice(("Legal", "Sales_Rep")))
    seen = 0
    for login in READERS:
        ws = cast.ws(login)
        ws.refresh()
        model = Model(ws)
        for record in records:
            if not model._sees(record.module.api_name, record.id):
                continue
            wanted = model.stream(record.module.api_name, record.id)
            told = [(line.at, line.id, line.channel, line.direction, line.redacted) for line in wanted]
            at = f"{login} {record.module.api_name}/{record.id}"
            assert lines(read(ws, record, dice.choice((1, 4, 50)))) == told, at
            assert lines(read(ws, record, 3, oldest_first=True)) == told[::-1], at
            assert ws.interactions.count(record.module.api_name, record.id) == Count(len(told)), at
            filtered(ws, record, wanted, dice)
            seen += len(told)
    assert seen > 100


def filtered(ws: Workspace, record: Record, wanted: list[Line], dice: random.Random) -> None:
    """Filters keep what the reader is told to match, and nothing that he is not."""
    user = dice.choice(MAKERS)
    user_id = ws.session.store.member(user).id  # type: ignore[union-attr]
    by_user = [line.id for line in wanted if line.actor_id == user_id and not line.redacted]
    assert [entry.id for entry in read(ws, record, 5, user=user)] == by_user
    channel = dice.choice(list(Channel))
    of_channel = [line.id for line in wanted if line.channel == channel]
    assert [entry.id for entry in read(ws, record, 5, channels=frozenset({channel}))] == of_channel
    inbound = [line.id for line in wanted if line.direction == "in"]
    assert [entry.id for entry in read(ws, record, 5, direction=Direction.IN)] == inbound
