"""A screen of this machine on a server's data: it is told of commits, and follows its person from one organisation to
another."""

from __future__ import annotations

import asyncio

from crm_tui.bootstrap.installation import Installation
from crm_tui.cli.opening import _line
from crm_tui.domain.doors import EndReason
from crm_tui.serve.local_line import LocalLine
from tests.serve.offices import elsewhere, office, open_empty, postgres_url

__all__ = ["elsewhere", "office", "open_empty", "postgres_url"]
SECONDS = 10.0


class Desk:
    """Hears what the line says."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue()

    def look(self, what: str) -> None:
        self.heard.put_nowait(what)

    def warn(self, seconds: int, reason: EndReason) -> None:
        raise AssertionError

    def end(self, reason: EndReason) -> None:
        raise AssertionError

    async def hears(self, what: str) -> None:
        async with asyncio.timeout(SECONDS):
            while await self.heard.get() != what:
                pass


def write(installation: Installation, slug: str) -> None:
    store = installation.store(slug)
    with store.engine.write():
        store.set_mark("seen", installation.ids.hex(8))


async def test_it_is_told_of_the_organisation_on_the_screen(office: Installation, elsewhere: Installation) -> None:
    line, desk = LocalLine(office), Desk()
    line.listen(desk)
    for slug in ("acme", "other"):
        line.ready(slug)
        await desk.hears("data")  # once, as it begins: nobody knows what has happened before
        await asyncio.to_thread(write, elsewhere, slug)
        await desk.hears("data")
    await asyncio.to_thread(elsewhere.live.beat, "server", 1)
    await desk.hears("live")
    await asyncio.to_thread(line.close)


async def test_an_organisation_that_is_gone_stops_nothing(office: Installation, elsewhere: Installation) -> None:
    line, desk = LocalLine(office), Desk()
    line.listen(desk)
    line.ready("nowhere")
    line.ready("acme")
    await desk.hears("data")
    await asyncio.to_thread(line.close)


def test_only_a_server_is_listened_to(office: Installation) -> None:
    assert isinstance(_line(office), LocalLine) == bool(office.places.url)
