"""The tab of contacts on a record: what stands there, filter, order, reading on, and logging from the keys."""

from __future__ import annotations

import datetime as dt

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.interactions import Channel, Direction, Interaction, NewInteraction
from crm_tui.domain.records import ListQuery
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.contact import ContactReader
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.filter_form import FilterForm
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.presenters.lines import Line
from crm_tui.tui.presenters.record import OLDER_KEY
from tests.demo import NOW
from tests.dump import changed_tables, dump
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown
from tests.tui.hostile import HOSTILE

__all__ = ["demo", "demo_source"]

SALES, LEGAL = "sales@demo.test", "legal@demo.test"
WIDE, NARROW = (120, 40), (80, 24)


def new_lead(ws: Workspace, name: str = "Wiśniewska") -> tuple[str, int]:
    """A lead of one's own, with an address and no contact yet."""
    made = ws.records.new("Leads", {"Last_Name": name, "Company": "Polar Optyka", "Email": "lucja@polar.test"})
    return "Leads", made.id


def contacts_of(ws: Workspace, at: tuple[str, int]) -> list[Interaction]:
    return [each for each in ws.interactions.stream(*at, limit=500).entries if isinstance(each, Interaction)]


def log(ws: Workspace, at: tuple[str, int], subject: str, channel: Channel = Channel.CHAT, days: int = 0) -> None:
    moment = NOW - dt.timedelta(days=days)
    ws.interactions.log(*at, NewInteraction(channel, Direction.IN, subject, moment, text=f"Text of {subject}"))


async def open_on(pilot: Pilot[int], at: tuple[str, int], tab: str = "interactions") -> None:
    """Open a record on a tab."""
    await settle(pilot)
    screen = desk(pilot)
    space = screen.navigation.space_of(at[0], screen.place.space)
    await screen.go(screen.place.at_module(at[0], space).on(at[1], tab))
    await settle(pilot)


def lines(pilot: Pilot[int]) -> list[Line]:
    """The contacts in the pane."""
    return [line for line in desk(pilot).detail.view.lines if line.label]


def tabs(pilot: Pilot[int]) -> list[str]:
    return [tab.key for tab in desk(pilot).detail.view.tabs]


async def to_line(pilot: Pilot[int], key: str) -> None:
    """Put the cursor on the line of this key, from the top."""
    await press(pilot, "home")
    for _line in desk(pilot).detail.view.lines:
        line = desk(pilot).detail.line
        if line is not None and line.label and line.key == key:
            return
        await press(pilot, "down")
    raise AssertionError(key)


def form(pilot: Pilot[int]) -> RecordForm:
    assert isinstance(pilot.app.screen, RecordForm)
    return pilot.app.screen


async def fill(pilot: Pilot[int], **values: str) -> None:
    """Type into lines of the open form."""
    for name, text in values.items():
        editor = form(pilot).rows[name].editor
        assert editor is not None
        editor.focus()
        await settle(pilot)
        await press(pilot, *text)


async def choose(pilot: Pilot[int], name: str, text: str) -> None:
    """Choose from a list of the open form."""
    editor = form(pilot).rows[name].editor
    assert editor is not None
    editor.focus()
    await press(pilot, "enter", *text, "enter")


