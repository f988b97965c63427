"""A key opens no more than whoever vouched for it: nobody comes to act as somebody in another organisation.

Mal administers Acme and can make keys for its people. Rae is a user of Acme and of Beta. Whatever Mal does as Mal, or
as Rae in Acme, he is never Rae in Beta, and changes nothing that belongs to her login (U12, U43).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import admit, join, still
from crm_tui.domain.doors import Caller, EndReason
from crm_tui.domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound
from crm_tui.domain.key_limits import KEYS_PER_LOGIN
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.public_keys import fingerprint_of_line
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.workspace import Workspace
from tests.key_lines import ed25519
from tests.services.cast import ACME, BETA, BOSS, HEAD, READER, REP, TEAM_MEMBER, Cast
from tests.services.making import dumped, lead
from tests.services.test_ceilings import UMA, somebody

MAL = "mal@acme.test"
MALS, RAES = 666, 1
"""Keys: the one that Mal makes for Rae, and her own."""


@pytest.fixture
def mal(cast: Cast) -> Workspace:
    """The administrator of Acme, who is nobody in Beta."""
    cast.ws().staff.add(MAL, "Mal Lory", UserKind.ADMINISTRATOR, "Administrator")
    cast.ws(REP).keys.add(ed25519(RAES, "hers"))
    made = cast.ws(MAL)
    made.keys.add(ed25519(MALS, "his"), login=REP)
    return made


@contextmanager
def session(cast: Cast, number: int, asked: str = "") -> Iterator[Installation]:
    """What the process of somebody's session has: he came by this key."""
    admitted = admit(cast.installation, fingerprint_of_line(ed25519(number)), asked)
    whole = cast.installation
    own = Installation(whole.places, clock=cast.clock, ids=whole.ids, caller=Caller(admitted.login, admitted.key_id))
    try:
        yield own
    finally:
        own.close()


def opened(cast: Cast, number: int, login: str = REP) -> set[str]:
    """The organisations that a key opens, however one asks for them."""
    found = set[str]()
    for asked in (ACME, BETA, "", "nowhere"):
        with suppress(NotFound, Invalid):
            admitted = admit(cast.installation, fingerprint_of_line(ed25519(number)), asked)
            assert admitted.login == login
            found.add(admitted.slug)
    return found


def fails(call: Callable[..., object], *given: object, **named: object) -> CrmError:
    with pytest.raises(CrmError) as caught:
        call(*given, **named)
    return caught.value


# By adding a key, or by a code


def test_a_key_that_an_administrator_makes_opens_his_organisation_alone(cast: Cast, mal: Workspace) -> None:
    assert (opened(cast, MALS), opened(cast, RAES)) == ({ACME}, {ACME, BETA})
    cast.installation.directory.set_default(REP, cast.installation.org(BETA).id)
    assert opened(cast, MALS) == {ACME}
    code = mal.keys.invite(REP).code
    join(cast.installation, code, ed25519(2), "")
    assert opened(cast, 2) == {ACME}


def test_an_organisation_that_the_key_does_not_open_reads_as_none(cast: Cast, mal: Workspace) -> None:
    """Nor does Mal learn by the SSH user name where else she works."""
    there, nowhere = (admit(cast.installation, fingerprint_of_line(ed25519(MALS)), asked) for asked in (BETA, "none"))
    assert there == nowhere
    with session(cast, MALS) as hers:
        told = [fails(hers.workspace, REP, slug) for slug in (BETA, "none")]
        assert [(type(error), str(error)) for error in told] == [(NotFound, "Not found.")] * 2
        assert [one.slug for one in hers.organisations(REP)] == hers.slugs() == [ACME]
        assert hers.workspace(REP).organisation.slug == ACME


def test_what_is_registered_in_a_narrow_session_is_narrow(cast: Cast, mal: Workspace) -> None:
    with session(cast, MALS) as hers:
        made = hers.workspace(REP).keys.add(ed25519(3))
        assert (made.everywhere, made.slugs) == (False, (ACME,))
        join(cast.installation, hers.workspace(REP).keys.invite().code, ed25519(4), "")
        assert isinstance(fails(lambda: hers.workspace(REP).keys.add(ed25519(MALS))), Conflict)
    assert [opened(cast, number) for number in (3, 4, MALS)] == [{ACME}] * 3
    with session(cast, RAES, BETA) as hers:
        hers.workspace(REP, BETA).keys.add(ed25519(5))
        join(cast.installation, hers.workspace(REP, BETA).keys.invite().code, ed25519(6), "")
    assert [opened(cast, number) for number in (5, 6)] == [{ACME, BETA}] * 2


