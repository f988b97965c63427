"""Requests for access: who was refused asks who can grant, who answers with his own rights (AC41-AC48, AC50)."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.base.messages import set_language
from crm_tui.domain.access_requests import AccessRequest, AskState, Offer, OfferKind
from crm_tui.domain.errors import Conflict, Forbidden, Invalid, LimitReached, NotFound
from crm_tui.domain.fields import NOT_VISIBLE
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.records import Record
from crm_tui.domain.users import TeamProfile, UserKind, UserState
from crm_tui.services.access_requests import LONGEST, MOST_OPEN
from crm_tui.services.notice_words import notice_words
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
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    Cast,
)  # fmt: skip
from tests.services.making import account, claim, contact, lead, missing, refused, unchanged

SHARED = (Offer(OfferKind.SHARE, "edit"), Offer(OfferKind.OTHER))
HOSTILE = "[/] \x1b[31m =cmd"


def asked(cast: Cast, text: str = "Please") -> tuple[Record, AccessRequest]:
    """REP2 asks to edit REP's contact, which he reads."""
    made = contact(cast.ws(REP))
    return made, cast.ws(REP2).access_requests.ask("records.edit", "Contacts", made.id, text)


def told(cast: Cast, login: str) -> list[tuple[NoticeKind, str]]:
    """What somebody's inbox says."""
    labels = {m.api_name: m.label for m in cast.ws(login).catalog().modules}
    return [
        (n.kind, f"{notice_words(n, labels.get(n.module, ''))} {n.text}".strip()) for n in cast.ws(login).notices.list()
    ]


def waiting(cast: Cast, login: str) -> list[tuple[int, tuple[Offer, ...]]]:
    """What waits for somebody's answer."""
    return [(one.id, one.offers) for one in cast.ws(login).access_requests.waiting()]


def test_the_grantors_are_told_and_nobody_else(cast: Cast) -> None:
    with cast.engine().write():
        cast.engine().execute("DELETE FROM notice")
    made, one = asked(cast)
    line = (NoticeKind.ACCESS_ASKED, f"Ron Rep asks for access: Edit records · Contacts · {made.name} Please")
    for login in EVERYBODY:
        assert told(cast, login) == ([line] if login in (BOSS, HEAD, REP) else []), login
        assert waiting(cast, login) == ([(one.id, SHARED)] if login in (BOSS, HEAD, REP) else []), login
    assert (one.state, one.rule, one.offers) == (AskState.OPEN, "AC06", ())
    assert cast.ws(REP2).access_requests.mine() == (one,)


def test_granting_shares_the_record_and_tells_the_asker(cast: Cast) -> None:
    made, one = asked(cast)
    answered = cast.ws(HEAD).access_requests.grant(one.id)
    assert answered.state is AskState.GRANTED
    cast.ws(REP2).records.edit("Contacts", made.id, {"Phone": "123"})
    assert told(cast, REP2) == [
        (NoticeKind.ACCESS_GRANTED, f"Hed Head granted you access: Edit records · Contacts · {made.name}")
    ]
    assert [waiting(cast, login) for login in (BOSS, HEAD, REP)] == [[], [], []]
    entries = [(e.entry.login, e.entry.action, e.entry.outcome) for e in cast.ws().audit.list(limit=10, login=HEAD)]
    assert entries[:2] == [(HEAD, "access.grant", "allowed"), (HEAD, "records.share", "allowed")]
    cast.ws(HEAD).history.undo()
    with pytest.raises(Forbidden):
        cast.ws(REP2).records.edit("Contacts", made.id, {"Phone": "124"})


def test_declining_says_why_and_changes_nothing_else(cast: Cast) -> None:
    made, one = asked(cast)
    cast.ws(REP).access_requests.decline(one.id, HOSTILE)
    assert told(cast, REP2)[0][1].startswith("Rae Rep declined your request for access: Edit records")
    assert cast.ws(REP2).notices.list()[0].text == HOSTILE
    assert cast.ws(REP2).access_requests.get(one.id).answer == HOSTILE
    with pytest.raises(Forbidden):
        cast.ws(REP2).records.edit("Contacts", made.id, {"Phone": "1"})
    assert cast.ws(REP2).access_requests.ask("records.edit", "Contacts", made.id).state is AskState.OPEN


