"""People: invited, active, inactive, deleted, handed over (1.1, 1.4, 1.5, ORG-8, ORG-9)."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.domain.errors import Conflict, Forbidden, Invalid, LimitReached, NotFound
from crm_tui.domain.users import UserKind, UserState
from crm_tui.store.people import MemberRow
from tests.services.cast import (
    ACME,
    BETA,
    BOSS,
    REP,
    REP2,
    TEAM_MEMBER,
    ZOE,
    Cast,
)
from tests.services.making import refused, unchanged

NEW = "new@acme.test"
DAY = 24 * 60


def member(cast: Cast, login: str, slug: str = ACME) -> MemberRow:
    """A user's row as it stands now."""
    store = cast.installation.store(slug)
    store.policy_version()
    found = store.member(login)
    assert found is not None, login
    return found


def invite(cast: Cast, login: str = NEW, kind: UserKind = UserKind.REGULAR, profile: str = "Standard") -> str:
    """An invitation by the boss; its token."""
    return cast.ws().staff.invite(login, "Nell New", kind, profile).token


def slugs(cast: Cast, login: str) -> set[str]:
    """The organisations that the directory has a login in."""
    return {row.org.slug for row in cast.installation.directory.organisations_of(login)}


# Invitations


def test_an_invited_user_is_unconfirmed_until_he_accepts(cast: Cast) -> None:
    sent = cast.ws().staff.invite(" New@Acme.test", "Nell New", UserKind.REGULAR, "Standard", "Sales_Rep")
    assert (sent.login, sent.expires_at - cast.ws().session.at()) == (NEW, 7 * DAY * 60)
    assert member(cast, NEW).state is UserState.UNCONFIRMED
    assert [(i.login, i.name, i.state, i.by) for i in cast.ws().staff.invitations()] == [
        (NEW, "Nell New", "pending", BOSS)
    ]
    with pytest.raises((NotFound, Forbidden)):
        cast.another(NEW)
    done = cast.installation.answer(NEW, accepted=True, token=sent.token)
    assert (done.slug, done.accepted, done.kind) == (ACME, True, UserKind.REGULAR)
    actor = cast.another(NEW).actor
    assert (actor.state, actor.role, actor.profile.api_name) == (UserState.ACTIVE, "Sales_Rep", "Standard")
    assert slugs(cast, NEW) == {ACME}
    last = cast.ws().audit.list(limit=1)[0].entry
    assert (last.login, last.action, last.rule, last.detail) == (NEW, "settings.personal", "ORG-9", "accepted")


def test_accepting_twice_is_accepting_once(cast: Cast) -> None:
    token = invite(cast)
    for _ in range(2):
        assert cast.installation.answer(NEW, accepted=True, token=token).kind is UserKind.REGULAR
    with pytest.raises(Conflict):
        cast.installation.answer(NEW, accepted=False, token=token)
    assert member(cast, NEW).state is UserState.ACTIVE


@pytest.mark.parametrize("how", ["declined", "revoked"])
def test_a_declined_or_revoked_invitation_takes_the_row_away(cast: Cast, how: str) -> None:
    token = invite(cast)
    if how == "declined":
        assert not cast.installation.answer(NEW, accepted=False, token=token).accepted
    else:
        cast.ws().staff.revoke(NEW)
    assert NEW not in {user.login for user in cast.ws().users.list()}
    assert cast.ws().staff.invitations()[0].state == how
    for act in (partial(cast.ws().staff.send_again, NEW), partial(cast.ws().staff.revoke, NEW)):
        with unchanged(cast), pytest.raises(NotFound):
            act()
    with unchanged(cast), pytest.raises(Conflict):
        cast.installation.answer(NEW, accepted=True, token=token)
    cast.installation.answer(NEW, accepted=True, token=invite(cast))
    assert member(cast, NEW).state is UserState.ACTIVE


def test_after_seven_days_it_is_expired_and_can_be_sent_again(cast: Cast) -> None:
    token = invite(cast)
    cast.later(7 * DAY)
    with unchanged(cast), pytest.raises(Conflict, match="expired"):
        cast.installation.answer(NEW, accepted=True, token=token)
    with unchanged(cast), pytest.raises(Conflict, match="expired"):
        cast.installation.answer(NEW, accepted=False, slug=ACME)
    assert cast.installation.invitations(NEW) == []
    assert cast.ws().staff.invitations()[0].state == "expired"
    assert member(cast, NEW).state is UserState.UNCONFIRMED
    again = cast.ws().staff.send_again(NEW)
    assert again.token != token
    with unchanged(cast), pytest.raises(NotFound):
        cast.installation.answer(NEW, accepted=True, token=token)
    cast.installation.answer(NEW, accepted=True, token=again.token)
    assert member(cast, NEW).state is UserState.ACTIVE


def test_only_unconfirmed_users_are_sent_another_one(cast: Cast) -> None:
    staff = cast.ws().staff
    staff.set_state(REP2, UserState.INACTIVE)
    for login in (REP, REP2, BOSS):
        for act in (staff.send_again, staff.revoke):
            with unchanged(cast), pytest.raises(Invalid):
                act(login)
    invite(cast)
    for state in (UserState.ACTIVE, UserState.INACTIVE):
        with unchanged(cast), pytest.raises(Invalid):
            staff.set_state(NEW, state)
    with unchanged(cast), pytest.raises(Invalid, match="send it again"):
        staff.invite(NEW, "Again", UserKind.REGULAR, "Standard")
    with unchanged(cast), pytest.raises(Invalid):
        staff.delete(NEW)


