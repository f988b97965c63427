"""The sample organisation `demo`, and sample records for a new organisation (ORG-7)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from crm_tui.base.clock import FrozenClock, epoch
from crm_tui.base.messages import message
from crm_tui.bootstrap.creation import create
from crm_tui.bootstrap.installation import Installation
from crm_tui.bootstrap.sample_cast import Cast
from crm_tui.bootstrap.sample_correspondence import Correspondence
from crm_tui.bootstrap.sample_days import LENGTH, Days
from crm_tui.bootstrap.sample_dice import Dice
from crm_tui.bootstrap.sample_extras import plan_extras
from crm_tui.bootstrap.sample_names import Names
from crm_tui.bootstrap.sample_office import plan_office
from crm_tui.bootstrap.sample_plan import SamplePlan, read, read_plan
from crm_tui.bootstrap.sample_requests import plan_requests
from crm_tui.bootstrap.sample_sales import plan_sales
from crm_tui.bootstrap.sample_setup import set_up
from crm_tui.bootstrap.sample_story import Story
from crm_tui.bootstrap.sample_teams import plan_teams
from crm_tui.domain.errors import Conflict
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace
from crm_tui.store.undo_log import UndoLog

DEMO = "demo"
STARTER = "starter"
SAMPLE = "sample"
"""Mark of an organisation's store: which sample it was made from."""
MAKING = dt.timedelta(hours=30)
"""So long before the first deed an organisation is set up."""


def ensure_demo(installation: Installation, plan: SamplePlan | None = None) -> bool:
    """Make the sample organisation where it is missing; whether it was made. `plan`: another one than its own.

    The directory knows of it only when it is complete, so a crash leaves none. Conflict where another organisation
    has its slug.
    """
    if _is_there(installation):
        return False
    plan, now = plan or read_plan(DEMO), installation.clock.now()
    clock = FrozenClock(now - LENGTH - MAKING)
    then = Installation(installation.places, clock=clock, ids=installation.ids)
    try:
        with then.directory.engine.write():
            if _is_there(then):
                return False
            _make(then, plan, clock, now)
    finally:
        then.close()
    return True


def load_sample(workspace: Workspace) -> None:
    """Fill an organisation with spaces, a team module and records, all made by the one who asks (ORG-7)."""
    session = workspace.session
    clock = FrozenClock(session.now() - LENGTH - MAKING)
    _fill(read_plan(STARTER), Cast(session, clock, {}), clock, session.now(), STARTER)


def _is_there(installation: Installation) -> bool:
    if installation.directory.org(DEMO) is None:
        return False
    if installation.store(DEMO).mark(SAMPLE) != DEMO:
        raise Conflict(message("The slug {slug} is taken by an organisation that is no sample.", slug=DEMO))
    return True


def _make(then: Installation, plan: SamplePlan, clock: FrozenClock, now: dt.datetime) -> None:
    info, maker = plan.info, plan.people[0]
    new = NewOrganisation(
        info["name"], info["slug"], info["currency"], info["locale"], info["country"], info["time_zone"],
        login=maker.login, user_name=maker.name,
    )  # fmt: skip

    def furnish(session: Session) -> None:
        cast = Cast(session, clock, {person.part: person.login for person in plan.people})
        _fill(plan, cast, clock, now, DEMO)

    create(then, new, edition=info["edition"], furnish=furnish)


def _fill(plan: SamplePlan, cast: Cast, clock: FrozenClock, now: dt.datetime, name: str) -> None:
    """Two transactions: what raises version numbers, then all records at once."""
    maker = cast.ws()
    store = maker.session.store
    with store.engine.write():
        set_up(plan, cast)
    dice = Dice(name)
    days = Days(clock, now, ZoneInfo(store.info().time_zone), dice)
    story = Story(cast, days, dice, Names(read("words/names.toml"), dice), read("words/texts.toml"), plan.scale)
    with store.engine.write():
        for plan_part in (plan_office, plan_sales, plan_teams, plan_extras):
            plan_part(story)
        plan_requests(story.beside(Dice(f"{name} requests")))
        Correspondence(story, name).plan()
        days.run()
        # Nobody who opens the sample takes back what its people did.
        UndoLog(store.engine).expire(epoch(now) + 1)
        store.set_mark(SAMPLE, name)
    store.engine.analyse()