def test_one_answer_counts(cast: Cast) -> None:
    _made, one = asked(cast)
    cast.ws(HEAD).access_requests.decline(one.id)
    with unchanged(cast, audit=1):
        missing(partial(cast.ws(REP).access_requests.grant, one.id))
    with unchanged(cast), pytest.raises(Conflict):
        cast.ws(REP2).access_requests.withdraw(one.id)


def test_who_answers_has_read_of_it(cast: Cast) -> None:
    _made, one = asked(cast)
    before = cast.ws(BOSS).notices.unread()
    cast.ws(HEAD).access_requests.decline(one.id)
    assert [notice.read for notice in cast.ws(HEAD).notices.list()] == [True]
    assert cast.ws(BOSS).notices.unread() == before > 0


def test_withdrawing_takes_it_from_inboxes_unread(cast: Cast) -> None:
    _made, one = asked(cast)
    cast.ws(HEAD).notices.mark_read()
    cast.ws(REP2).access_requests.withdraw(one.id)
    assert [len(told(cast, login)) for login in (BOSS, HEAD, REP)] == [0, 1, 0]
    assert told(cast, HEAD)[0][1].endswith("Please") is False
    assert waiting(cast, HEAD) == []
    assert cast.ws(REP2).access_requests.get(one.id).state is AskState.WITHDRAWN


def test_nobody_else_reads_answers_or_withdraws(cast: Cast) -> None:
    _made, one = asked(cast)
    for login in (TEAM_MEMBER, OUTSIDER, TEAM_ADMIN):
        ws = cast.ws(login).access_requests
        for number in (one.id, 999):
            missing(partial(ws.get, number))
            missing(partial(ws.withdraw, number))
            for act in (ws.grant, ws.decline):
                with unchanged(cast, audit=1):
                    missing(partial(act, number))
    missing(partial(cast.ws(HEAD).access_requests.withdraw, one.id))
    with unchanged(cast, audit=1):
        missing(partial(cast.ws(REP2).access_requests.grant, one.id))


def test_what_cannot_be_asked_for(cast: Cast) -> None:
    made, hidden = contact(cast.ws(REP)), lead(cast.ws(REP))
    ask = cast.ws(REP2).access_requests.ask
    for error, args in (
        (Invalid, ("records.view", "Contacts", made.id)),  # allowed
        (Invalid, ("records.fly", "Contacts", made.id)),
        (NotFound, ("records.edit", "Leads", hidden.id)),
        (NotFound, ("records.edit", "Leads", 99999)),
        (NotFound, ("records.edit", "Nothing", 1)),
        (Invalid, ("records.edit", "Contacts", made.id, "x" * (LONGEST + 1))),
    ):
        with unchanged(cast), pytest.raises(error):
            ask(*args)
    missing(partial(cast.ws(OUTSIDER).access_requests.ask, "records.view", CLAIMS))
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(TEAM_MEMBER).access_requests.ask("records.own", "Contacts")  # O07: AC47


def test_nobody_floods(cast: Cast) -> None:
    ws, ask = cast.ws(REP), cast.ws(REP2).access_requests.ask
    made = [contact(ws, f"C{at}") for at in range(MOST_OPEN + 1)]
    for each in made[:-1]:
        ask("records.edit", "Contacts", each.id)
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        ask("records.edit", "Contacts", made[-1].id)
    with unchanged(cast), pytest.raises(Conflict):
        ask("records.edit", "Contacts", made[0].id)


def test_what_left_his_sight_waits_for_nobody_and_tells_nothing(cast: Cast) -> None:
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    made = lead(cast.ws(REP), "Secretname")
    one = cast.ws(REP2).access_requests.ask("records.edit", "Leads", made.id)
    cast.ws().data_sharing.set_default("Leads", OrgDefault.PRIVATE)
    assert cast.ws(REP2).access_requests.get(one.id).record == NOT_VISIBLE
    assert waiting(cast, REP) == []
    with unchanged(cast, audit=1):
        missing(partial(cast.ws(REP).access_requests.grant, one.id))
    cast.ws(REP).records.delete("Leads", made.id)
    assert cast.ws(REP2).access_requests.get(one.id).record == NOT_VISIBLE
    cast.ws().bin.purge("Leads", made.id)
    missing(partial(cast.ws(REP2).access_requests.get, one.id))
    assert told(cast, REP)[0][1] == "You were asked for access: (not visible)"


