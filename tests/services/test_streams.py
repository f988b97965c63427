"""The stream of a record as each kind of actor reads it (chapter 6)."""

from __future__ import annotations

import datetime as dt

import pytest

from crm_tui.domain.errors import Invalid
from crm_tui.domain.interactions import Channel, Entry, Gap, Interaction, Milestone, StreamFilter
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import Count, Record
from crm_tui.services.workspace import Workspace
from tests.services.cast import (
    BOSS,
    CLAIMS,
    EVERYBODY,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    READER,
    REP,
    REP2,
    REQUESTER,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import claim, lead, missing, refusal, task
from tests.services.streams import (
    EMAIL,
    IN,
    OUT,
    Scene,
    ago,
    call,
    case,
    contacts,
    hide,
    log,
    make_scene,
    meeting,
    share_mail,
    told,
)

IDA = ["broken", "answer", "from head", "offer", "first call", "form"]
ACCOUNT = ["broken", "answer", "switchboard", "visit", "from head", "offer", "first call", "form"]
DEAL = ["broken", "price call", "answer"]
MAILS = {"answer", "from head", "offer"}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


@pytest.fixture
def file_scene(file_cast: Cast) -> Scene:
    return make_scene(file_cast)


def masked(names: list[str]) -> list[str]:
    return ["(email)" if name in MAILS else name for name in names]


def without(names: list[str], *gone: str) -> list[str]:
    return [name for name in names if name not in gone]


def lines_of(ws: Workspace, record: Record) -> list[str]:
    """All lines of a stream, in a word each."""
    return [told(entry) for entry in ws.interactions.stream(record.module.api_name, record.id, limit=500).entries]


# Who reads what


@pytest.mark.parametrize("login", [REP, HEAD, BOSS])
def test_whoever_sees_it_all_reads_it_all(scene: Scene, login: str) -> None:
    assert scene.told(login, scene.ida) == IDA
    assert scene.told(login, scene.account) == ACCOUNT
    assert scene.told(login, scene.deal) == DEAL
    assert scene.told(login, scene.ivo) == ["visit"]


def test_another_rep_reads_what_hangs_on_what_he_sees(scene: Scene) -> None:
    """I23, I25: contacts and accounts are everybody's, the case and the deal are not."""
    assert scene.told(REP2, scene.ida) == without(IDA, "broken")
    assert scene.told(REP2, scene.account) == without(ACCOUNT, "broken")
    missing(lambda: scene.told(REP2, scene.deal))
    assert scene.cast.ws(REP2).interactions.count("Contacts", scene.ida.id) == Count(len(IDA) - 1)


@pytest.mark.parametrize("login", [TEAM_MEMBER, PARTICIPANT, REQUESTER, OUTSIDER])
def test_a_team_user_reads_no_mail_of_others(scene: Scene, login: str) -> None:
    """I23, I24, O21: calls and meetings as their record; of e-mail time, channel and direction."""
    assert scene.told(login, scene.ida) == masked(without(IDA, "broken"))
    assert scene.told(login, scene.account) == masked(without(ACCOUNT, "broken"))
    missing(lambda: scene.told(login, scene.deal))
    for entry in contacts(scene.cast.ws(login), scene.ida, channels=frozenset({EMAIL})):
        bare = Interaction(entry.id, entry.at, EMAIL, entry.direction, redacted=True)
        assert entry == bare
        assert scene.cast.ws(login).interactions.get(entry.id)[1] == ""


def test_a_team_user_whose_role_is_named_reads_mail(scene: Scene) -> None:
    """O21, AC30: under every setting but private."""
    for setting in ("public", "roles"):
        share_mail(scene.cast, setting, "Legal")
        assert scene.told(TEAM_MEMBER, scene.ida) == without(IDA, "broken"), setting
    share_mail(scene.cast, "private", "Legal")
    assert scene.told(TEAM_MEMBER, scene.ida) == masked(without(IDA, "broken"))


def test_private_mail_is_its_senders_and_the_administrators(scene: Scene) -> None:
    share_mail(scene.cast, "private")
    own_of_rep = ["(email)" if name == "from head" else name for name in IDA]
    assert scene.told(REP, scene.ida) == own_of_rep
    assert scene.told(REP, scene.account) == ["(email)" if name == "from head" else name for name in ACCOUNT]
    assert scene.told(HEAD, scene.ida) == ["(email)" if name in {"offer", "answer"} else name for name in IDA]
    assert scene.told(REP2, scene.ida) == masked(without(IDA, "broken"))
    assert scene.told(BOSS, scene.ida) == IDA


def test_mail_shared_with_roles(scene: Scene) -> None:
    share_mail(scene.cast, "roles", "Sales_Rep")
    assert scene.told(REP2, scene.ida) == without(IDA, "broken")
    assert scene.told(HEAD, scene.ida)[1] == "(email)"


def test_a_private_record_has_no_stream_for_others(scene: Scene) -> None:
    made = lead(scene.cast.ws(REP))
    number = log(scene.cast.ws(REP), made, "secret")
    for login in (REP2, TEAM_MEMBER, REQUESTER, OUTSIDER):
        ws = scene.cast.ws(login)
        missing(lambda ws=ws: ws.interactions.stream("Leads", made.id))  # type: ignore[misc]
        missing(lambda ws=ws: ws.interactions.count("Leads", made.id))  # type: ignore[misc]
        missing(lambda ws=ws: ws.interactions.get(number))  # type: ignore[misc]
    missing(lambda: scene.cast.ws(REP2).interactions.get(10_000))


def test_team_modules_have_no_interactions(scene: Scene) -> None:
    """The rules answer first (T02), then the module."""
    made = claim(scene.cast.ws(TEAM_MEMBER))
    assert refusal(lambda: scene.cast.ws(TEAM_MEMBER).interactions.stream(CLAIMS, made.id)).rule
    missing(lambda: scene.cast.ws(REP).interactions.stream(CLAIMS, made.id))
    product = scene.cast.ws().records.new("Products", {"Product_Name": "Lens"})
    with pytest.raises(Invalid, match="no interactions"):
        scene.cast.ws(REP).interactions.stream("Products", product.id)


# Roll-ups


def test_a_contact_out_of_scope_adds_nothing(scene: Scene) -> None:
    """I20, I26: neither line nor count nor head."""
    scene.cast.ws().data_sharing.set_default("Contacts", OrgDefault.PRIVATE)
    assert scene.told(REP2, scene.account) == ["switchboard"]
    found = scene.cast.ws(REP2).interactions.stream("Accounts", scene.account.id)
    assert found.head.count == Count(1)
    assert found.head.last is not None
    assert found.head.last.subject == "switchboard"
    assert "Ida" not in repr(found)
    assert scene.told(REP, scene.account) == ACCOUNT


def test_lines_of_a_roll_up_name_whom_they_hang_on(scene: Scene) -> None:
    on = {entry.subject: entry.on for entry in contacts(scene.cast.ws(REP), scene.account)}
    assert on["visit"] == ("Contacts", scene.ivo.id, "Ivo")
    assert on["switchboard"] is None
    assert on["broken"] is None, "it hangs on the account too, and stands there once"
    assert {entry.on for entry in contacts(scene.cast.ws(REP), scene.ida)} == {None}


def test_a_deal_ends_with_its_closing(scene: Scene) -> None:
    ws = scene.cast.ws(REP)
    ws.records.edit("Deals", scene.deal.id, {"Stage": "Closed Won", "Closing_Date": ago(4).date()})
    assert scene.told(REP, scene.deal) == ["price call"], "its own stay"
    ws.records.edit("Deals", scene.deal.id, {"Closing_Date": ago(3).date()})
    assert scene.told(REP, scene.deal) == ["price call", "answer"], "the day itself counts"
    ws.records.edit("Deals", scene.deal.id, {"Stage": "Negotiation/Review"})
    assert scene.told(REP, scene.deal) == DEAL, "while it is open the date is only a plan"
    ws.records.edit("Deals", scene.deal.id, {"Contact_Name": None})
    assert scene.told(REP, scene.deal) == ["price call"]


def test_the_shape_of_an_entry(scene: Scene) -> None:
    """I21."""
    by_name = {entry.subject: entry for entry in contacts(scene.cast.ws(REP), scene.account)}
    visit, offer, broken = by_name["visit"], by_name["offer"], by_name["broken"]
    assert (visit.channel, visit.direction, visit.status, visit.minutes) == (Channel.MEETING, "", "held", 30)
    assert (visit.people, visit.at) == ("Ivo, Ida", ago(20))
    assert visit.source is not None
    assert visit.source[0] == "Meetings"
    assert (offer.direction, offer.status, offer.people, offer.source) == (OUT, "sent", "ida@kunde.test", None)
    assert offer.actor is not None
    assert offer.actor.login == REP
    assert (broken.channel, broken.direction, broken.status) == (Channel.CASE, IN, "open")
    assert by_name["switchboard"].status == "missed"
    assert scene.cast.ws(REP).interactions.get(offer.id)[1] == "Our offer."


# Order, pages, silences, milestones


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 8, 50])
def test_pages_make_up_the_whole(file_scene: Scene, limit: int, oldest_first: bool) -> None:
    ws, wanted = file_scene.cast.ws(REP), StreamFilter(oldest_first=oldest_first)
    at = ("Accounts", file_scene.account.id)
    whole = ws.interactions.stream(*at, wanted, limit=500)
    entries: list[Entry] = []
    after = None
    while True:
        page = ws.interactions.stream(*at, wanted, limit, after)
        assert page.head == whole.head
        entries += page.entries
        after = page.after
        if after is None:
            break
    assert tuple(entries) == whole.entries
    assert [told(e) for e in entries if isinstance(e, Interaction)] == (ACCOUNT[::-1] if oldest_first else ACCOUNT)


