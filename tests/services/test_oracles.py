"""Whether something that one does not see changed: everything that one reads stays as it was, word for word.

On SQLite alone: a walk of all surfaces takes seconds on a server, and masks are no matter of the engine.
"""

from __future__ import annotations

import datetime as dt
import re
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest

from crm_tui.domain.records import Record
from crm_tui.domain.users import TeamProfile
from crm_tui.services.surfaces import SURFACES, Aim, Surface, answer
from crm_tui.services.workspace import Workspace
from tests.services.asking import ask, set_owners
from tests.services.cast import (
    CLAIMS,
    NOW,
    OUTSIDER,
    REP,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    Cast,
)  # fmt: skip
from tests.services.making import claim, ids, lead, task
from tests.services.streams import OUT, Scene, hide, log, make_scene, path, share_mail

WRITING = frozenset({"errors of acts", "request form", "recently opened"})
"""Surfaces that write when they are asked."""
OF_NO_RECORD = frozenset({"matrix", "permission tree", "profiles", "roles", "hierarchy", "licences", "invitations"})
"""Surfaces that no record changes anything of."""
COUNTED = re.compile(r"version=\d+|Event\(id=\d+|\b(?:after|before)=\d+|code='[^']*'")
"""Numbers that go up with every change of a record (one sees them with it, AC31), and codes, new each time."""


class Noted:
    """An aim that remembers what of it a surface asked for."""

    def __init__(self, aim: Aim) -> None:
        self._aim = aim
        self.read: dict[str, object] = {}

    def __getattr__(self, name: str) -> object:
        return self.read.setdefault(name, getattr(self._aim, name))


def told(surface: Surface, ws: Workspace, aims: Sequence[Aim]) -> Iterator[tuple[Aim, str]]:
    """What a surface answers about each aim; aims that differ in nothing that it asks for are one question."""
    known: list[tuple[Noted, str]] = []
    for aim in aims:
        same = (text for noted, text in known if all(getattr(aim, name) == at for name, at in noted.read.items()))
        if (text := next(same, None)) is None:
            noted = Noted(aim)
            text = repr(answer(surface, ws, typing.cast("Aim", noted)))
            known.append((noted, text))
        yield aim, text


def seen(cast: Cast, login: str, aims: Sequence[Aim]) -> dict[tuple[str, int, str], str]:
    """All that somebody reads."""
    ws = cast.another(login)
    return {
        (*aim.at, surface.name): text
        for surface in SURFACES
        if surface.name not in WRITING | OF_NO_RECORD
        for aim, text in told(surface, ws, aims)
    }


def assert_silent(cast: Cast, login: str, aims: Sequence[Aim], change: Callable[[], object]) -> None:
    cast.ws(login).notices.mark_read()  # the inbox marks them when it is asked
    before = seen(cast, login, aims)
    change()
    after = seen(cast, login, aims)
    assert [place for place in before if differ(before[place], after[place])] == []


def differ(before: str, after: str) -> bool:
    return before != after and COUNTED.sub("", before) != COUNTED.sub("", after)


@dataclass
class Things:
    """What hangs on REP's customers, and an e-mail of the administrator's that REP may not read."""

    cast: Cast
    scene: Scene
    records: dict[str, Record]
    mail: int

    def edit(self, name: str, **values: object) -> None:
        record = self.records[name]
        self.cast.ws().records.edit(record.module.api_name, record.id, values)


def make_things(cast: Cast) -> Things:
    scene, ws = make_scene(cast), cast.ws()
    made = {name: ws.records.get(f"{name}s", min(ids(ws, f"{name}s"))) for name in ("Call", "Meeting", "Case")}
    made |= {"Task": task(cast.ws(REP), parent=scene.ida, Due_Date="2026-06-01"), "Lead": lead(cast.ws(REP))}
    made |= {"Deal": scene.deal, "Ida": scene.ida, "Ivo": scene.ivo, "Account": scene.account}
    share_mail(cast, "private")
    things = Things(cast, scene, made, log(ws, scene.ida, "from the boss", 1, direction=OUT))
    for name in made:
        things.edit(name, Description="touched")  # from now on the administrator changed each of them last
    return things