def test_who_may_no_longer_grant_is_refused_and_the_request_stays_open(cast: Cast) -> None:
    made, one = asked(cast)
    cast.ws(HEAD).records.change_owner("Contacts", made.id, HEAD)
    assert waiting(cast, REP) == []
    with unchanged(cast, audit=1):
        missing(partial(cast.ws(REP).access_requests.grant, one.id))
    assert cast.ws(REP2).access_requests.get(one.id).state is AskState.OPEN
    # He was told of it while it was his: who asked for what stays, what was written does not.
    assert told(cast, REP)[-1][1] == f"Ron Rep asks for access: Edit records · Contacts · {made.name}"


def test_an_inactive_askers_request_waits_for_nobody(cast: Cast) -> None:
    made, one = asked(cast)
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    assert waiting(cast, REP) == []
    cast.ws().staff.set_state(REP2, UserState.ACTIVE)
    assert waiting(cast, REP) == [(one.id, SHARED)]
    with pytest.raises(Invalid):
        cast.ws(REP).access_requests.grant(one.id, 5)
    assert cast.ws(REP2).access_requests.get(one.id).state is AskState.OPEN
    assert made.id


def test_in_a_team_module_its_admins_are_asked_and_the_narrowest_profile_is_offered(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MANAGER))
    one = cast.ws(TEAM_MEMBER).access_requests.ask("records.edit", CLAIMS, made.id)
    offers = (Offer(OfferKind.SHARE, "edit"), Offer(OfferKind.MEMBERSHIP, "Manager"), Offer(OfferKind.OTHER))
    assert waiting(cast, TEAM_ADMIN) == waiting(cast, BOSS) == [(one.id, offers)]
    assert waiting(cast, TEAM_MANAGER) == []
    cast.ws(TEAM_ADMIN).access_requests.grant(one.id, 1)
    cast.ws(TEAM_MEMBER).records.edit(CLAIMS, made.id, {"Damage": "5"})
    assert TeamProfile.MANAGER in cast.ws(TEAM_MEMBER).actor.team_profiles[made.module.id]


def test_what_is_wanted_in_general_goes_to_whoever_runs_it(cast: Cast) -> None:
    one = cast.ws(PARTICIPANT).access_requests.ask("module.customise", CLAIMS)
    assert waiting(cast, TEAM_ADMIN) == [(one.id, (Offer(OfferKind.MEMBERSHIP, "Admin"), Offer(OfferKind.OTHER)))]
    assert waiting(cast, REP2) == []


def test_a_team_users_limits_are_asked_of_who_converts(cast: Cast) -> None:
    made = account(cast.ws(REP))
    ask = cast.ws(TEAM_MEMBER).access_requests.ask
    edit, reports = ask("records.edit", "Accounts", made.id), ask("reports.view", "Contacts")
    by_hand = Offer(OfferKind.OTHER)
    assert waiting(cast, REP) == []
    assert waiting(cast, BOSS) == [
        (edit.id, (Offer(OfferKind.CONVERT, "Standard"), by_hand)),
        (reports.id, (Offer(OfferKind.CONVERT, "Standard"), by_hand)),
    ]