def test_silences_and_milestones_stand_between_the_contacts(scene: Scene) -> None:
    found = scene.cast.ws(REP).interactions.stream("Contacts", scene.ida.id, StreamFilter(gap=20))
    assert [told(entry) for entry in found.entries] == [
        "broken", "answer", "created Deals", "36 days", "from head", "offer", "30 days", "first call", "form",
        "created",
    ]  # fmt: skip
    gap = next(entry for entry in found.entries if isinstance(entry, Gap))
    assert (gap.since, gap.until) == (ago(39), ago(3))


def test_silence_lasts_until_now(scene: Scene) -> None:
    scene.cast.later(60 * 24 * 30)
    for oldest_first in (False, True):
        found = scene.cast.ws(REP).interactions.stream(
            "Contacts", scene.ivo.id, StreamFilter(oldest_first=oldest_first)
        )
        lines = [told(entry) for entry in found.entries]
        assert lines == (["created", "visit", "50 days"] if oldest_first else ["50 days", "visit", "created"])


def test_what_one_may_not_see_breaks_no_silence(scene: Scene) -> None:
    """I26: the gap of somebody who does not see the case is longer."""
    scene.cast.later(60 * 24 * 30)
    streams = [scene.cast.ws(login).interactions.stream("Contacts", scene.ida.id) for login in (REP, REP2)]
    gaps = [next(entry for entry in found.entries if isinstance(entry, Gap)) for found in streams]
    assert [gap.days for gap in gaps] == [30, 33]