@pytest.mark.parametrize("login", ["", "x", "a b@c.d", "a@b", "\x1b[31m@x.y", f"{'a' * 260}@x.yz", "[/]@x", "a@b@c.d"])
def test_what_is_no_address_is_not_invited(file_cast: Cast, login: str) -> None:
    with unchanged(file_cast), pytest.raises(Invalid):
        file_cast.ws().staff.invite(login, "Name", UserKind.REGULAR, "Standard")


def test_somebody_elses_token_opens_nothing(cast: Cast) -> None:
    token = invite(cast)
    for login, wrong in ((REP, token), (NEW, "guess"), (NEW, token + "x")):
        with unchanged(cast), pytest.raises(NotFound, match="no such invitation"):
            cast.installation.answer(login, accepted=True, token=wrong)
    with unchanged(cast), pytest.raises(NotFound):
        cast.installation.answer(NEW, accepted=True, slug=BETA)


def test_invitations_are_no_business_of_those_who_manage_nobody(cast: Cast) -> None:
    invite(cast)
    for login in (REP, TEAM_MEMBER):
        staff = cast.ws(login).staff
        with unchanged(cast), pytest.raises(Forbidden):
            staff.invitations()
        for act in (
            partial(staff.invite, "x@acme.test", "X", UserKind.REGULAR, "Standard"),
            partial(staff.send_again, NEW), partial(staff.revoke, NEW), partial(staff.send_again, "no@x.y"),
        ):  # fmt: skip
            assert refused(cast, act) in ("O27", "U21")


def test_a_login_of_another_organisation_answers_from_its_list(cast: Cast) -> None:
    cast.ws().staff.invite(ZOE, "Zoe Here", UserKind.TEAM, "Team_User")
    (found,) = cast.installation.invitations(ZOE)
    assert (found.slug, found.by, found.days) == (ACME, BOSS, 7)
    cast.installation.answer(ZOE, accepted=True, slug=ACME)
    assert slugs(cast, ZOE) == {ACME, BETA}
    assert member(cast, ZOE).name == "Zoe Here"
    assert member(cast, ZOE, BETA).name == "Zoe Zeta"
    assert cast.installation.invitations(ZOE) == []


def test_some_organisations_invite_by_token_only(cast: Cast) -> None:
    """ORG-10."""
    cast.ws().licences.choose_edition("zoho_one_flexi")
    cast.ws().licences.buy(regular=20)
    token = cast.ws().staff.invite(ZOE, "Zoe Here", UserKind.REGULAR, "Standard").token
    assert cast.installation.invitations(ZOE) == []
    with unchanged(cast), pytest.raises(NotFound):
        cast.installation.answer(ZOE, accepted=True, slug=ACME)
    assert cast.installation.answer(ZOE, accepted=True, token=token).kind is UserKind.REGULAR


def test_in_a_second_zoho_one_organisation_one_is_an_external_user(cast: Cast) -> None:
    """ORG-4, U06: without a seat, without a role."""
    for slug in (ACME, BETA):
        cast.ws(BOSS, slug).licences.choose_edition("zoho_one_flexi")
        cast.ws(BOSS, slug).licences.buy(regular=8, team=10)
    taken = cast.ws().licences.state().regular_used
    token = cast.ws().staff.invite(ZOE, "Zoe Here", UserKind.REGULAR, "Standard", "Legal").token
    assert cast.installation.answer(ZOE, accepted=True, token=token).kind is UserKind.EXTERNAL
    assert (member(cast, ZOE).kind, member(cast, ZOE).role_id) == (UserKind.EXTERNAL, None)
    assert cast.ws().licences.state().regular_used == taken


def test_an_eleventh_organisation_is_refused_and_the_invitation_stays(cast: Cast) -> None:
    """ORG-1."""
    directory = cast.installation.directory
    for number in range(10):
        org = directory.finish_org(directory.begin_org(f"o{number}", "O").id)
        directory.add_membership(NEW, org.id)
    token = invite(cast)
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="10"):
        cast.installation.answer(NEW, accepted=True, token=token)
    assert cast.ws().staff.invitations()[0].state == "pending"
    directory.remove_membership(NEW, directory.organisations_of(NEW)[0].org.id)
    cast.installation.answer(NEW, accepted=True, token=token)


def test_the_token_of_an_earlier_invitation_opens_no_later_one(cast: Cast) -> None:
    """U40, U43: nor does it let in where the later one has expired, or was never answered."""
    token = invite(cast)
    cast.installation.answer(NEW, accepted=True, token=token)
    cast.ws().staff.delete(NEW)
    later = invite(cast)
    for days in (0, 8):
        cast.later(days * DAY)
        with unchanged(cast), pytest.raises(Conflict):
            cast.installation.answer(NEW, accepted=True, token=token)
        assert member(cast, NEW).state is UserState.UNCONFIRMED
    cast.ws().staff.revoke(NEW)
    for dead in (token, later):
        with unchanged(cast), pytest.raises((Conflict, NotFound)):
            cast.installation.answer(NEW, accepted=True, token=dead)


@pytest.mark.parametrize("how", ["left", "inactive", "deleted"])
def test_a_token_that_was_used_lets_nobody_back_in(cast: Cast, how: str) -> None:
    token = invite(cast)
    cast.installation.answer(NEW, accepted=True, token=token)
    match how:
        case "left":
            cast.another(NEW).org.leave()
        case "inactive":
            cast.ws().staff.set_state(NEW, UserState.INACTIVE)
        case _:
            cast.ws().staff.delete(NEW)
    before = slugs(cast, NEW)
    with unchanged(cast), pytest.raises(Conflict):
        cast.installation.answer(NEW, accepted=True, token=token)
    assert slugs(cast, NEW) == before
