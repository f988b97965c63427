"""Tasks, calls and meetings of the sample, each on the record that it is about."""

from __future__ import annotations

import datetime as dt
from functools import partial

from crm_tui.bootstrap.sample_story import Made, Story

PRIORITIES = ("High", "Normal", "Normal", "Normal", "Low")
PURPOSES = ("Prospecting", "Negotiation", "Demo", "Support", "Follow-up")
RESULTS = ("Interested", "Interested", "Requested More Info", "Requested Call Back", "No Response", "Not Interested")
HELD = ("Held", "Held", "Held", "Held", "Cancelled", "No Show")


def busy(story: Story, made: Made, tasks: float, calls: float, meetings: float) -> None:
    """Plan what people do about a record: each number is how many to expect in the months after."""
    for expected, deed in ((tasks, task), (calls, call), (meetings, meeting)):
        for number in range(3):
            if story.dice.chance(expected / 3):
                story.later(1 + 12 * number, 14 + 30 * number, partial(deed, story, made))


def task(story: Story, made: Made, key: str = "tasks") -> None:
    """A task of the record's owner; most of them get done."""
    if made.gone:
        return
    due = story.dice.between(1, 12)
    values = {
        "Subject": story.text(key, made),
        "Due_Date": (story.days.today + dt.timedelta(days=due)).isoformat(),
        "Priority": story.dice.pick(PRIORITIES),
        "Parent": made.path,
    }
    done = story.make(made.owner, "Tasks", values, account=made.customer, on=made)
    if story.dice.chance(0.4):
        story.later(0.5, due, partial(story.change, done, {"Status": "In Progress"}))
    if story.dice.chance(0.94):
        story.later(due * 0.6, due + 3, partial(story.change, done, {"Status": "Completed"}))


def call(story: Story, made: Made) -> None:
    """A call that was just made, or one that is agreed on."""
    if made.gone:
        return
    kind = story.dice.pick(("Outbound", "Outbound", "Inbound", "Missed"))
    agreed = story.dice.chance(0.25)
    minutes = 0 if agreed or kind == "Missed" else story.dice.between(2, 38)
    start = story.days.later(0.5, 6) if agreed else story.days.clock.now() - dt.timedelta(minutes=minutes + 2)
    values = {
        "Subject": story.text("calls", made),
        "Call_Type": "Outbound" if agreed else kind,
        "Call_Start_Time": start,
        "Call_Duration": str(minutes),
        "Call_Status": "Scheduled" if agreed else "Completed",
        "Call_Purpose": story.dice.pick(PURPOSES),
        "Call_Result": "" if agreed else "No Response" if kind == "Missed" else story.dice.pick(RESULTS),
        "Parent": made.path,
    }
    made_call = story.make(made.owner, "Calls", values, account=made.customer, on=made)
    if agreed:
        result = {"Call_Status": "Completed", "Call_Duration": str(story.dice.between(3, 30))}
        end = start + dt.timedelta(minutes=story.dice.between(31, 90))
        story.days.plan(end, partial(story.change, made_call, {**result, "Call_Result": story.dice.pick(RESULTS)}))


def meeting(story: Story, made: Made) -> None:
    """A meeting some days ahead, and what became of it."""
    if made.gone:
        return
    start = story.days.later(1, 10).replace(minute=story.dice.pick((0, 15, 30)), second=0)
    end = start + dt.timedelta(minutes=story.dice.pick((30, 45, 60, 90)))
    values = {
        "Event_Title": story.text("meetings", made),
        "Start_DateTime": start,
        "End_DateTime": end,
        "Venue": story.dice.pick(story.texts["venues"]),
        "Parent": made.path,
    }
    planned = story.make(made.owner, "Meetings", values, account=made.customer, on=made)
    outcome = story.dice.pick(HELD)
    story.days.plan(end + dt.timedelta(minutes=7), partial(story.change, planned, {"Meeting_Status": outcome}))
    if outcome == "Held":
        story.days.plan(end + dt.timedelta(minutes=20), partial(story.note, made, story.text("notes", made)))