def test_stages_and_owners_are_milestones_of_who_may_see_them(scene: Scene) -> None:
    cast = scene.cast
    cast.later()
    cast.ws(REP).records.edit("Deals", scene.deal.id, {"Stage": "Needs Analysis"})
    cast.ws(HEAD).records.change_owner("Contacts", scene.ida.id, REP2)

    def milestones(login: str, module: str, record_id: int) -> list[Milestone]:
        found = cast.ws(login).interactions.stream(module, record_id)
        return [entry for entry in found.entries if isinstance(entry, Milestone)]

    seen = milestones(HEAD, "Contacts", scene.ida.id)
    assert [(m.kind, m.module, m.before, m.after) for m in seen if m.kind == "stage"] == [
        ("stage", "Deals", "Qualification", "Needs Analysis")
    ]
    owner = next(m for m in seen if m.kind == "owner")
    assert [getattr(user, "login", "") for user in (owner.before, owner.after)] == [REP, REP2]
    assert [m.kind for m in milestones(TEAM_MEMBER, "Contacts", scene.ida.id)] == ["owner", "created"]
    assert "Frames" not in repr(milestones(TEAM_MEMBER, "Contacts", scene.ida.id))
    assert [m.kind for m in milestones(REP, "Deals", scene.deal.id)] == ["stage", "created"]
    assert "stage Deals" in [told(m) for m in milestones(HEAD, "Accounts", scene.account.id)]


