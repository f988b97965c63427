"""What makes the sample look lived in: shared views, records opened lately, and what was done in the last hours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from crm_tui.bootstrap.sample_activities import call, meeting, task
from crm_tui.bootstrap.sample_sales import contact, lead
from crm_tui.bootstrap.sample_story import SELLERS, Made, Story
from crm_tui.domain.errors import CrmError

LATELY = ("Accounts", "Deals", "Leads", "Contacts")


def plan_extras(story: Story) -> None:
    """Views after the first weeks; the last hours whatever day it is; what was opened lately at the very end."""
    for entry in story.texts["views"]:
        story.days.plan(story.days.at(0.2), partial(view, story, entry))
    for number, deed in enumerate((_lead, _note, _call, _marketing, _deal, _task, _contact, _legal, _meeting)):
        story.days.plan(story.days.ago(9 + 41 * number), partial(deed, story))
        story.days.plan(story.days.at(0.99), partial(deed, story))
        story.days.plan(story.days.at(1.0), partial(deed, story))
    for number in range(6):
        story.days.plan(story.days.ago(60 - 9 * number), partial(opened, story))
    story.days.plan(story.days.ago(30 * 60), partial(read_notices, story))


def view(story: Story, entry: Mapping[str, Any]) -> None:
    """A view that somebody made for all."""
    if story.all(entry["module"]):
        views = story.cast.ws(entry["part"]).views
        views.new(entry["module"], entry["label"], entry["criteria"], sort=entry.get("sort", ""), shared=True)


def opened(story: Story) -> None:
    """Everybody opens a record that he may see."""
    for part in story.cast.everybody():
        made = story.one(story.dice.pick(LATELY))
        if made is not None and _sees(story, part, made):
            story.cast.ws(part).recent.note(made.id)


def read_notices(story: Story) -> None:
    """Everybody reads what he was told of; what came since stands there as new."""
    for part in story.cast.everybody():
        notices = story.cast.ws(part).notices
        if notices.unread():
            notices.mark_read()


def _sees(story: Story, part: str, made: Made) -> bool:
    try:
        story.cast.ws(part).records.get(made.module, made.id)
    except CrmError:
        return False
    return True


def _lead(story: Story) -> None:
    if story.made.get("Leads"):
        lead(story, 0)


def _contact(story: Story) -> None:
    if story.made.get("Contacts"):
        contact(story, 0)


def _note(story: Story) -> None:
    if made := story.one("Accounts"):
        story.note(made, story.text("notes", made))


def _marketing(story: Story) -> None:
    if made := story.one("Leads"):
        story.note(made, story.text("marketing_notes", made), "marketing")


def _legal(story: Story) -> None:
    if made := story.one("Contracts"):
        story.note(made, story.text("contract_notes", made), "legal_lead")


def _call(story: Story) -> None:
    if made := story.one("Contacts"):
        call(story, made)


def _meeting(story: Story) -> None:
    for _ in range(3):
        if made := story.one("Deals"):
            meeting(story, made)


def _task(story: Story) -> None:
    if made := story.one("Deals"):
        task(story, made)


def _deal(story: Story) -> None:
    if made := story.one("Deals"):
        story.change(made, {"Next_Step": story.dice.pick(story.texts["next_steps"])}, SELLERS[-1])
