"""Users who are there: deactivated, converted, appointed, handed over, deleted (1.1, 1.4, 1.5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from crm_tui.domain.errors import Conflict, CrmError, Forbidden, Invalid, LimitReached, NotFound
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.requests import RequestSettings
from crm_tui.domain.users import ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.workspace import Workspace
from crm_tui.store.directory import Directory
from tests.services.cast import ACME, BETA, BOSS, CLAIMS, HEAD, OUTSIDER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim, deal, ids, lead, missing, refused, task, unchanged
from tests.services.test_people import invite, member, slugs

ADA = "admin@acme.test"


def administrator(cast: Cast, login: str = ADA) -> str:
    """Another administrator."""
    cast.ws().staff.add(login, "Ada Administrator", UserKind.ADMINISTRATOR, "Administrator")
    return login


# Deactivating


def test_who_is_deactivated_is_kept_out_and_reads_of_it_when_he_is_back(cast: Cast) -> None:
    """U41, U29: his records stay his."""
    mine, ws = lead(cast.ws(REP)), cast.ws(REP)
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    with pytest.raises(Forbidden):
        cast.another(REP)
    with pytest.raises(Forbidden):
        ws.users.list()
    assert cast.ws().records.get("Leads", mine.id).owner.name == "Rae Rep"
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    cast.ws().staff.set_state(REP, UserState.ACTIVE)
    kinds = [notice.kind for notice in cast.another(REP).notices.list()]
    assert kinds == [NoticeKind.ACTIVATED, NoticeKind.DEACTIVATED]
    assert cast.ws(REP).records.get("Leads", mine.id).id == mine.id


def test_people_are_managed_by_who_may_and_undone_by_nobody(cast: Cast) -> None:
    before = cast.ws().history.last()
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    assert cast.ws().history.last() == before
    staff = cast.ws(HEAD).staff
    for act in (
        partial(staff.set_state, REP2, UserState.INACTIVE), partial(staff.edit, REP2, name="x"),
        partial(staff.convert, OUTSIDER, "Standard"), partial(staff.appoint, REP2, administrator=True),
        partial(staff.delete, REP2), partial(staff.hand_over, REP2),
        partial(staff.set_state, "no@x.test", UserState.INACTIVE), partial(staff.delete, "no@x.test"),
    ):  # fmt: skip
        assert refused(cast, act) in ("U21", "AC04", "U42", "U08")


# Editing


def test_what_of_a_user_is_changed(cast: Cast) -> None:
    staff = cast.ws().staff
    staff.edit(REP, name=" Rae  Renamed ", role="Legal", profile="Reading", manager=HEAD)
    row = member(cast, REP)
    assert (row.name, row.manager_id) == ("Rae Renamed", cast.user_id(HEAD))
    actor = cast.another(REP).actor
    assert (actor.role, actor.profile.api_name) == ("Legal", "Reading")
    assert cast.another(REP, BETA).actor.name == "Rae Elsewhere"
    staff.edit(REP, role="", manager="")
    assert (member(cast, REP).role_id, member(cast, REP).manager_id) == (None, None)
    for wrong in (
        partial(staff.edit, REP, name=" "), partial(staff.edit, REP, name="x" * 81),
        partial(staff.edit, REP, profile="Administrator"), partial(staff.edit, REP, profile="Team_User"),
        partial(staff.edit, BOSS, profile="Standard"), partial(staff.edit, REP, manager=REP),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            wrong()
    for unknown in (partial(staff.edit, "no@x.test", name="x"), partial(staff.edit, REP, role="No"),
                    partial(staff.edit, REP, profile="No"), partial(staff.edit, REP, manager="no@x.test")):  # fmt: skip
        with unchanged(cast), pytest.raises(NotFound):
            unknown()
    assert refused(cast, partial(staff.edit, OUTSIDER, profile="Standard")) == "U52"
    staff.edit(OUTSIDER, profile="Team_User")


def test_nobody_reports_to_himself_round_a_corner(cast: Cast) -> None:
    staff = cast.ws().staff
    staff.edit(REP, manager=HEAD)
    staff.edit(REP2, manager=REP)
    for login in (REP, REP2, HEAD):
        with unchanged(cast), pytest.raises(Invalid):
            staff.edit(HEAD, manager=login)
    staff.set_state(BOSS, UserState.ACTIVE)
    staff.edit(HEAD, manager=BOSS)


# Administrators


def test_a_regular_user_is_appointed_and_dismissed(cast: Cast) -> None:
    staff = cast.ws().staff
    staff.appoint(REP, administrator=True)
    assert (cast.ws(REP).actor.kind, cast.another(REP).actor.profile.api_name) == (
        UserKind.ADMINISTRATOR, "Administrator",
    )  # fmt: skip
    staff.appoint(REP, administrator=False, profile="Reading")
    actor = cast.another(REP).actor
    assert (actor.kind, actor.profile.api_name, actor.role) == (UserKind.REGULAR, "Reading", "Sales_Rep")
    for wrong in (
        partial(staff.appoint, OUTSIDER, administrator=True), partial(staff.appoint, BOSS, administrator=False),
        partial(staff.appoint, REP, administrator=False), partial(staff.appoint, BOSS, administrator=True),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            wrong()


def test_a_user_manager_appoints_nobody(cast: Cast) -> None:
    on = {("users.manage", "*"), ("users.invite", "*")}
    cast.ws().profiles.add(ProfileRights("Users", "Users", denied=STANDARD.denied - on))
    cast.ws().staff.edit(HEAD, profile="Users")
    staff = cast.ws(HEAD).staff
    assert refused(cast, partial(staff.appoint, REP, administrator=True)) == "AC04"
    invited = partial(staff.invite, "x@acme.test", "X", UserKind.ADMINISTRATOR, "Administrator")
    assert refused(cast, invited) == "AC04"


def test_the_super_administrator_hands_over_to_an_administrator(cast: Cast) -> None:
    """U08, U02: there is exactly one, before and after."""
    staff = cast.ws().staff
    for login in (REP, OUTSIDER, BOSS):
        assert refused(cast, partial(staff.hand_over, login)) == "U08"
    administrator(cast)
    assert refused(cast, partial(cast.ws(ADA).staff.hand_over, ADA)) == "U08"
    staff.set_state(ADA, UserState.INACTIVE)
    assert refused(cast, partial(staff.hand_over, ADA)) == "U08"
    staff.set_state(ADA, UserState.ACTIVE)
    staff.hand_over(ADA)
    assert (member(cast, BOSS).kind, member(cast, ADA).kind) == (UserKind.ADMINISTRATOR, UserKind.SUPER_ADMIN)
    assert refused(cast, partial(staff.hand_over, ADA)) == "U08"
    cast.ws(ADA).staff.set_state(BOSS, UserState.INACTIVE)
    assert refused(cast, partial(cast.ws(ADA).staff.set_state, ADA, UserState.INACTIVE)) == "U08"


# Converting


def test_team_to_regular_keeps_all_and_takes_a_regular_seat(cast: Cast) -> None:
    """U50, U53: never back (U51)."""
    mine = claim(cast.ws(TEAM_MEMBER))
    assert TEAM_MEMBER not in {user.login for user in cast.ws().pickers.owners("Leads")}
    before = cast.ws().licences.state()
    cast.ws().staff.convert(TEAM_MEMBER, "Standard")
    after = cast.ws().licences.state()
    assert (after.regular_used, after.team_used) == (before.regular_used + 1, before.team_used - 1)
    ws = cast.another(TEAM_MEMBER)
    assert (ws.actor.kind, ws.actor.role, ws.actor.profile.api_name) == (UserKind.REGULAR, "Legal", "Standard")
    assert ws.records.get(CLAIMS, mine.id).owner.login == TEAM_MEMBER
    assert SpaceRole.USER in ws.actor.spaces.values()
    assert TEAM_MEMBER in {user.login for user in ws.pickers.owners("Leads")}
    assert lead(cast.ws(), Owner=TEAM_MEMBER).owner.login == TEAM_MEMBER
    for login in (TEAM_MEMBER, REP, BOSS):
        with unchanged(cast), pytest.raises(Invalid):
            cast.ws().staff.convert(login, "Standard")
    for profile in ("Team_User", "Administrator"):
        with unchanged(cast), pytest.raises(Invalid):
            cast.ws().staff.convert(OUTSIDER, profile)


def test_without_a_regular_seat_nobody_is_converted(cast: Cast) -> None:
    for number in range(5):
        cast.ws().staff.add(f"r{number}@acme.test", "R", UserKind.REGULAR, "Standard")
    with unchanged(cast, audit=1), pytest.raises(LimitReached) as caught:
        cast.ws().staff.convert(OUTSIDER, "Standard")
    assert "10 regular seats" in str(caught.value)
    assert "Enterprise (trial)" in str(caught.value)
    assert caught.value.explanation is not None
    assert caught.value.explanation.decision.rule == "U28"
    assert [person.login for person in caught.value.explanation.grantors] == [BOSS]


# Deleting


def test_only_the_super_administrator_deletes_and_never_himself(cast: Cast) -> None:
    administrator(cast)
    assert refused(cast, partial(cast.ws(ADA).staff.delete, REP)) == "U42"
    assert refused(cast, partial(cast.ws().staff.delete, BOSS)) == "U08"
    cast.ws().staff.delete(ADA)


def test_a_deleted_user_leaves_his_records_and_his_name(cast: Cast) -> None:
    """U42, U43, U63: what was given to him goes."""
    mine, shared = lead(cast.ws(REP)), lead(cast.ws(REP2), "Shared")
    cast.ws(REP2).sharing.share("Leads", shared.id, REP)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, REP, TeamProfile.MEMBER)
    cast.ws().setup.set_space_member("Legal", REP, SpaceRole.USER)
    cast.ws().staff.edit(REP2, manager=REP)
    cast.ws().staff.edit(REP, manager=HEAD)
    cast.ws(REP).views.new("Leads", "His own")
    was, open_session = cast.user_id(REP), cast.ws(REP)
    assert cast.ws().staff.delete(REP) == 0
    owner = cast.ws().records.get("Leads", mine.id).owner
    assert (owner.id, owner.name, owner.former, owner.active) == (was, "Rae Rep", True, False)
    assert cast.ws(HEAD).records.get("Leads", mine.id).id == mine.id
    for table, column in (("share", "user_id"), ("module_member", "user_id"), ("space_member", "user_id"),
                          ("list_view", "owner_id"), ("notice", "user_id"), ("recent", "user_id")):  # fmt: skip
        assert cast.engine().value(f"SELECT count(*) FROM {table} WHERE {column} = ?", (was,)) == 0, table
    assert member(cast, REP2).manager_id == cast.user_id(HEAD)
    assert slugs(cast, REP) == {BETA}
    missing(lambda: open_session.users.list())
    missing(lambda: cast.another(REP))
    assert REP not in {user.login for user in cast.ws().users.list()}
    assert cast.another(REP, BETA).actor.state is UserState.ACTIVE
    with unchanged(cast), pytest.raises(NotFound):
        cast.ws().staff.delete(REP)


def test_deleted_and_added_again_is_somebody_new(cast: Cast) -> None:
    """U43."""
    mine, was = lead(cast.ws(REP)), cast.user_id(REP)
    cast.ws().staff.delete(REP)
    cast.installation.answer(REP, accepted=True, token=invite(cast, REP))
    again = cast.another(REP)
    assert again.actor.user_id != was
    missing(lambda: again.records.get("Leads", mine.id))
    assert ids(again, "Leads") == set()
    assert again.notices.list() == []
    assert cast.ws().records.get("Leads", mine.id).owner.former


def test_transfer_now_moves_open_deals_and_open_activities(cast: Cast) -> None:
    ws = cast.ws(REP)
    open_deal, won = deal(ws, "Open"), deal(ws, "Won", Stage="Closed Won")
    todo, done = task(ws, "Todo"), task(ws, "Done", Status="Completed")
    kept = lead(ws)
    binned = deal(ws, "Binned")
    ws.records.delete("Deals", binned.id)
    assert cast.ws().staff.delete(REP, REP2) == 2
    owners = {
        (module, number): cast.ws().records.get(module, number).owner.login
        for module, number in (("Deals", open_deal.id), ("Tasks", todo.id), ("Deals", won.id), ("Tasks", done.id),
                               ("Leads", kept.id))
    }  # fmt: skip
    assert list(owners.values()) == [REP2, REP2, REP, REP, REP]
    last = cast.ws().timeline.list("Deals", open_deal.id)[0]
    assert last.kind == "owner_changed"
    assert NoticeKind.OWNER in {notice.kind for notice in cast.ws(REP2).notices.list()}
    assert cast.ws().audit.check().sound


def test_records_of_team_modules_are_offered(cast: Cast) -> None:
    """U63: and his place among the default owners of requests goes to the heir (Q05)."""
    one = claim(cast.ws(TEAM_MEMBER))
    cast.ws(TEAM_ADMIN).requests.configure(CLAIMS, RequestSettings((TEAM_MEMBER,)))
    cast.ws().staff.delete(TEAM_MEMBER, TEAM_ADMIN, team_records=True)
    assert cast.ws().records.get(CLAIMS, one.id).owner.login == TEAM_ADMIN
    assert cast.ws(TEAM_ADMIN).requests.settings(CLAIMS).owners == (TEAM_ADMIN,)
    other = claim(cast.ws(REP2))
    cast.ws().staff.delete(REP2, REP, team_records=True)
    assert cast.ws().records.get(CLAIMS, other.id).owner.login == REP2, "M40: he is no member"


def test_criteria_that_name_him_name_the_heir(cast: Cast) -> None:
    """U42: of whomever the view is, but only with a transfer, and only where a user is meant."""
    views = cast.ws(HEAD).views
    mine = views.new("Leads", "Theirs", f'Owner in ("{REP}", "{REP2}") or (Company = "{REP}" and not Owner = {REP})')
    other = views.new("Leads", "Others", f'Owner = "{HEAD}"')
    told = Promise(0, "P", Subject.LOGIN, HEAD, "records.view", Must.ALLOWED, "Leads", criteria=f'Owner = "{REP}"')
    cast.ws().promises.save(told)
    cast.ws().staff.delete(REP, REP2)
    assert [one.criteria for one in cast.ws().promises.list()] == [f'Owner = "{REP2}"']
    kept = {view.id: view.criteria for view in cast.ws(HEAD).views.list("Leads")}
    assert kept[mine.id] == f'Owner in ("{REP2}") or (Company = "{REP}" and not Owner = "{REP2}")'
    assert kept[other.id] == f'Owner = "{HEAD}"'
    cast.ws().staff.delete(REP2)
    assert cast.ws(HEAD).views.list("Leads")[-2].criteria == kept[mine.id]


def test_what_is_only_rehearsed_is_written_nowhere(cast: Cast) -> None:
    """AC58: the directory is another database."""
    deal(cast.ws(REP))
    invite(cast, "zed@acme.test")
    ws = cast.ws()
    for act in (
        partial(ws.staff.invite, "new@acme.test", "New", UserKind.REGULAR, "Standard"),
        partial(ws.staff.send_again, "zed@acme.test"), partial(ws.staff.revoke, "zed@acme.test"),
        partial(ws.staff.add, "new@acme.test", "New", UserKind.REGULAR, "Standard"),
        partial(ws.staff.delete, REP, REP2), partial(ws.staff.set_state, REP, UserState.INACTIVE),
        partial(ws.licences.choose_edition, "free"), partial(ws.licences.switch, on=False),
        partial(ws.org.change_slug, "other"), partial(ws.staff.appoint, REP, administrator=True),
    ):  # fmt: skip
        with unchanged(cast):
            ws.effects.of(act)


def test_an_heir_must_be_able_to_own(cast: Cast) -> None:
    deal(cast.ws(REP))
    assert refused(cast, partial(cast.ws().staff.delete, REP, OUTSIDER)) == "O07"
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    for login in (REP, REP2):
        with unchanged(cast), pytest.raises(Invalid):
            cast.ws().staff.delete(REP, login)
    with unchanged(cast), pytest.raises(NotFound):
        cast.ws().staff.delete(REP, "no@x.test")
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().staff.delete(REP, team_records=True)


# At the same moment


def at_once(*acts: Callable[[], object]) -> list[str]:
    """How acts end that begin together: `done`, or the name of the error."""
    together, ends = threading.Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        together.wait()
        try:
            act()
            ends.append("done")
        except CrmError as error:
            ends.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_of_two_acceptances_for_one_last_seat_one_holds(cast: Cast) -> None:
    """U28: the other stays pending, and is accepted when there is a seat."""
    logins = [f"r{number}@acme.test" for number in range(4)]
    for login in logins:
        cast.ws().staff.add(login, "R", UserKind.REGULAR, "Standard")
    tokens = {login: invite(cast, login) for login in ("a@acme.test", "b@acme.test")}
    answers = [partial(cast.installation.answer, n, accepted=True, token=t) for n, t in tokens.items()]
    assert at_once(*answers) == ["LimitReached", "done"]
    states = {login: member(cast, login).state for login in tokens}
    assert sorted(states.values()) == ["active", "unconfirmed"]
    waits = next(login for login, state in states.items() if state is UserState.UNCONFIRMED)
    assert {i.login: i.state for i in cast.ws().staff.invitations()}[waits] == "pending"
    assert slugs(cast, waits) == set()
    cast.ws().staff.set_state(logins[0], UserState.INACTIVE)
    cast.installation.answer(waits, accepted=True, token=tokens[waits])
    assert cast.ws().licences.state().regular_used == 10
    assert cast.ws().audit.check().sound


def test_an_acceptance_and_an_activation_share_the_last_seat(cast: Cast) -> None:
    for number in range(5):
        cast.ws().staff.add(f"r{number}@acme.test", "R", UserKind.REGULAR, "Standard")
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    token = invite(cast)
    ends = at_once(
        partial(cast.installation.answer, "new@acme.test", accepted=True, token=token),
        partial(cast.another().staff.set_state, REP, UserState.ACTIVE),
    )
    assert ends == ["LimitReached", "done"]
    assert cast.ws().licences.state().regular_used == 10


def test_two_sessions_hand_over_once(cast: Cast) -> None:
    administrator(cast)
    administrator(cast, "second@acme.test")
    sessions: list[Workspace] = [cast.another(), cast.another()]
    ends = at_once(partial(sessions[0].staff.hand_over, ADA), partial(sessions[1].staff.hand_over, "second@acme.test"))
    assert ends in (["Conflict", "done"], ["Forbidden", "done"])
    kinds = [row.kind for row in cast.installation.store(ACME).members().values()]
    assert kinds.count(UserKind.SUPER_ADMIN) == 1


# What a crash leaves


def crash(cast: Cast, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """The process ends after the directory's commit and before the organisation's."""
    announce = Directory.announce

    def die() -> None:
        raise KeyboardInterrupt

    def doomed(directory: Directory, *given: Any) -> int:
        directory.engine.on_commit(die)
        return announce(directory, *given)

    monkeypatch.setattr(Directory, "announce", doomed)
    with pytest.raises(KeyboardInterrupt):
        act()
    monkeypatch.undo()


def test_an_invitation_that_crashed_is_revoked_and_can_be_made_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash(cast, monkeypatch, partial(invite, cast, "zed@acme.test"))
    assert [i.state for i in cast.ws().staff.invitations()] == ["pending"]
    cast.installation.reconcile("zed@acme.test")
    assert [i.state for i in cast.ws().staff.invitations()] == ["revoked"]
    cast.installation.answer("zed@acme.test", accepted=True, token=invite(cast, "zed@acme.test"))


def test_what_a_crashed_invitation_left_cannot_be_accepted(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(cast, monkeypatch, partial(invite, cast, "zed@acme.test"))
    with pytest.raises(Conflict, match="revoked"):
        cast.installation.answer("zed@acme.test", accepted=True, slug=ACME)
    assert slugs(cast, "zed@acme.test") == set()


def test_a_crashed_deletion_is_said_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(cast, monkeypatch, partial(cast.ws().staff.delete, REP))
    assert member(cast, REP).state is UserState.ACTIVE
    cast.ws().staff.delete(REP)
    assert slugs(cast, REP) == {BETA}


def test_a_crashed_revocation_ends_at_sign_in(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    invite(cast, "zed@acme.test")
    crash(cast, monkeypatch, partial(cast.ws().staff.revoke, "zed@acme.test"))
    assert member(cast, "zed@acme.test").state is UserState.UNCONFIRMED
    cast.installation.reconcile("zed@acme.test")
    assert "zed@acme.test" not in {user.login for user in cast.ws().users.list()}


def test_a_crashed_acceptance_waits_for_a_seat_like_any_other(cast: Cast) -> None:
    token = invite(cast)
    directory = cast.installation.directory
    found = directory.invitation_by_token(token)
    assert found is not None
    directory.answer(found.id, accepted=True)
    for number in range(5):
        cast.ws().staff.add(f"r{number}@acme.test", "R", UserKind.REGULAR, "Standard")
    cast.installation.reconcile("new@acme.test")
    assert member(cast, "new@acme.test").state is UserState.UNCONFIRMED
    cast.ws().staff.set_state("r0@acme.test", UserState.INACTIVE)
    cast.installation.reconcile("new@acme.test")
    assert member(cast, "new@acme.test").state is UserState.ACTIVE


def test_a_crashed_change_of_slug_is_finished(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(cast, monkeypatch, partial(cast.ws().org.change_slug, "acme-group"))
    assert cast.ws().organisation.slug == ACME
    cast.installation.reconcile(BOSS)
    assert cast.installation.workspace(BOSS, "acme-group", door="cli").organisation.slug == "acme-group"