async def test_the_tab_stands_on_records_of_customers_only(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await settle(pilot)
        for module, there in (("Leads", True), ("Contacts", True), ("Accounts", True), ("Deals", True)):
            row = ws.listing.page(ListQuery(module), limit=1).rows[0]
            await open_on(pilot, (module, row.id), "info")
            assert ("interactions" in tabs(pilot)) is there
            assert desk(pilot).list.module is not None
        product = ws.listing.page(ListQuery("Products"), limit=1).rows[0]
        await open_on(pilot, ("Products", product.id), "interactions")
        assert "interactions" not in tabs(pilot)
        assert desk(pilot).detail.view.tab == "info"
        screen = desk(pilot)
        offered = {c.id: screen.allowed(c) for c in screen.keymap.commands_for(screen.context)}
        absent = ("tab.interactions", "stream.filter", "stream.order", "activity.email", "activity.other")
        assert [offered[each] for each in (*absent, "record.older", "interaction.delete")] == [None] * 7


async def test_digits_choose_the_tabs_in_their_order(demo: Installation) -> None:
    at = new_lead(demo.workspace(SALES, "demo"))
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at, "info")
        seen = []
        for digit in "1234567":
            await press(pilot, digit)
            seen.append(desk(pilot).detail.view.tab)
        assert seen == ["info", "timeline", "interactions", "notes", "files", "related", "actions"]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_an_email_is_logged_shown_and_undone(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await open_on(pilot, at)
        await press(pilot, "N", "e")
        people = form(pilot).rows["people"].editor
        assert people is not None
        assert people.raw == "lucja@polar.test"
        await fill(pilot, subject="Re: [/] samples", text="Dear Łucja")
        await press(pilot, "f2")
        (contact,) = contacts_of(ws, at)
        assert (contact.channel, contact.direction, contact.subject) == (
            Channel.EMAIL,
            Direction.OUT,
            "Re: [/] samples",
        )
        assert ws.interactions.get(contact.id)[1] == "Dear Łucja"
        assert contact.at == NOW
        assert '"Re: [/] samples"' in lines(pilot)[0].value
        assert "u undo" in shown(pilot)
        await to_line(pilot, f"interaction:{contact.id}")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ContactReader)
        assert "Dear Łucja" in shown(pilot)
        await press(pilot, "escape", "u")
        assert contacts_of(ws, at) == []
        assert lines(pilot) == []


async def test_an_empty_stream_says_how_to_log_to_those_who_may(demo: Installation) -> None:
    at = new_lead(demo.workspace(SALES, "demo"))
    for login, told in ((SALES, True), (LEGAL, False)):
        async with app_of(demo, login).run_test(size=WIDE) as pilot:
            await open_on(pilot, at)
            assert "No contact yet" in shown(pilot)
            assert ("N c New call" in shown(pilot)) is told


