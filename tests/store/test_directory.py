"""The directory: logins, organisations, memberships, invitations, and putting right what a crash left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.domain.errors import Conflict, NotFound
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.users import ProfileRights, UserKind, UserState
from crm_tui.store.directory import Directory, open_directory
from crm_tui.store.directory_rows import InvitationState, OrgRow, OrgState
from crm_tui.store.engine import Engine
from crm_tui.store.organisation import OrganisationRow, OrganisationStore, create_organisation
from crm_tui.store.reconcile import Repair, reconcile
from tests.engines import Place, drop

DAY = 86_400


@pytest.fixture
def directory(engine: Engine, clock: FrozenClock) -> Directory:
    return open_directory(engine, clock=clock)


def add_org(directory: Directory, slug: str, by: str | None = None) -> OrgRow:
    return directory.finish_org(directory.begin_org(slug, slug.title(), by).id)


def test_a_directory_is_made_once(directory: Directory, place: Place) -> None:
    directory.add_login("Anna@Acme.test", "Anna")
    other = open_directory(place.open())
    found = other.login("anna@ACME.test")
    assert found is not None
    assert (found.login, found.name) == ("anna@acme.test", "Anna")
    other.engine.close()


def test_a_login_is_added_once_and_keeps_its_name(directory: Directory) -> None:
    first = directory.add_login("anna@acme.test")
    assert directory.add_login("ANNA@acme.test", "Anna").id == first.id
    assert directory.add_login("anna@acme.test", "Other").name == "Anna"
    directory.rename_login("anna@acme.test", "Anna Ł")
    assert [row.name for row in directory.logins()] == ["Anna Ł"]
    assert directory.login("nobody@acme.test") is None


def test_an_organisation_is_in_use_when_it_is_finished(directory: Directory) -> None:
    begun = directory.begin_org("Acme", "Acme Ltd")
    assert (begun.slug, begun.state, begun.location) == ("acme", OrgState.CREATING, f"org{begun.id}")
    assert directory.org("acme") is None
    assert directory.unfinished() == (begun,)
    with pytest.raises(Conflict):
        directory.begin_org("ACME", "Other")
    directory.finish_org(begun.id)
    assert directory.orgs() == (directory.org("Acme"),)
    failed = directory.begin_org("beta", "Beta")
    directory.abandon_org(failed.id)
    assert directory.slug_is_free("beta")


def test_an_old_slug_is_dead_and_reserved_for_sixty_days(directory: Directory, clock: FrozenClock) -> None:
    """ORG-6."""
    org = add_org(directory, "acme")
    directory.change_slug(org.id, "Acme-Group")
    assert directory.org("acme") is None
    found = directory.org("acme-group")
    assert found is not None
    assert found.id == org.id
    with pytest.raises(Conflict):
        directory.begin_org("acme", "Squatter")
    clock.advance(60 * DAY - 1)
    assert not directory.slug_is_free("acme")
    clock.advance(1)
    other = add_org(directory, "acme")
    with pytest.raises(Conflict):
        directory.change_slug(org.id, "acme")
    directory.change_slug(other.id, "acme")


def test_a_deleted_organisation_is_in_nobodys_list(directory: Directory, clock: FrozenClock) -> None:
    """ORG-16."""
    org = add_org(directory, "acme")
    directory.add_membership("anna@acme.test", org.id)
    waiting = directory.invite(org.id, "ben@acme.test", "anna@acme.test", "secret")
    directory.delete_org(org.id)
    assert directory.org("acme") is None
    assert directory.orgs() == ()
    assert directory.organisations_of("anna@acme.test") == ()
    assert directory.default_org("anna@acme.test") is None
    found = directory.invitation(waiting.id)
    assert found is not None
    assert found.state is InvitationState.REVOKED
    with pytest.raises(Conflict):
        directory.begin_org("acme", "Again")
    clock.advance(60 * DAY)
    assert add_org(directory, "acme").id != org.id


def test_memberships_and_the_default(directory: Directory) -> None:
    """ORG-12."""
    acme, beta = add_org(directory, "acme"), add_org(directory, "beta")
    directory.add_membership("anna@acme.test", acme.id)
    directory.add_membership("anna@acme.test", beta.id)
    directory.add_membership("anna@acme.test", beta.id)
    mine = directory.organisations_of("Anna@acme.test")
    assert [(row.org.slug, row.default, row.created) for row in mine] == [("acme", True, False), ("beta", False, False)]
    directory.set_default("anna@acme.test", beta.id)
    assert directory.default_org("anna@acme.test") == beta
    directory.remove_membership("anna@acme.test", beta.id)
    assert directory.default_org("anna@acme.test") is None
    with pytest.raises(NotFound):
        directory.set_default("anna@acme.test", beta.id)
    assert [row.login for row in directory.members_of(acme.id)] == ["anna@acme.test"]
    assert directory.organisations_of("nobody@acme.test") == ()
    own = add_org(directory, "own", "anna@acme.test")
    directory.add_membership("anna@acme.test", own.id)
    assert [row.org.slug for row in directory.organisations_of("anna@acme.test") if row.created] == ["own"]


def test_an_invitation_is_accepted_once(directory: Directory) -> None:
    org = add_org(directory, "acme")
    sent = directory.invite(org.id, "Ben@Acme.test", "anna@acme.test", "secret")
    assert directory.invitation_by_token("secret") == sent
    assert directory.invitation_by_token("guess") is None
    assert directory.invitations_of("ben@acme.test") == (sent,)
    assert directory.engine.value("SELECT count(*) FROM invitation WHERE token_hash LIKE '%secret%'") == 0
    for _ in range(2):
        assert directory.answer(sent.id, accepted=True).state is InvitationState.ACCEPTED
    assert [row.org for row in directory.organisations_of("ben@acme.test")] == [org]
    assert directory.invitations_of("ben@acme.test") == ()
    with pytest.raises(Conflict):
        directory.answer(sent.id, accepted=False)
    with pytest.raises(Conflict):
        directory.revoke(sent.id)


@pytest.mark.parametrize("how", ["declined", "revoked"])
def test_an_invitation_that_is_over_cannot_be_accepted(directory: Directory, how: str) -> None:
    org = add_org(directory, "acme")
    sent = directory.invite(org.id, "ben@acme.test", "anna@acme.test", "secret")
    over = directory.answer(sent.id, accepted=False) if how == "declined" else directory.revoke(sent.id)
    assert over.state == how
    with pytest.raises(Conflict):
        directory.answer(sent.id, accepted=True)
    with pytest.raises(Conflict):
        directory.send_again(sent.id, "new")
    assert directory.organisations_of("ben@acme.test") == ()


def test_an_invitation_expires_after_seven_days_and_can_be_sent_again(directory: Directory, clock: FrozenClock) -> None:
    """ORG-9."""
    org = add_org(directory, "acme")
    sent = directory.invite(org.id, "ben@acme.test", "anna@acme.test", "secret")
    clock.advance(7 * DAY)
    assert directory.invitations_of("ben@acme.test") == ()
    assert directory.invitations_to(org.id)[0].state is InvitationState.EXPIRED
    with pytest.raises(Conflict, match="expired"):
        directory.answer(sent.id, accepted=True)
    again = directory.send_again(sent.id, "new secret")
    assert again.state is InvitationState.PENDING
    assert directory.invitation_by_token("secret") is None
    assert directory.answer(sent.id, accepted=True).state is InvitationState.ACCEPTED


def test_a_second_invitation_replaces_the_first(directory: Directory) -> None:
    org = add_org(directory, "acme")
    directory.invite(org.id, "ben@acme.test", "anna@acme.test", "one")
    second = directory.invite(org.id, "ben@acme.test", "anna@acme.test", "two")
    assert directory.invitations_of("ben@acme.test") == (second,)


def test_the_last_login_is_remembered(directory: Directory) -> None:
    assert directory.last_login() is None
    directory.set_last_login("Anna@acme.test")
    directory.set_last_login("ben@acme.test")
    assert directory.last_login() == "ben@acme.test"


class Town:
    """A directory and one organisation, each in its own database."""

    def __init__(self, directory: Directory, store: OrganisationStore) -> None:
        self.directory, self.store = directory, store
        self.org = add_org(directory, "acme")
        with store.engine.write():
            self.profile = store.add_profile(ProfileRights("standard", "Standard"))

    def add_user(self, login: str, state: UserState) -> None:
        with self.store.engine.write():
            self.store.add_member(login, "", UserKind.REGULAR, self.profile, state=state)

    def reconcile(self, login: str, *, seat: bool = True) -> list[Repair]:
        return [repair for _, repair in reconcile(self.directory, login, lambda _: self.store, lambda *_: seat)]

    def state(self, login: str) -> UserState | None:
        self.store.policy_version()
        member = self.store.member(login)
        return member.state if member else None


@pytest.fixture
def town(directory: Directory, place: Place, clock: FrozenClock) -> Iterator[Town]:
    location = place.location.replace("acme.db", "org.db")
    beside = Place(place.dialect, location, f"{place.schema}_org")
    store = create_organisation(beside.open(create=True), OrganisationRow("Acme", "acme"), clock=clock)
    yield Town(directory, store)
    store.engine.close()
    if place.schema:
        drop(beside)


def test_an_acceptance_that_crashed_half_way_is_finished(town: Town) -> None:
    town.add_user("ben@acme.test", UserState.UNCONFIRMED)
    sent = town.directory.invite(town.org.id, "ben@acme.test", "anna@acme.test", "secret")
    assert town.reconcile("ben@acme.test") == []
    town.directory.answer(sent.id, accepted=True)
    assert town.reconcile("ben@acme.test") == [Repair.CONFIRMED]
    assert town.state("ben@acme.test") is UserState.ACTIVE
    assert town.reconcile("ben@acme.test") == []


def test_a_refusal_that_crashed_half_way_is_finished(town: Town) -> None:
    town.add_user("ben@acme.test", UserState.UNCONFIRMED)
    sent = town.directory.invite(town.org.id, "ben@acme.test", "anna@acme.test", "secret")
    town.directory.answer(sent.id, accepted=False)
    assert town.reconcile("ben@acme.test") == [Repair.REMOVED]
    assert town.state("ben@acme.test") is None
    assert town.reconcile("ben@acme.test") == []


def test_a_membership_without_a_user_ends(town: Town) -> None:
    town.directory.add_membership("ben@acme.test", town.org.id)
    assert town.reconcile("ben@acme.test") == [Repair.UNLINKED]
    assert town.directory.organisations_of("ben@acme.test") == ()


def test_a_deactivated_user_stays_deactivated(town: Town) -> None:
    town.add_user("ben@acme.test", UserState.INACTIVE)
    town.directory.add_membership("ben@acme.test", town.org.id)
    assert town.reconcile("ben@acme.test") == []
    assert town.state("ben@acme.test") is UserState.INACTIVE


def test_an_acceptance_without_a_seat_waits(town: Town) -> None:
    """U28."""
    town.add_user("ben@acme.test", UserState.UNCONFIRMED)
    sent = town.directory.invite(town.org.id, "ben@acme.test", "anna@acme.test", "secret")
    town.directory.answer(sent.id, accepted=True)
    assert town.reconcile("ben@acme.test", seat=False) == []
    assert town.state("ben@acme.test") is UserState.UNCONFIRMED
    assert town.reconcile("ben@acme.test") == [Repair.CONFIRMED]


def test_an_invitation_that_nobody_waits_for_is_revoked(town: Town) -> None:
    """ORG-9: the inviter's process ended before his organisation was written."""
    sent = town.directory.invite(town.org.id, "ben@acme.test", "anna@acme.test", "secret")
    assert town.reconcile("ben@acme.test") == [Repair.REVOKED]
    found = town.directory.invitation(sent.id)
    assert found is not None
    assert found.state is InvitationState.REVOKED
    assert town.reconcile("ben@acme.test") == []


def test_a_slug_that_was_changed_half_way_is_taken_over(town: Town) -> None:
    """ORG-6."""
    town.add_user("ben@acme.test", UserState.ACTIVE)
    town.directory.add_membership("ben@acme.test", town.org.id)
    town.directory.change_slug(town.org.id, "acme-group")
    assert town.reconcile("ben@acme.test") == [Repair.RENAMED]
    assert town.store.info().slug == "acme-group"
    assert town.reconcile("ben@acme.test") == []


def test_a_deleted_user_leaves_no_row_that_names_him(town: Town) -> None:
    town.add_user("ben@acme.test", UserState.UNCONFIRMED)
    member = town.store.member("ben@acme.test")
    assert member is not None
    with town.store.engine.write():
        group = town.store.add_group("G", "G")
        town.store.set_group_members(group, [Party(PartyKind.USER, member.id)])
        town.store.remove_member(member.id)
    town.store.policy_version()
    assert town.store.groups()[group].members == ()
