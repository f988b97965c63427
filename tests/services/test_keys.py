"""Keys of logins: one's own and other people's, through the gate, and who comes in by them (design: Doors)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from crm_tui.bootstrap.admission import Admitted, admit, admit_login, join, recognise, still
from crm_tui.domain.doors import EndReason
from crm_tui.domain.errors import Conflict, CrmError, Forbidden, Invalid, LimitReached, NotFound
from crm_tui.domain.key_limits import CODE_TRIES, KEYS_PER_LOGIN
from crm_tui.domain.public_keys import fingerprint_of_line
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.keys import Keys
from crm_tui.services.notice_words import notice_words
from crm_tui.services.workspace import Workspace
from tests.key_lines import ed25519
from tests.services.cast import ACME, BETA, BOSS, HEAD, OUTSIDER, REP, TEAM_MEMBER, ZOE, Cast
from tests.services.making import dumped

DAY = 24 * 60
"""Minutes."""


def comes(cast: Cast, number: int, asked: str = "") -> Admitted:
    """Somebody comes in by a key of `ed25519`."""
    return admit(cast.installation, fingerprint_of_line(ed25519(number)), asked)


def fails(call: Callable[..., object], *given: object, **named: object) -> CrmError:
    with pytest.raises(CrmError) as caught:
        call(*given, **named)
    return caught.value


# One's own keys


def test_what_one_registers_oneself_opens_all_ones_organisations(cast: Cast) -> None:
    made = cast.ws(REP).keys.add(ed25519(1, "rep@box"))
    assert (made.login, made.name, made.kind, made.everywhere, made.slugs) == (REP, "rep@box", "ED25519", True, ())
    assert comes(cast, 1).slug == ACME
    assert comes(cast, 1, BETA).slug == BETA
    assert comes(cast, 1, "beta") == comes(cast, 1, "BETA")
    assert comes(cast, 1, "nowhere").slug == ACME
    assert [key.name for key in cast.ws(REP, BETA).keys.list()] == ["rep@box"]


def test_an_unknown_key_is_not_found(cast: Cast) -> None:
    assert isinstance(fails(lambda: comes(cast, 1)), NotFound)


def test_names_are_made_unique(cast: Cast) -> None:
    keys = cast.ws(REP).keys
    names = [keys.add(ed25519(1, "box")), keys.add(ed25519(2, "box")), keys.add(ed25519(3), "box")]
    assert [key.name for key in names] == ["box", "box 2", "box 3"]
    assert keys.add(ed25519(4)).name == "ED25519"
    assert len(keys.add(ed25519(5), "x" * 80).name) == len(keys.add(ed25519(6), "x" * 80).name) + 2 == 80
    for name in ("x" * 81, "a\x1bb", "a\u202eb"):
        assert isinstance(fails(keys.add, ed25519(7), name), Invalid)
    assert keys.add(ed25519(7, "c" * 300)).name == "c" * 80
    assert [key.name for key in keys.list()][:3] == ["box", "box 2", "box 3"]


def test_a_key_is_registered_once(cast: Cast) -> None:
    cast.ws(REP).keys.add(ed25519(1))
    cast.ws(HEAD)
    before = dumped(cast.installation.directory.engine)
    assert isinstance(fails(lambda: cast.ws(REP).keys.add(ed25519(1))), Conflict)
    told = fails(lambda: cast.ws(HEAD).keys.add(ed25519(1, "other")))
    assert isinstance(told, Conflict)
    assert REP not in str(told)
    assert dumped(cast.installation.directory.engine) == before
    cast.ws(REP).keys.revoke(fingerprint_of_line(ed25519(1)))
    assert cast.ws(HEAD).keys.add(ed25519(1)).login == HEAD
    assert comes(cast, 1).login == HEAD


def test_a_login_has_so_many_keys_and_no_more(cast: Cast) -> None:
    for number in range(KEYS_PER_LOGIN):
        cast.ws(REP).keys.add(ed25519(number))
    assert isinstance(fails(lambda: cast.ws(REP).keys.add(ed25519(99))), LimitReached)
    assert len(cast.ws(REP).keys.list()) == KEYS_PER_LOGIN
    assert isinstance(fails(lambda: comes(cast, 99)), NotFound)


def test_a_key_is_revoked_by_name_by_fingerprint_and_by_id(cast: Cast) -> None:
    keys = cast.ws(REP).keys
    made = [keys.add(ed25519(number), f"key {number}") for number in range(3)]
    for key, text in zip(made, ("key 0", made[1].fingerprint, str(made[2].id)), strict=True):
        assert keys.revoke(text).id == key.id
    assert keys.list() == ()
    assert all(isinstance(fails(keys.revoke, text), NotFound) for text in ("key 0", "", "[/]"))
    assert isinstance(fails(lambda: comes(cast, 0)), NotFound)


def test_nobody_touches_other_peoples_keys_but_who_manages_them(cast: Cast) -> None:
    made = cast.ws(REP).keys.add(ed25519(1, "secret name"))
    cast.ws(HEAD), cast.ws(TEAM_MEMBER), cast.ws(OUTSIDER)
    before = dumped(cast.installation.directory.engine)
    for login in (HEAD, TEAM_MEMBER, OUTSIDER):
        keys = cast.ws(login).keys
        for act in (
            lambda keys=keys: keys.list(REP), lambda keys=keys: keys.add(ed25519(2), login=REP),
            lambda keys=keys: keys.revoke(made.fingerprint, REP), lambda keys=keys: keys.invite(REP),
        ):  # fmt: skip
            told = fails(act)
            assert isinstance(told, Forbidden)
            assert "secret name" not in str(told)
        assert isinstance(fails(keys.revoke, made.fingerprint), NotFound)
        assert keys.list() == ()
    assert dumped(cast.installation.directory.engine) == before


def test_who_is_not_active_has_no_keys_to_see_or_to_change(cast: Cast) -> None:
    keys = cast.ws(REP).keys
    keys.add(ed25519(1, "box"))
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    before = dumped(cast.installation.directory.engine)
    told = [fails(keys.list), fails(keys.add, ed25519(2)), fails(keys.revoke, "box"), fails(keys.invite)]
    assert all(isinstance(error, Forbidden) and error.explanation.decision.rule == "AC01" for error in told)
    assert dumped(cast.installation.directory.engine) == before
    assert cast.ws().keys.revoke("box", REP).name == "box"


def test_acts_on_keys_stand_in_the_audit_log(cast: Cast) -> None:
    mark = fingerprint_of_line(ed25519(1))
    cast.ws(BOSS).keys.add(ed25519(1), login=REP)
    cast.ws(BOSS).keys.revoke(mark, REP)
    cast.ws(BOSS).keys.invite(REP)
    told = [(row.entry.action, row.entry.detail) for row in cast.ws(BOSS).audit.list(limit=3)]
    assert told == [
        ("keys.manage", f"{REP} code"), ("keys.manage", f"{REP} {mark} revoked"), ("keys.manage", f"{REP} {mark}"),
    ]  # fmt: skip


# Who is told


def told(ws: Workspace) -> list[tuple[str, str, str]]:
    """Kind, who it was, and the line of each notice, oldest first."""
    found = reversed(ws.notices.list())
    return [(one.kind.value, one.actor.login if one.actor else "", str(notice_words(one))) for one in found]


def test_whoever_has_a_key_made_for_him_is_told_by_whom_and_here_alone(cast: Cast) -> None:
    mark = fingerprint_of_line(ed25519(1))
    cast.ws(BOSS).keys.add(ed25519(1), login=REP)
    cast.ws(BOSS).keys.revoke(mark, REP)
    cast.ws(BOSS).keys.invite(REP)
    assert told(cast.ws(REP)) == [
        ("key_made", BOSS, f"Bo Boss registered a key in your name: {mark}"),
        ("key_revoked", BOSS, f"Bo Boss revoked a key of yours: {mark}"),
        ("key_code", BOSS, "Bo Boss made a code for a key in your name."),
    ]
    assert told(cast.ws(BOSS)) == told(cast.ws(REP, BETA)) == told(cast.ws(BOSS, BETA)) == []


def test_what_one_does_with_ones_own_keys_tells_nobody(cast: Cast) -> None:
    keys = cast.ws(REP).keys
    keys.revoke(keys.add(ed25519(1)).fingerprint)
    keys.invite()
    assert told(cast.ws(REP)) == told(cast.ws(BOSS)) == []


def test_a_refused_or_rehearsed_key_tells_nobody(cast: Cast) -> None:
    cast.ws(BOSS).effects.of(lambda: cast.ws(BOSS).keys.add(ed25519(1), login=REP))
    assert isinstance(fails(lambda: cast.ws(HEAD).keys.add(ed25519(1), login=REP)), Forbidden)
    cast.ws(HEAD).keys.add(ed25519(1))
    assert isinstance(fails(lambda: cast.ws(BOSS).keys.add(ed25519(1), login=REP)), Conflict)
    assert told(cast.ws(REP)) == []


def test_who_looks_through_his_eyes_reads_of_no_key(cast: Cast) -> None:
    cast.ws(BOSS).keys.add(ed25519(1), login=REP)
    assert told(cast.ws(BOSS).view_as(REP)) == [("key_made", "", "A key was registered in your name.")]


def test_an_external_user_is_not_told_the_name_of_whom_he_does_not_know(cast: Cast) -> None:
    cast.ws(BOSS).staff.add("ext@acme.test", "Eve Ext", UserKind.EXTERNAL, "Standard")
    cast.ws(BOSS).keys.add(ed25519(1), login="ext@acme.test")
    assert told(cast.ws("ext@acme.test")) == [("key_made", "", "A key was registered in your name.")]


# Coming in


def test_use_is_noted_at_most_once_a_minute(cast: Cast) -> None:
    cast.ws(REP).keys.add(ed25519(1))
    comes(cast, 1)
    first = cast.ws(REP).keys.list()[0].last_used_at
    before = dumped(cast.installation.directory.engine)
    comes(cast, 1)
    assert dumped(cast.installation.directory.engine) == before
    cast.later(2)
    comes(cast, 1)
    assert first is not None
    assert cast.ws(REP).keys.list()[0].last_used_at == first + 120


def test_whoever_may_not_come_in_reads_why(cast: Cast) -> None:
    cast.ws(TEAM_MEMBER).keys.add(ed25519(1))
    cast.ws(BOSS).staff.set_state(TEAM_MEMBER, UserState.INACTIVE)
    told = fails(lambda: comes(cast, 1))
    assert isinstance(told, Forbidden)
    assert (told.explanation.decision.rule, ACME in str(told)) == ("AC01", True)
    cast.ws(BOSS).staff.set_state(TEAM_MEMBER, UserState.ACTIVE)
    cast.ws(BOSS).licences.switch(on=False)
    told = fails(lambda: comes(cast, 1))
    assert isinstance(told, Forbidden)
    assert told.explanation.decision.rule == "U60"


def test_whoever_has_chosen_no_organisation_names_one_of_his(cast: Cast) -> None:
    cast.ws(REP).keys.add(ed25519(1))
    cast.installation.directory.set_default(REP, None)
    told = fails(lambda: comes(cast, 1))
    assert isinstance(told, Invalid)
    assert "acme, beta" in str(told)
    assert comes(cast, 1, BETA).slug == BETA


def test_a_read_only_organisation_lets_in(cast: Cast) -> None:
    """Its desk says that it can only be read, and so does every refusal (ORG-3)."""
    cast.ws(REP).keys.add(ed25519(1))
    cast.later(16 * DAY)
    assert comes(cast, 1).slug == ACME


def test_a_sign_in_changes_nothing_of_who_acts_on_the_owners_machine(cast: Cast) -> None:
    cast.ws(REP).keys.add(ed25519(1))
    cast.installation.directory.set_last_login(ZOE)
    comes(cast, 1)
    assert cast.installation.last_login() == ZOE


def test_somebody_recognised_by_another_program_comes_in_without_a_key(cast: Cast) -> None:
    admitted = admit_login(cast.installation, f" {REP.upper()}", BETA)
    assert (admitted.login, admitted.slug, admitted.key_id) == (REP, BETA, None)
    assert still(cast.installation, admitted) is None
    assert isinstance(fails(lambda: admit_login(cast.installation, "nobody@acme.test", "")), NotFound)


# Staying in


def ends(cast: Cast, act: Callable[[], object], number: int = 1, asked: str = "") -> EndReason | None:
    """Why a session of `REP` ends after an act; it is open before."""
    admitted = comes(cast, number, asked)
    assert still(cast.installation, admitted) is None
    act()
    return still(cast.installation, admitted)


def test_open_sessions_end_with_the_reason(cast: Cast) -> None:
    keys, staff = cast.ws(REP).keys, cast.ws(BOSS).staff
    keys.add(ed25519(1))
    keys.add(ed25519(2))
    assert ends(cast, lambda: keys.revoke("ED25519 2")) is None
    assert ends(cast, lambda: staff.set_state(REP, UserState.INACTIVE)) is EndReason.INACTIVE
    staff.set_state(REP, UserState.ACTIVE)
    assert ends(cast, lambda: cast.ws(BOSS, BETA).staff.delete(REP)) is None
    assert ends(cast, lambda: keys.revoke("ED25519")) is EndReason.KEY_REVOKED
    keys.add(ed25519(3))
    assert ends(cast, lambda: cast.ws(BOSS).org.change_slug("acme-group"), 3) is None
    assert ends(cast, lambda: cast.ws(REP).org.leave(), 3) is EndReason.REMOVED
    staff.set_state(REP, UserState.ACTIVE)
    assert ends(cast, lambda: staff.delete(REP), 3) is EndReason.REMOVED


def test_whom_the_directory_alone_has_let_in_stays_until_he_is_put_out(cast: Cast) -> None:
    """Another organisation of his could not be read at that moment, so nobody knew yet who he is in this one."""
    cast.ws(REP).keys.add(ed25519(1))
    admitted = recognise(cast.installation, fingerprint_of_line(ed25519(1)), ACME)
    assert still(cast.installation, admitted) is None
    cast.ws(BOSS).staff.set_state(REP, UserState.INACTIVE)
    assert still(cast.installation, admitted) is EndReason.INACTIVE
    cast.ws(BOSS).staff.delete(REP)
    assert still(cast.installation, admitted) is EndReason.REMOVED


def test_sessions_of_an_organisation_that_is_deleted_end(cast: Cast) -> None:
    cast.ws(REP).keys.add(ed25519(1))
    cast.ws(BOSS).keys.add(ed25519(2), login=REP)
    assert ends(cast, lambda: cast.ws(BOSS).org.delete(ACME)) is EndReason.CLOSED
    assert comes(cast, 1).slug == BETA
    assert isinstance(fails(lambda: comes(cast, 2)), NotFound)
    assert [key.fingerprint for key in cast.installation.directory.keys_of(REP)] == [fingerprint_of_line(ed25519(1))]


# Codes


def test_a_code_registers_one_key_once(cast: Cast) -> None:
    made = cast.ws(BOSS).keys.invite(TEAM_MEMBER)
    assert made.login == TEAM_MEMBER
    assert join(cast.installation, f" {made.code}\n", ed25519(1, "meg@box"), "") == TEAM_MEMBER
    assert (comes(cast, 1).slug, comes(cast, 1).key_name) == (ACME, "meg@box")
    assert isinstance(fails(lambda: join(cast.installation, made.code, ed25519(2), "")), NotFound)
    entry = cast.ws(BOSS).audit.list(limit=1)[0].entry
    assert (entry.login, entry.door, entry.detail) == (
        TEAM_MEMBER, "ssh", f"{TEAM_MEMBER} {fingerprint_of_line(ed25519(1))} by code",
    )  # fmt: skip


def test_no_code_is_kept_as_it_is(cast: Cast) -> None:
    made = cast.ws(BOSS).keys.invite(REP)
    secret = made.code.partition("-")[2]
    assert secret not in repr(dumped(cast.installation.directory.engine)) + repr(dumped(cast.engine()))


def test_a_newer_code_is_the_only_one(cast: Cast) -> None:
    first, second = cast.ws(BOSS).keys.invite(REP), cast.ws(BOSS).keys.invite(REP)
    other = cast.ws(BOSS, BETA).keys.invite(REP)
    assert isinstance(fails(lambda: join(cast.installation, first.code, ed25519(1), "")), NotFound)
    assert join(cast.installation, second.code, ed25519(1), "") == REP
    assert join(cast.installation, other.code, ed25519(1), "") == REP
    assert cast.ws(REP).keys.list()[0].slugs == (ACME, BETA)


def test_a_code_is_good_for_seven_days(cast: Cast) -> None:
    early, late = cast.ws(BOSS).keys.invite(REP), cast.ws(BOSS).keys.invite(HEAD)
    cast.later(7 * DAY - 1)
    assert join(cast.installation, early.code, ed25519(1), "") == REP
    cast.later(1)
    assert isinstance(fails(lambda: join(cast.installation, late.code, ed25519(2), "")), NotFound)


def test_a_code_dies_of_too_many_failures(cast: Cast) -> None:
    made = cast.ws(BOSS).keys.invite(REP)
    label = made.code.partition("-")[0]
    for tried in range(CODE_TRIES):
        told = fails(join, cast.installation, f"{label}-{tried}", ed25519(1), "")
        assert isinstance(told, NotFound)
    last = fails(lambda: join(cast.installation, made.code, ed25519(1), ""))
    assert str(last) == str(told)
    other = cast.ws(BOSS).keys.invite(HEAD)
    assert isinstance(fails(lambda: join(cast.installation, "other-1", ed25519(1), "")), NotFound)
    assert join(cast.installation, other.code, ed25519(1), "") == HEAD


def test_a_failed_attempt_with_a_bad_key_leaves_the_code_good(cast: Cast) -> None:
    made = cast.ws(BOSS).keys.invite(REP)
    cast.ws(HEAD).keys.add(ed25519(9))
    assert isinstance(fails(lambda: join(cast.installation, made.code, "ssh-ed25519 AAAA", "")), Invalid)
    assert isinstance(fails(lambda: join(cast.installation, made.code, ed25519(9), "")), Conflict)
    assert comes(cast, 9).login == HEAD
    assert join(cast.installation, made.code, ed25519(1), "laptop") == REP
    assert comes(cast, 1).key_name == "laptop"


@pytest.mark.parametrize("code", ["", "-", "x" * 100_000, "\x00", "\ud800", "' OR 1=1 --", "[/]", "%", "_" * 8 + "-"])
def test_a_hostile_code_is_no_code(file_cast: Cast, code: str) -> None:
    file_cast.ws(BOSS).keys.invite(REP)
    assert isinstance(fails(lambda: join(file_cast.installation, code, ed25519(1), "")), NotFound)


def test_of_two_who_use_a_code_at_once_one_comes_in(cast: Cast) -> None:
    made = cast.ws(BOSS).keys.invite(REP)
    start, done = threading.Barrier(4), list[object]()

    def use(number: int) -> None:
        start.wait()
        try:
            done.append(join(cast.installation, made.code, ed25519(number), ""))
        except CrmError as error:
            done.append(error)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count(REP) == 1
    assert sum(isinstance(one, NotFound) for one in done) == 3
    assert len(cast.ws(REP).keys.list()) == 1


def test_of_two_codes_that_are_made_at_once_one_is_good(cast: Cast) -> None:
    rings = [cast.another(BOSS).keys for _ in range(2)]
    start, made = threading.Barrier(2), list[str]()

    def invite(keys: Keys) -> None:
        start.wait()
        made.append(keys.invite(REP).code)

    threads = [threading.Thread(target=invite, args=(ring,)) for ring in rings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    good = list[str]()
    for number, code in enumerate(made):
        with suppress(NotFound):
            good.append(join(cast.installation, code, ed25519(number), ""))
    assert good == [REP]


def test_a_token_of_an_invitation_is_a_code(cast: Cast) -> None:
    sent = cast.ws(BOSS).staff.invite("new@acme.test", "New", UserKind.REGULAR, "Standard")
    assert isinstance(fails(lambda: cast.ws(BOSS).keys.invite("new@acme.test")), Invalid)
    assert join(cast.installation, sent.token, ed25519(1, "new@box"), "") == "new@acme.test"
    assert comes(cast, 1).slug == ACME
    told = [fails(join, cast.installation, sent.token, ed25519(number), "") for number in (1, 2)]
    assert all(isinstance(error, NotFound) for error in told)
    made = cast.ws("new@acme.test").keys.list()
    assert [(key.everywhere, key.slugs) for key in made] == [(False, (ACME,))]