def test_a_key_that_two_organisations_vouch_for_registers_one_for_where_one_is(cast: Cast, mal: Workspace) -> None:
    cast.ws(BOSS, BETA).keys.add(ed25519(MALS), login=REP)
    assert opened(cast, MALS) == {ACME, BETA}
    with session(cast, MALS, BETA) as hers:
        hers.workspace(REP, BETA).keys.add(ed25519(3))
    assert opened(cast, 3) == {BETA}


# By what belongs to the login


def test_a_narrow_session_changes_nothing_of_the_login(cast: Cast, mal: Workspace) -> None:
    before = dumped(cast.installation.directory.engine)
    new = NewOrganisation("Trap", "trap", "EUR", "en", "FR", "UTC", login=REP, user_name="Rae")
    with session(cast, MALS) as hers:
        before = dumped(cast.installation.directory.engine)
        for slug in (ACME, BETA):
            assert isinstance(fails(hers.choose_default, REP, slug), Forbidden)
        assert isinstance(fails(lambda: hers.create_organisation(new)), Forbidden)
    assert dumped(cast.installation.directory.engine) == before


def test_a_narrow_session_reads_and_revokes_nothing_beyond_the_organisation(cast: Cast, mal: Workspace) -> None:
    cast.ws(BOSS, BETA).keys.add(ed25519(7, "of beta"), login=REP)
    cast.ws(BOSS, BETA).keys.add(ed25519(MALS), login=REP)
    with session(cast, RAES, BETA):
        cast.later(5)
    with session(cast, MALS) as hers:
        keys = hers.workspace(REP, ACME).keys
        for told in (keys.list(), mal.keys.list(REP)):
            assert [(key.name, key.slugs) for key in told] == [("hers", ()), ("his", (ACME,))]
            assert told[0].last_used_at is None
        assert isinstance(fails(lambda: keys.revoke("of beta")), NotFound)
        keys.revoke("hers")
    assert opened(cast, RAES) == {BETA}
    assert [key.name for key in cast.ws(REP).keys.list()] == ["hers", "his", "of beta"]


def test_revoking_closes_ones_own_organisation_alone(cast: Cast, mal: Workspace) -> None:
    mal.keys.revoke("hers", REP)
    assert opened(cast, RAES) == {BETA}
    mal.keys.revoke("his", REP)
    assert opened(cast, MALS) == set()
    assert [key.name for key in cast.ws(REP).keys.list()] == ["hers"]


def test_a_key_that_an_organisation_has_closed_makes_none_that_opens_it(cast: Cast, mal: Workspace) -> None:
    """It may be stolen: the thief still comes into Beta by it, and not from there to Acme."""
    mal.keys.revoke("hers", REP)
    with session(cast, RAES) as thief:
        keys = thief.workspace(REP, BETA).keys
        keys.add(ed25519(8))
        join(cast.installation, keys.invite().code, ed25519(9), "")
        assert isinstance(fails(lambda: keys.add(ed25519(RAES))), Conflict)
        missing = fails(lambda: thief.workspace(REP, ACME))
        assert isinstance(missing, NotFound)
    assert [opened(cast, number) for number in (RAES, 8, 9)] == [{BETA}] * 3
    assert mal.keys.add(ed25519(RAES), login=REP).name == "hers"
    assert [opened(cast, number) for number in (RAES, 8)] == [{ACME, BETA}, {BETA}]


def test_a_code_of_a_key_that_is_gone_is_dead(cast: Cast, mal: Workspace) -> None:
    with session(cast, RAES) as thief:
        code = thief.workspace(REP).keys.invite().code
    cast.ws(REP).keys.revoke("hers")
    assert isinstance(fails(lambda: join(cast.installation, code, ed25519(8), "")), NotFound)


# By an invitation