def test_a_switch_is_asked_of_who_manages_profiles(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    one = cast.ws(REP).access_requests.ask("module.customise", "Contacts")
    assert dict(waiting(cast, BOSS))[one.id] == (Offer(OfferKind.SWITCH, "Standard"), Offer(OfferKind.OTHER))
    assert waiting(cast, HEAD) == []
    cast.ws().access_requests.grant(one.id, 1)
    assert told(cast, REP)[0][0] is NoticeKind.ACCESS_GRANTED
    assert made.id


def test_a_module_is_enabled_for_the_profile_that_lacks_it(cast: Cast) -> None:
    one = cast.ws(READER).access_requests.ask("module.see", "Deals")
    assert dict(waiting(cast, BOSS))[one.id] == (Offer(OfferKind.ENABLE, "Reading"), Offer(OfferKind.OTHER))
    cast.ws().access_requests.grant(one.id)
    assert cast.ws(READER).module("Deals").api_name == "Deals"


def test_a_switch_is_turned_on_in_the_profile(cast: Cast) -> None:
    one = cast.ws(REP).access_requests.ask("module.customise", "Contacts")
    cast.ws().access_requests.grant(one.id)
    assert cast.ws(REP).access_requests.get(one.id).state is AskState.GRANTED
    assert cast.ws().access.can(REP, "module.customise", "Contacts").decision.allowed


def test_a_team_user_is_converted(cast: Cast) -> None:
    made = account(cast.ws(REP))
    one = cast.ws(OUTSIDER).access_requests.ask("records.edit", "Accounts", made.id)
    cast.ws().access_requests.grant(one.id)
    cast.ws(OUTSIDER).refresh()
    assert cast.ws(OUTSIDER).actor.kind is UserKind.REGULAR
    cast.ws(OUTSIDER).records.edit("Accounts", made.id, {"Phone": "1"})


def test_by_hand_tells_the_asker_and_does_nothing_else(cast: Cast) -> None:
    made, one = asked(cast)
    cast.ws(REP).access_requests.grant(one.id, 1)
    assert cast.ws(REP).sharing.list("Contacts", made.id) == []
    assert cast.ws(REP2).access_requests.get(one.id).state is AskState.GRANTED


def test_what_he_has_by_now_waits_for_nobody(cast: Cast) -> None:
    made, _one = asked(cast)
    cast.ws(REP).sharing.share("Contacts", made.id, REP2, "edit")
    assert waiting(cast, REP) == waiting(cast, BOSS) == []


def test_the_words_are_the_readers(cast: Cast) -> None:
    _made, _one = asked(cast)
    set_language("fr")
    try:
        assert told(cast, HEAD)
    finally:
        set_language("en")


def test_the_key_that_asks_is_for_what_somebody_can_grant(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    ws = cast.ws(TEAM_MEMBER)
    assert ws.access_requests.may_ask(ws.access.mine("records.edit", "Contacts", made.id).decision)
    assert not ws.access_requests.may_ask(ws.access.mine("records.view", "Contacts", made.id).decision)
    assert not ws.access_requests.may_ask(ws.access.mine("records.own", "Contacts").decision)
    seen = cast.ws().view_as(TEAM_MEMBER)
    assert not seen.access_requests.may_ask(seen.access.mine("records.edit", "Contacts", made.id).decision)


def test_an_external_user_is_not_told_who_answered_whom_he_does_not_meet(cast: Cast) -> None:
    """AC48: of those who may grant it he reads what they are."""
    ext = "ext@acme.test"
    cast.ws().staff.add(ext, "Eve External", UserKind.EXTERNAL, "Standard")
    cast.ws().team_members.set(CLAIMS, ext, TeamProfile.MEMBER)
    made = claim(cast.ws(TEAM_ADMIN))
    for login, known in ((BOSS, None), (TEAM_ADMIN, TEAM_ADMIN)):
        one = cast.ws(ext).access_requests.ask("records.edit", CLAIMS, made.id)
        cast.ws(login).access_requests.decline(one.id, "No")
        mine, notice = cast.ws(ext).access_requests.mine()[0], cast.ws(ext).notices.list()[0]
        told = [one.login if one is not None else None for one in (mine.answered_by, notice.actor)]
        assert (told, mine.answer, notice.text) == ([known, known], "No", "No")


def test_a_grant_that_is_refused_leaves_one_audit_row_and_the_request_open(cast: Cast) -> None:
    """As where what it would switch on breaks a promise (AC53, AC57)."""
    promise = Promise(0, "Readers", Subject.PROFILE, "Reading", "records.delete", Must.REFUSED, "Contacts")
    cast.ws().promises.save(promise)
    one = cast.ws(READER).access_requests.ask("records.delete", "Contacts")
    found = next(n for n, o in enumerate(cast.ws().access_requests.get(one.id).offers) if o.kind is OfferKind.SWITCH)
    assert refused(cast, partial(cast.ws().access_requests.grant, one.id, found)) == "AC57"
    assert cast.ws(READER).access_requests.mine()[0].state is AskState.OPEN