# Filters


@pytest.mark.parametrize("field", ["Created_By", "Created_Time"])
def test_who_made_a_record_is_no_milestone_where_the_timeline_keeps_it(scene: Scene, field: str) -> None:
    """I26: milestones are computed from what the reader may see, as the timeline is (I32)."""
    assert "created" in lines_of(scene.cast.ws(HEAD), scene.ida)
    for module in ("Contacts", "Deals"):
        hide(scene.cast, module, field)
    assert not {"created", "created Deals"} & set(lines_of(scene.cast.ws(HEAD), scene.ida))


def test_a_hidden_conversion_is_no_milestone_of_the_lead(scene: Scene) -> None:
    ws = scene.cast.ws(REP)
    made = lead(ws)
    done = ws.converting.convert(made.id)
    assert "converted" in lines_of(ws, ws.records.get("Leads", made.id))
    names = ("Converted", "Converted_Time", "Converted_Account", "Converted_Contact", "Lead_Status")
    hide(scene.cast, "Leads", *names)
    assert "converted" not in lines_of(ws, ws.records.get("Leads", made.id))
    assert "converted" in lines_of(ws, ws.records.get("Contacts", done.contact.id))


def test_filters(scene: Scene) -> None:
    """I22."""
    ida = scene.ida
    assert scene.told(REP, ida, channels=frozenset({Channel.CALL, Channel.CASE})) == ["broken", "first call"]
    assert scene.told(REP, ida, direction=OUT) == ["from head", "offer", "first call"]
    assert scene.told(REP, ida, user=HEAD) == ["from head"]
    assert scene.told(REP, ida, since=ago(40).date(), until=ago(39).date()) == ["from head", "offer"]
    assert scene.told(REP, ida, oldest_first=True) == IDA[::-1]
    assert scene.told(REP, scene.account, channels=frozenset({Channel.MEETING})) == ["visit"]
    with pytest.raises(Invalid, match="no such user"):
        scene.told(REP, ida, user="nobody@acme.test")


def test_the_days_of_a_filter_are_the_readers(scene: Scene) -> None:
    """He is in Paris: 22:30 in UTC is the next day there."""
    late = dt.datetime(2026, 5, 1, 22, 30, tzinfo=dt.UTC)
    log(scene.cast.ws(REP), scene.ivo, "late", at=late)
    assert scene.told(REP, scene.ivo, until=dt.date(2026, 5, 1)) == ["visit"]
    assert scene.told(REP, scene.ivo, since=dt.date(2026, 5, 2)) == ["late"]
    assert scene.told(REP, scene.ivo, since=dt.date.min, until=dt.date.max) == ["late", "visit"]


@pytest.mark.parametrize("user", [REP, HEAD])
def test_a_filter_tells_no_more_of_mail_than_its_line(scene: Scene, user: str) -> None:
    """I24: whose mail it is, is not told; neither are its words nor what became of it."""
    share_mail(scene.cast, "private")
    for login in (REP2, TEAM_MEMBER):
        found = contacts(scene.cast.ws(login), scene.ida, user=user)
        assert [entry.channel for entry in found if entry.channel is EMAIL] == []
    assert "from head" not in scene.told(REP, scene.ida, user=HEAD)
    assert "offer" in scene.told(REP, scene.ida, user=REP)