HIDDEN: Mapping[str, tuple[str, tuple[str, ...], Callable[[Things], object]]] = {
    "kind of a call": ("Calls", ("Call_Type",), lambda t: t.edit("Call", Call_Type="Inbound")),
    "parent of a call": ("Calls", ("Parent",), lambda t: t.edit("Call", Parent=path(t.scene.ivo))),
    "name of a call": ("Calls", ("Subject",), lambda t: t.edit("Call", Subject="other")),
    "end of a meeting": (
        "Meetings", ("End_DateTime",), lambda t: t.edit("Meeting", End_DateTime=NOW + dt.timedelta(days=4))
    ),
    "status of a meeting": ("Meetings", ("Meeting_Status",), lambda t: t.edit("Meeting", Meeting_Status="No Show")),
    "closing of a deal": ("Deals", ("Closing_Date",), lambda t: t.edit("Deal", Closing_Date="2026-05-12")),
    "contact of a deal": ("Deals", ("Contact_Name",), lambda t: t.edit("Deal", Contact_Name=str(t.scene.ivo.id))),
    "account of a contact": ("Contacts", ("Account_Name",), lambda t: t.edit("Ivo", Account_Name="")),
    "status of a case": ("Cases", ("Status",), lambda t: t.edit("Case", Status="Closed")),
    "status of a task": ("Tasks", ("Status", "Closed_Time"), lambda t: t.edit("Task", Status="Completed")),
    "opening of an e-mail": ("Leads", (), lambda t: t.cast.ws().interactions.mark(t.mail, "opened")),
    "return of an e-mail": ("Leads", (), lambda t: t.cast.ws().interactions.mark(t.mail, "bounced")),
}  # fmt: skip


@pytest.mark.parametrize("what", HIDDEN)
def test_a_change_of_a_hidden_field_shows_nowhere(file_cast: Cast, what: str) -> None:
    cast = file_cast
    things = make_things(cast)
    module, fields, change = HIDDEN[what]
    hide(cast, module, *fields)
    aims = [Aim(r.module.api_name, r.id, r.name, contact=things.mail) for r in things.records.values()]
    aims = [aim for aim in aims if aim.module != "Cases"]  # REP does not own it
    assert_silent(cast, REP, aims, lambda: change(things))


@dataclass
class Asked:
    """A request with an internal note, and a record of the team's own."""

    cast: Cast
    request: int
    note: int
    other: int


UNSEEN: Mapping[str, Callable[[Asked], object]] = {
    "internal note": lambda a: a.cast.ws(TEAM_ADMIN).notes.add(CLAIMS, a.request, "@rex @max", internal=True),
    "edited internal note": lambda a: a.cast.ws(TEAM_ADMIN).notes.edit(a.note, "other, @rex"),
    "deleted internal note": lambda a: a.cast.ws(TEAM_ADMIN).notes.delete(a.note),
    "hidden field": lambda a: a.cast.ws(TEAM_ADMIN).records.edit(CLAIMS, a.request, {"Damage": "77"}),
    "record": lambda a: claim(a.cast.ws(TEAM_MEMBER), "Broken lens again"),
    "request of others": lambda a: ask(a.cast, "Broken lens too", login=REP),
    "member": lambda a: a.cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER),
    "default owners": lambda a: set_owners(a.cast, TEAM_MEMBER, TEAM_MANAGER),
    "tag": lambda a: a.cast.ws(TEAM_ADMIN).tags.add(CLAIMS, a.other, ["broken"]),
    "view": lambda a: a.cast.ws(TEAM_ADMIN).views.new(CLAIMS, "Special", shared=True),
}


@pytest.mark.parametrize("what", UNSEEN)
def test_what_is_the_teams_a_requester_sees_nowhere(file_cast: Cast, what: str) -> None:
    cast = file_cast
    hide(cast, CLAIMS, "Damage", profile=TeamProfile.REQUESTER)
    ws, made = cast.ws(TEAM_ADMIN), ask(cast)
    ws.team_members.set(CLAIMS, REP, TeamProfile.REQUESTER)
    ws.records.edit(CLAIMS, made.id, {"Damage": "1"})
    ws.notes.add(CLAIMS, made.id, "internal", internal=True)
    note = ws.notes.list(CLAIMS, made.id)[0].id
    asked = Asked(cast, made.id, note, claim(cast.ws(TEAM_MEMBER)).id)
    aims = [Aim(CLAIMS, number, "Broken", note=note, login=TEAM_MEMBER) for number in (made.id, asked.other, 999)]
    assert_silent(cast, REQUESTER, aims, lambda: UNSEEN[what](asked))