def test_an_invitation_is_answered_in_a_narrow_session_by_its_token_alone(cast: Cast, mal: Workspace) -> None:
    sent = cast.ws(BOSS, BETA).staff.invite(HEAD, "Hed", UserKind.REGULAR, "Standard")
    mal.keys.add(ed25519(10), login=HEAD)
    with session(cast, 10) as hers:
        assert hers.invitations(HEAD) == []
        for accepted in (True, False):
            told = [fails(hers.answer, HEAD, accepted=accepted, slug=slug) for slug in (BETA, "no")]
            assert [(type(error), str(error)) for error in told] == [(NotFound, "There is no such invitation.")] * 2
        assert isinstance(fails(lambda: hers.answer(HEAD, accepted=True, token="guess")), NotFound)
        assert len(cast.installation.invitations(HEAD)) == 1
        assert hers.answer(HEAD, accepted=True, token=sent.token).slug == BETA
    assert opened(cast, 10, HEAD) == {ACME, BETA}


def test_a_whole_key_answers_from_the_list(cast: Cast, mal: Workspace) -> None:
    cast.ws(HEAD).keys.add(ed25519(11))
    cast.ws(BOSS, BETA).staff.invite(HEAD, "Hed", UserKind.REGULAR, "Standard")
    with session(cast, 11) as hers:
        assert [one.slug for one in hers.invitations(HEAD)] == [BETA]
        hers.answer(HEAD, accepted=True, slug=BETA)
    assert opened(cast, 11, HEAD) == {ACME, BETA}


# By deleting and adding again (U43)


def test_whoever_is_added_again_is_somebody_else(cast: Cast, mal: Workspace) -> None:
    code = mal.keys.invite(REP).code
    admitted = admit(cast.installation, fingerprint_of_line(ed25519(RAES)), ACME)
    mal_cannot = fails(lambda: mal.staff.delete(REP))
    assert isinstance(mal_cannot, Forbidden)
    cast.ws().staff.delete(REP)
    cast.ws().staff.add(REP, "Another Rae", UserKind.REGULAR, "Standard")
    assert still(cast.installation, admitted) is EndReason.REMOVED
    assert (opened(cast, RAES), opened(cast, MALS)) == ({BETA}, set())
    assert isinstance(fails(lambda: join(cast.installation, code, ed25519(12), "")), NotFound)
    with session(cast, RAES) as old:
        keys = old.workspace(REP, BETA).keys
        keys.add(ed25519(13))
        join(cast.installation, keys.invite().code, ed25519(14), "")
    assert [opened(cast, number) for number in (RAES, 13, 14)] == [{BETA}] * 3
    join(cast.installation, mal.keys.invite(REP).code, ed25519(RAES), "")
    assert opened(cast, RAES) == {ACME, BETA}


def test_whoever_is_invited_again_answers_by_the_token(cast: Cast, mal: Workspace) -> None:
    cast.ws().staff.delete(REP)
    sent = cast.ws().staff.invite(REP, "Another Rae", UserKind.REGULAR, "Standard")
    with session(cast, RAES) as old:
        assert old.invitations(REP) == []
        assert isinstance(fails(lambda: old.answer(REP, accepted=True, slug=ACME)), NotFound)
        assert opened(cast, RAES) == {BETA}
        old.answer(REP, accepted=True, token=sent.token)
    assert opened(cast, RAES) == {ACME, BETA}


def test_a_key_for_whoever_was_invited_first_is_none_for_whoever_is_invited_next(cast: Cast, mal: Workspace) -> None:
    sent = mal.staff.invite("new@acme.test", "New", UserKind.REGULAR, "Standard")
    join(cast.installation, sent.token, ed25519(15), "")
    cast.ws().staff.delete("new@acme.test")
    mal.staff.add("new@acme.test", "Newer", UserKind.REGULAR, "Standard")
    assert opened(cast, 15, "new@acme.test") == set()


def test_who_left_and_is_back_comes_by_his_old_key(cast: Cast, mal: Workspace) -> None:
    """ORG-15: he is the same user."""
    cast.ws(REP).org.leave()
    assert (opened(cast, MALS), opened(cast, RAES)) == (set(), {BETA})
    mal.staff.set_state(REP, UserState.ACTIVE)
    assert (opened(cast, MALS), opened(cast, RAES)) == ({ACME}, {ACME, BETA})