def test_the_head_is_the_same_under_every_filter(scene: Scene) -> None:
    streams = [
        scene.cast.ws(REP).interactions.stream("Contacts", scene.ida.id, wanted).head
        for wanted in (StreamFilter(), StreamFilter(direction=OUT), StreamFilter(oldest_first=True))
    ]
    assert streams[0].count == Count(len(IDA))
    assert streams == [streams[0]] * 3
    owed = streams[0].owed
    assert owed is not None
    assert owed.subject == "answer"


def test_a_bounce_that_one_may_not_read_shows_nowhere(scene: Scene) -> None:
    """Neither in the head nor by a gap."""
    ws = scene.cast.ws(REP)
    number = log(ws, scene.ivo, "bounces", 0, direction=OUT)
    plain = scene.cast.another(TEAM_MEMBER).interactions.stream("Contacts", scene.ivo.id, StreamFilter(gap=1))
    ws.interactions.mark(number, "bounced")
    after = scene.cast.another(TEAM_MEMBER).interactions.stream("Contacts", scene.ivo.id, StreamFilter(gap=1))
    assert after == plain
    told_by = scene.cast.another(TEAM_MEMBER).interactions.stream("Contacts", scene.ivo.id, limit=1, after=(2**40, 0))
    assert told_by.head == plain.head
    mine = ws.interactions.stream("Contacts", scene.ivo.id).head.last
    assert mine is not None
    assert mine.subject == "visit"


# What is agreed on, and sources that change


def test_what_is_agreed_on_stands_there_from_its_time_on(scene: Scene) -> None:
    assert "tomorrow" not in scene.told(REP, scene.ida)
    scene.cast.later(60 * 24 + 1)
    found = contacts(scene.cast.ws(REP), scene.ida)[0]
    assert (found.subject, found.status, found.contact) == ("tomorrow", "planned", False)


def test_the_stream_follows_its_sources(scene: Scene) -> None:
    ws, cast = scene.cast.ws(REP), scene.cast
    made = call(ws, scene.ida, "moving", 1)
    assert scene.told(REP, scene.ida)[1] == "moving"
    ws.records.edit("Calls", made.id, {"Subject": "moved", "Call_Start_Time": ago(60), "Call_Type": "Inbound"})
    found = contacts(ws, scene.ida, channels=frozenset({Channel.CALL}))
    assert [(e.subject, e.direction, e.at) for e in found][:1] == [("moved", IN, ago(60))]
    ws.records.edit("Calls", made.id, {"Parent": f"Contacts/{scene.ivo.id}"})
    assert "moved" not in scene.told(REP, scene.ida)
    assert "moved" in scene.told(REP, scene.ivo)
    ws.history.undo()
    assert "moved" in scene.told(REP, scene.ida)
    ws.records.delete("Calls", made.id)
    assert "moved" not in scene.told(REP, scene.ida)
    ws.bin.restore("Calls", made.id)
    assert "moved" in scene.told(REP, scene.ida)
    ws.records.edit("Calls", made.id, {"Call_Status": "Cancelled"})
    assert "moved" not in scene.told(REP, scene.ida)
    ws.records.edit("Calls", made.id, {"Call_Status": "Completed"})
    cast.ws(HEAD).records.change_owner("Calls", made.id, HEAD)
    assert "moved" in scene.told(REP, scene.ida, user=HEAD)
    assert "moved" not in scene.told(REP, scene.ida, user=REP)


def test_what_hangs_on_a_deleted_contact_goes_and_comes_with_it(scene: Scene) -> None:
    ws = scene.cast.ws(REP)
    ws.records.delete("Contacts", scene.ida.id)
    assert scene.told(REP, scene.account) == ["broken", "switchboard", "visit"]
    ws.history.undo()
    assert scene.told(REP, scene.account) == ACCOUNT
    ws.records.delete("Contacts", scene.ida.id)
    scene.cast.ws().bin.purge("Contacts", scene.ida.id)
    assert scene.told(REP, scene.account) == ["broken", "switchboard", "visit"]
    left = scene.cast.engine().value("SELECT count(*) FROM interaction WHERE record_id = ?", (scene.ida.id,))
    assert left == 0