async def test_a_wrong_entry_stays_in_the_form(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await press(pilot, "N", "e")
        await press(pilot, "f2")
        assert "This must be filled in." in shown(pilot)
        await fill(pilot, subject="Later")
        moment = form(pilot).rows["at"].editor
        assert moment is not None
        moment.focus()
        await press(pilot, "ctrl+u", *"tomorrow 10:00")
        await press(pilot, "f2")
        assert "It is not in the past." in shown(pilot)
        assert contacts_of(ws, at) == []


async def test_a_call_that_has_just_ended_needs_its_subject_only(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await press(pilot, "N", "c")
        await fill(pilot, Subject="Agreed")
        await press(pilot, "f2")
        (call,) = contacts_of(ws, at)
        assert (call.channel, call.direction, call.status, call.at) == (Channel.CALL, Direction.OUT, "completed", NOW)
        assert desk(pilot).place.record_id == at[1]
        assert '"Agreed"' in lines(pilot)[0].value
        await to_line(pilot, "record:Calls/{}".format((call.source or ("", 0))[1]))
        await press(pilot, "enter")
        assert desk(pilot).place.module == "Calls"


async def test_a_meeting_that_has_just_ended_was_held(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await press(pilot, "N", "m")
        await fill(pilot, Event_Title="Visit")
        await press(pilot, "f2")
        (visit,) = contacts_of(ws, at)
        assert (visit.channel, visit.status, visit.minutes) == (Channel.MEETING, "held", 30)
        assert visit.at + dt.timedelta(minutes=30) == NOW


async def test_another_contact_is_logged_on_its_channel(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at, "info")
        await press(pilot, "N", "x")
        await choose(pilot, "channel", "surv")
        await fill(pilot, subject="Very satisfied")
        await press(pilot, "f2")
        (survey,) = contacts_of(ws, at)
        assert (survey.channel, survey.direction, survey.subject) == (Channel.SURVEY, Direction.IN, "Very satisfied")


async def test_a_missed_chat_is_logged_and_owed(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await press(pilot, "N", "x")
        await choose(pilot, "status", "post")
        await fill(pilot, subject="Are you there?", minutes="2")
        await choose(pilot, "channel", "chat")
        await press(pilot, "f2")
        assert "There is: answered, missed." in shown(pilot)
        assert contacts_of(ws, at) == []
        await choose(pilot, "status", "miss")
        await press(pilot, "f2")
        (chat,) = contacts_of(ws, at)
        assert (chat.channel, chat.status, chat.minutes) == (Channel.CHAT, "missed", 2)
        assert "We owe an answer: chat in, Today" in shown(pilot)


@pytest.mark.parametrize(("keys", "rule"), [("Ne", "O19"), ("Nc", "O22"), ("Nm", "O22"), ("Nx", "O05")])
async def test_a_team_user_logs_nothing_and_learns_why(demo: Installation, keys: str, rule: str) -> None:
    at = new_lead(demo.workspace(SALES, "demo"))
    store = demo.store("demo")
    async with app_of(demo, LEGAL).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        before = dump(store.engine)
        await press(pilot, *keys)
        assert isinstance(pilot.app.screen, WhyCard)
        assert pilot.app.screen.explanation.decision.rule == rule
        await press(pilot, "escape")
        assert changed_tables(before, dump(store.engine)) == {"audit": 1}


async def test_a_team_user_reads_when_and_how_of_an_email_and_why_not_more(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    new = NewInteraction(Channel.EMAIL, Direction.IN, "Secret price", NOW, people="lucja@polar.test", text="Hidden")
    ws.interactions.log(*at, new)
    (contact,) = contacts_of(ws, at)
    async with app_of(demo, LEGAL).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        (line,) = lines(pilot)
        assert line.value.split("  ", 1) == ["mail in", "(not yours to read)"]
        await to_line(pilot, f"interaction:{contact.id}")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, WhyCard)
        assert pilot.app.screen.explanation.decision.rule == "O21"
        assert not any(word in shown(pilot) for word in ("Secret", "Hidden"))
        await press(pilot, "escape", "X")
        assert isinstance(pilot.app.screen, WhyCard)
        assert pilot.app.screen.explanation.decision.rule == "O40"
    assert contacts_of(ws, at) == [contact]


async def test_the_filter_narrows_stays_from_record_to_record_and_leaves_by_escape(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at, other = new_lead(ws), new_lead(ws, "Dąbrowska")
    for record in (at, other):
        log(ws, record, "By chat")
        log(ws, record, "By form", Channel.FORM, days=1)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        assert len(lines(pilot)) == 2
        await press(pilot, "f")
        assert isinstance(pilot.app.screen, FilterForm)
        await press(pilot, "enter", *"form", "enter", "f2")
        assert isinstance(pilot.app.screen, FilterForm)
        await press(pilot, "f2")
        (line,) = lines(pilot)
        assert "By form" in line.value
        assert desk(pilot).detail.view.lines[0].value.startswith("form · both directions · everyone · all time")
        await open_on(pilot, other)
        assert len(lines(pilot)) == 1
        await press(pilot, "escape")
        assert desk(pilot).place.record_id == other[1]
        assert len(lines(pilot)) == 2
        await press(pilot, "escape")
        assert desk(pilot).place.record_id is None


async def test_a_period_leaves_out_what_was_before_and_f3_shows_everything(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    log(ws, at, "Now")
    log(ws, at, "Long ago", days=200)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await press(pilot, "f")
        await choose(pilot, "period", "3 mon")
        await press(pilot, "f2")
        assert [("Now" in line.value) for line in lines(pilot)] == [True]
        await press(pilot, "f", "f3")
        assert len(lines(pilot)) == 2


async def test_the_order_is_turned_and_turned_back(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    log(ws, at, "First", days=3)
    log(ws, at, "Last")
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        seen = []
        for _turn in range(3):
            seen.append("Last" in lines(pilot)[0].value)
            await press(pilot, "O")
        assert seen == [True, False, True]


async def test_the_first_fifty_stand_there_and_more_by_a_key(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    for number in range(60):
        log(ws, at, f"Chat {number:02}", days=60 - number)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        view = desk(pilot).detail.view
        assert len(lines(pilot)) == 50
        assert (view.lines[-1].key, view.lines[-1].value) == (OLDER_KEY, "older: +")
        assert next(tab.count for tab in view.tabs if tab.key == "interactions") == "60"
        await press(pilot, "end")
        on_older = desk(pilot).detail.cursor
        await press(pilot, "+")
        assert desk(pilot).detail.cursor >= on_older
        keys = [line.key for line in lines(pilot)]
        assert len(keys) == len(set(keys)) == 60
        assert desk(pilot).detail.view.lines[-1].key != OLDER_KEY
        log(ws, at, "Newest")
        await press(pilot, "f5")
        assert len(lines(pilot)) == 60
        assert "Newest" in lines(pilot)[0].value
        await press(pilot, "+", "+")
        assert len(lines(pilot)) == 61
        assert "nothing more to read" in shown(pilot)


@pytest.mark.parametrize("key", ["X", "d"])
async def test_a_logged_email_is_removed_after_a_question_and_comes_back(demo: Installation, key: str) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    log(ws, at, "By mistake", Channel.EMAIL)
    (contact,) = contacts_of(ws, at)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await to_line(pilot, f"interaction:{contact.id}")
        await press(pilot, key)
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "n")
        assert contacts_of(ws, at) == [contact]
        await press(pilot, key, "y")
        assert contacts_of(ws, at) == []
        assert ws.records.get(*at).deleted_at is None
        await press(pilot, "u")
        assert contacts_of(ws, at) == [contact]


async def test_somebody_elses_email_stays_and_the_card_says_why(demo: Installation) -> None:
    manager = demo.workspace("manager@demo.test", "demo")
    at = new_lead(manager)
    log(manager, at, "Not his", Channel.EMAIL)
    (contact,) = contacts_of(manager, at)
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await to_line(pilot, f"interaction:{contact.id}")
        await press(pilot, "X", "y")
        assert isinstance(pilot.app.screen, WhyCard)
        assert pilot.app.screen.explanation.decision.rule == "AC06"
    assert contacts_of(manager, at) == [contact]


async def test_what_has_a_record_of_its_own_is_not_removed_here(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    log(ws, at, "Older", days=2)
    new = {"Subject": "Agreed", "Call_Type": "Outbound", "Call_Start_Time": NOW, "Call_Duration": 3}
    call = ws.records.new("Calls", {**new, "Parent": f"{at[0]}/{at[1]}"})
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at)
        await to_line(pilot, f"record:Calls/{call.id}")
        screen = desk(pilot)
        assert [screen.allowed(c) for c in screen.keymap.commands if c.id == "interaction.delete"] == [None]
        await press(pilot, "X")
        assert desk(pilot).app.screen is screen
    assert len(contacts_of(ws, at)) == 2


async def test_an_account_leads_to_the_person_of_a_contact(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    account = ws.records.new("Accounts", {"Account_Name": "Polar"})
    person = ws.records.new("Contacts", {"Last_Name": "Nowak", "Account_Name": str(account.id)})
    log(ws, ("Contacts", person.id), "Hello", Channel.EMAIL)
    (contact,) = contacts_of(ws, ("Accounts", account.id))
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, ("Accounts", account.id))
        assert lines(pilot)[0].value.endswith("Nowak")
        await to_line(pilot, f"interaction:{contact.id}")
        await press(pilot, "enter", "o")
        assert (desk(pilot).place.module, desk(pilot).place.record_id) == ("Contacts", person.id)


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 16)])
async def test_hostile_text_is_shown_as_text(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    for text in HOSTILE.values():
        log(ws, at, text)
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await open_on(pilot, at)
        assert len(lines(pilot)) == len(HOSTILE)
        assert not any(char in shown(pilot) for char in ("\x1b", "\u202e", "\x9b"))
        await press(pilot, "down", "down", "down", "enter")
        assert isinstance(pilot.app.screen, ContactReader)
        assert not any(char in shown(pilot) for char in ("\x1b", "\u202e", "\x9b"))