# By one's own session


def test_a_session_is_nobody_elses(cast: Cast, mal: Workspace) -> None:
    with session(cast, RAES) as hers:
        for login in (BOSS, MAL, "nobody@acme.test"):
            told = fails(hers.workspace, login, ACME, owner_of_data=True)
            assert isinstance(told, NotFound)
            assert isinstance(fails(hers.organisations, login), NotFound)
            assert isinstance(fails(hers.invitations, login), NotFound)
        assert hers.logins(ACME) == []
        assert hers.last_login() == REP
        assert not hers.workspace(REP, ACME, owner_of_data=True).session.owner_of_data


def test_a_session_does_nothing_of_the_machine(cast: Cast, mal: Workspace, tmp_path: Path) -> None:
    """DOOR-1."""
    with session(cast, RAES) as hers:
        for told in (
            fails(hers.make_demo), fails(hers.backup, tmp_path / "copy"), fails(hers.restore, tmp_path / "copy"),
            fails(hers.doctor),
        ):  # fmt: skip
            assert isinstance(told, Forbidden)
            assert told.explanation.decision.rule == "DOOR-1"
    assert not (tmp_path / "copy").exists()


def test_a_session_whose_key_is_revoked_opens_nothing(cast: Cast, mal: Workspace) -> None:
    with session(cast, RAES) as hers:
        ws = hers.workspace(REP, ACME)
        cast.ws(REP).keys.revoke("hers")
        for call in (
            lambda: hers.workspace(REP, BETA), hers.slugs, lambda: ws.keys.add(ed25519(16)), lambda: ws.keys.invite(),
            lambda: hers.invitations(REP),
        ):  # fmt: skip
            assert isinstance(fails(call), Forbidden)
    assert opened(cast, 16) == set()


def test_through_somebodys_eyes_one_reads_the_keys_of_ones_organisation(cast: Cast, mal: Workspace) -> None:
    """AC56."""
    cast.ws(BOSS, BETA).keys.add(ed25519(7, "of beta"), login=REP)
    seen = mal.view_as(REP)
    assert [key.name for key in seen.keys.list()] == ["hers", "his"]
    for act in (lambda: seen.keys.add(ed25519(8)), lambda: seen.keys.revoke("hers"), lambda: seen.keys.invite()):
        assert isinstance(fails(act), Forbidden)


def test_what_another_organisation_vouched_for_neither_shows_nor_counts(cast: Cast, mal: Workspace) -> None:
    beta = cast.ws(BOSS, BETA).keys
    for number in range(100, 100 + KEYS_PER_LOGIN - 1):
        beta.add(ed25519(number, "laptop"), login=REP)
    assert mal.keys.add(ed25519(17, "laptop"), login=REP).name == "laptop"
    assert cast.ws(REP).keys.add(ed25519(18, "laptop")).name == "laptop 20"
    assert [key.name for key in mal.keys.list(REP)] == ["hers", "his", "laptop", "laptop 20"]
    told = fails(lambda: cast.ws(REP).keys.revoke("laptop"))
    assert isinstance(told, Invalid)


# By the right to manage keys


def test_who_manages_keys_comes_in_as_nobody_who_reaches_more_than_he(cast: Cast) -> None:
    """U21: to make a key for somebody is to be able to act as him."""
    lead(cast.ws(REP))
    uma = somebody(cast, "keys.manage", role="Manager")
    before = dumped(cast.installation.directory.engine)
    for login in (BOSS, TEAM_MEMBER):
        for act in (
            lambda login=login: uma.keys.add(ed25519(1), login=login),
            lambda login=login: uma.keys.invite(login),
        ):  # fmt: skip
            told = fails(act)
            assert isinstance(told, Forbidden)
            assert told.explanation.decision.rule == "U21"
    assert dumped(cast.installation.directory.engine) == before
    assert uma.keys.add(ed25519(1), login=REP).slugs == (ACME,)
    cast.ws().staff.edit(UMA, role="Legal")
    for login in (REP, READER):
        told = fails(uma.keys.add, ed25519(2), login=login)
        assert isinstance(told, Forbidden)
        assert told.explanation.decision.rule == "U21"