def test_a_task_is_a_contact_when_it_is_done(scene: Scene) -> None:
    ws = scene.cast.ws(REP)
    made = task(ws, "send samples", scene.ivo)
    assert scene.told(REP, scene.ivo) == ["visit"]
    ws.records.edit("Tasks", made.id, {"Status": "Completed"})
    assert scene.told(REP, scene.ivo) == ["send samples", "visit"]
    ws.records.edit("Tasks", made.id, {"Status": "In Progress"})
    assert scene.told(REP, scene.ivo) == ["visit"]


def test_a_call_is_seen_by_its_owner_only_with_its_record(scene: Scene) -> None:
    """A call of his own on a record that went out of his sight: the record has no stream for him."""
    cast = scene.cast
    made = lead(cast.ws(REP))
    call(cast.ws(REP), made, "mine", 0.1)
    cast.ws(HEAD).records.change_owner("Leads", made.id, REP2)
    missing(lambda: cast.ws(REP).interactions.stream("Leads", made.id))
    assert scene.told(REP2, made) == ["mine"]


# Hidden fields


@pytest.mark.parametrize(
    ("module", "field"),
    [("Calls", "Parent"), ("Calls", "Call_Start_Time"), ("Calls", "Call_Type"), ("Calls", "Call_Status")],
)
def test_a_source_tells_no_hidden_field_by_standing_there(scene: Scene, module: str, field: str) -> None:
    hide(scene.cast, module, field)
    assert scene.told(REP, scene.account) == without(ACCOUNT, "switchboard", "first call")
    assert scene.told(REP, scene.ida) == without(IDA, "first call")
    assert scene.told(BOSS, scene.ida) == IDA


def test_words_of_a_source_are_read_under_the_mask(scene: Scene) -> None:
    hide(scene.cast, "Meetings", "Event_Title", "Participants", "Owner", "End_DateTime", "Description")
    ws = scene.cast.ws(REP)
    (visit,) = contacts(ws, scene.ivo)
    assert (visit.subject, visit.people, visit.actor, visit.minutes) == ("", "", None, None)
    assert ws.interactions.get(visit.id)[1] == ""
    assert scene.told(REP, scene.ivo, user=REP) == []


def test_a_hidden_look_up_brings_nobody_in(scene: Scene) -> None:
    hide(scene.cast, "Contacts", "Account_Name")
    assert scene.told(REP, scene.account) == ["broken", "switchboard"]
    hide(scene.cast, "Cases", "Account_Name")
    assert scene.told(REP, scene.account) == ["switchboard"]
    assert scene.told(REP, scene.ida) == IDA
    hide(scene.cast, "Deals", "Contact_Name")
    assert scene.told(REP, scene.deal) == ["price call"]
    kinds = [told(e) for e in scene.cast.ws(REP).interactions.stream("Contacts", scene.ida.id).entries]
    assert "created Deals" not in kinds


def test_a_hidden_stage_tells_no_closing(scene: Scene) -> None:
    scene.cast.ws(REP).records.edit("Deals", scene.deal.id, {"Stage": "Closed Won", "Closing_Date": ago(4).date()})
    hide(scene.cast, "Deals", "Stage")
    assert scene.told(REP, scene.deal) == DEAL
    kinds = [e.kind for e in scene.cast.ws(REP).interactions.stream("Deals", scene.deal.id).entries
             if isinstance(e, Milestone)]  # fmt: skip
    assert kinds == ["created"]


def test_everybody_reads_the_same_number_everywhere(scene: Scene) -> None:
    """Count, head and lines agree for each reader."""
    case(scene.cast.ws(REP2), "of the other rep", Account_Name=str(scene.account.id))
    meeting(scene.cast.ws(REP2), scene.account, "review", 1)
    for login in (*EVERYBODY, READER):
        ws = scene.cast.ws(login)
        found = ws.interactions.stream("Accounts", scene.account.id, limit=500)
        lines = [entry for entry in found.entries if isinstance(entry, Interaction)]
        assert found.head.count == Count(len(lines)) == ws.interactions.count("Accounts", scene.account.id)
        for entry in lines:
            again, _ = ws.interactions.get(entry.id)
            assert (again.subject, again.at, again.redacted) == (entry.subject, entry.at, entry.redacted)
