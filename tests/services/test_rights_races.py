"""Two sessions change rights at the same moment: what each of them checks holds of both."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from crm_tui.domain.access_requests import AskState
from crm_tui.domain.modules import OrgDefault
from crm_tui.services.parties import PartyName
from tests.services.cast import BOSS, REP, REP2, Cast
from tests.services.making import lead, outcome

ROUNDS = 6


def at_once(*acts: Callable[[], object]) -> list[str]:
    """How acts end that start together, each in a thread of its own."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait(timeout=30)
        return outcome(act)[0]

    with ThreadPoolExecutor(len(acts)) as threads:
        return [running.result(timeout=60) for running in [threads.submit(run, act) for act in acts]]


def test_of_two_roles_one_stands_below_the_other(cast: Cast) -> None:
    one, two = cast.ws().roles, cast.another(BOSS).roles
    for n in range(ROUNDS):
        a, b = f"A{n}", f"B{n}"
        one.add(a, a)
        one.add(b, b)
        ended = at_once(partial(one.edit, a, above=b), partial(two.edit, b, above=a))
        assert sorted(ended) == ["Invalid", "done"]


def test_of_two_groups_one_holds_the_other(cast: Cast) -> None:
    one, two = cast.ws().groups, cast.another(BOSS).groups
    for n in range(ROUNDS):
        a, b = PartyName("group", f"A{n}"), PartyName("group", f"B{n}")
        one.add(a.name, a.name)
        one.add(b.name, b.name)
        ended = at_once(partial(one.edit, a.name, members=[b]), partial(two.edit, b.name, members=[a]))
        assert sorted(ended) == ["Invalid", "done"]


def test_a_request_that_is_declined_meanwhile_grants_nothing(cast: Cast) -> None:
    """Nor is it told as declined to somebody who got what he asked for."""
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    boss, owner = cast.ws(), cast.another(REP)
    for _ in range(ROUNDS):
        made = lead(cast.ws(REP)).id
        ask = cast.ws(REP2).access_requests.ask("records.edit", "Leads", made).id
        ended = at_once(partial(boss.access_requests.grant, ask), partial(owner.access_requests.decline, ask))
        granted = cast.ws(REP2).access_requests.mine()[0].state is AskState.GRANTED
        assert "done" in ended
        assert bool(boss.sharing.list("Leads", made)) is granted
