"""kill -9 between the commits of directory and organisation: what was done is written down, once, whenever it ends."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest

from crm_tui.bootstrap.admission import join
from crm_tui.bootstrap.installation import Installation
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.workspace import Workspace
from crm_tui.store.audit import AuditLog
from crm_tui.store.directory import Directory
from tests.key_lines import ed25519
from tests.services.cast import ACME, BETA, BOSS, REP, Cast

NEW = "new@acme.test"
Office = Installation
Act = Callable[[Office], object]
OnBoth = Callable[[Office, str], object]


def boss(office: Office) -> Workspace:
    return office.workspace(BOSS, ACME, door="cli")


def invite(office: Office) -> str:
    return boss(office).staff.invite(NEW, "Ann New", UserKind.REGULAR, "Standard").token


def state(office: Office, login: str) -> str:
    """What the organisation says of somebody, and whether the directory has him there."""
    member = office.store(ACME).member(login)
    belongs = ACME in {row.org.slug for row in office.directory.organisations_of(login)}
    return f"{member.state if member is not None else 'nobody'} {'in' if belongs else 'out'}"


def invited(office: Office) -> str:
    found = office.directory.invitations_to(office.org(ACME).id)
    return f"{state(office, NEW)} {found[-1].state}"


def keys(office: Office) -> str:
    return " ".join(key.name for key in office.directory.keys_of(REP))


def codes(office: Office) -> str:
    return " ".join(state for (state,) in office.directory.engine.rows("SELECT state FROM key_code ORDER BY id"))


@dataclass(frozen=True)
class Pair:
    """An act on both databases. `before` gives what it needs; `looks`: what is looked at; `cut`: how it looks after a
    crash in between, `done` where all of it was done; `told`: action and detail of its audit rows, `whole` as in
    `PendingAct`."""

    act: OnBoth
    looks: Callable[[Office], str]
    cut: str
    done: str
    told: tuple[tuple[str, str], ...]
    before: Callable[[Office], str] = lambda office: ""
    whole: bool = False


def own_key(office: Office) -> str:
    office.workspace(REP, ACME, door="cli").keys.add(ed25519(1), "box")
    return ""


def left(office: Office) -> str:
    office.workspace(REP, ACME, door="cli").org.leave()
    return ""


PAIRS = {
    "key": Pair(
        lambda office, _: boss(office).keys.add(ed25519(1), "box", REP), keys, "box", "box",
        (("keys.manage", f"{REP} FINGERPRINT"),), whole=True,
    ),
    "own key": Pair(
        lambda office, _: own_key(office), keys, "box", "box", (("settings.personal", f"{REP} FINGERPRINT"),),
        whole=True,
    ),
    "revoked key": Pair(
        lambda office, _: boss(office).keys.revoke("box", REP),
        lambda office: str(boss(office).keys.list(REP)), "()", "()",
        (("keys.manage", f"{REP} FINGERPRINT revoked"),), own_key, whole=True,
    ),
    "code": Pair(
        lambda office, _: boss(office).keys.invite(REP), codes, "pending", "pending",
        (("keys.manage", f"{REP} code"),), whole=True,
    ),
    "first key": Pair(
        lambda office, code: join(office, code, ed25519(1), "box"), lambda office: f"{codes(office)} {keys(office)}",
        "used box", "used box", (("settings.personal", f"{REP} FINGERPRINT by code"),),
        lambda office: boss(office).keys.invite(REP).code, whole=True,
    ),
    "invitation": Pair(
        lambda office, _: invite(office), invited, "nobody out revoked", "unconfirmed out pending",
        (("users.invite", f"{NEW} regular"),),
    ),
    "invitation again": Pair(
        lambda office, _: boss(office).staff.send_again(NEW), invited, "unconfirmed out pending",
        "unconfirmed out pending", (("org.invite", f"{NEW} again"),), invite, whole=True,
    ),
    "revoked invitation": Pair(
        lambda office, _: boss(office).staff.revoke(NEW), invited, "nobody out revoked", "nobody out revoked",
        (("org.invite", f"{NEW} revoked"),), invite,
    ),
    "accepted": Pair(
        lambda office, token: office.answer(NEW, accepted=True, token=token), invited, "active in accepted",
        "active in accepted", (("settings.personal", "accepted"),), invite,
    ),
    "declined": Pair(
        lambda office, token: office.answer(NEW, accepted=False, token=token), invited, "nobody out declined",
        "nobody out declined", (("settings.personal", "declined"),), invite,
    ),
    "new user": Pair(
        lambda office, _: boss(office).staff.add(NEW, "Ann New", UserKind.REGULAR, "Standard"),
        lambda office: state(office, NEW), "nobody out", "active in", (("users.invite", NEW),),
    ),
    "activated": Pair(
        lambda office, _: boss(office).staff.set_state(REP, UserState.ACTIVE), lambda office: state(office, REP),
        "inactive in", "active in", (("users.activate", f"{REP} active"),), left,
    ),
    "left": Pair(
        lambda office, _: left(office), lambda office: state(office, REP), "inactive out", "inactive out",
        (("settings.personal", "left"),),
    ),
    "deleted user": Pair(
        lambda office, _: boss(office).staff.delete(REP), lambda office: state(office, REP), "inactive out",
        "nobody out", (("users.delete", REP),),
    ),
}  # fmt: skip


def dies(office: Office, patch: Callable[[], None], act: Act) -> None:
    """Do it in a process of its own, which is killed."""
    process = os.fork()
    if not process:
        try:
            patch()
            act(Installation(office.places, clock=office.clock, ids=office.ids))
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(process, 0)[1]) == signal.SIGKILL


def kill(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(method: str) -> Callable[[], None]:
    """Be killed when the directory has committed what this verb of its was a part of; the organisation has not."""
    original = getattr(Directory, method)

    def doomed(directory: Directory, *given: object) -> object:
        directory.engine.on_commit(kill)
        return original(directory, *given)

    return lambda: setattr(Directory, method, doomed)


def at_the_end() -> None:
    """Be killed when both have committed, and the directory has not heard of it."""
    setattr(Directory, "settle", kill)  # noqa: B010


def opened(office: Office) -> Office:
    """Another process opens the organisation."""
    another = Installation(office.places, clock=office.clock, ids=office.ids)
    boss(another)
    return another


def told(office: Office, since: int) -> list[tuple[str, str]]:
    rows = reversed(AuditLog(office.store(ACME).engine).list())
    return [(row.entry.action, _nameless(row.entry.detail)) for row in rows if row.id > since]


def _nameless(detail: str) -> str:
    return " ".join("FINGERPRINT" if word.startswith("SHA256:") else word for word in detail.split())


def is_whole(office: Office) -> None:
    assert office.directory.orgs_with_pending_acts() == ()
    assert AuditLog(office.store(ACME).engine).verify().sound
    assert all(one.ok for one in office.doctor())


@pytest.fixture(params=PAIRS)
def pair(request: pytest.FixtureRequest) -> Pair:
    return PAIRS[request.param]


def last(cast: Cast) -> int:
    return AuditLog(cast.engine()).last_id()


def without(pair: Pair, office: Office) -> None:
    pair.act(office, "")


def cut_off(pair: Pair) -> list[tuple[str, str]]:
    return [(action, detail if pair.whole else f"{detail} interrupted") for action, detail in pair.told]


def test_what_was_done_in_the_directory_is_written_down(cast: Cast, pair: Pair) -> None:
    given, since = pair.before(cast.installation), last(cast)
    dies(cast.installation, after("announce"), lambda office: pair.act(office, given))
    for _again in range(2):
        office = opened(cast.installation)
        assert told(office, since) == cut_off(pair)
        assert pair.looks(office) == pair.cut
        is_whole(office)
        office.close()


def test_what_both_have_is_written_down_once(cast: Cast, pair: Pair) -> None:
    given, since = pair.before(cast.installation), last(cast)
    dies(cast.installation, at_the_end, lambda office: pair.act(office, given))
    office = opened(cast.installation)
    assert told(office, since) == list(pair.told)
    assert pair.looks(office) == pair.done
    is_whole(office)
    office.close()


@pytest.mark.parametrize("again", [after("announce_again"), at_the_end], ids=["before", "behind"])
def test_who_writes_it_down_may_die_too(cast: Cast, again: Callable[[], None]) -> None:
    for name in ("code", "left"):
        pair, since = PAIRS[name], last(cast)
        dies(cast.installation, after("announce"), partial(without, pair))
        dies(cast.installation, again, boss)
        office = opened(cast.installation)
        assert told(office, since) == cut_off(pair)
        assert pair.looks(office) == pair.cut
        is_whole(office)
        office.close()


def test_whom_it_concerns_is_told_of_what_was_done(cast: Cast) -> None:
    dies(cast.installation, after("announce"), lambda office: boss(office).keys.invite(REP))
    for _again in range(2):
        office = opened(cast.installation)
        assert [one.kind for one in office.workspace(REP, ACME, door="cli").notices.list()] == [NoticeKind.KEY_CODE]
        office.close()


def test_nobody_is_told_of_what_was_not_done(cast: Cast) -> None:
    left(cast.installation)
    dies(cast.installation, after("announce"), lambda office: boss(office).staff.set_state(REP, UserState.ACTIVE))
    opened(cast.installation).close()
    cast.ws().staff.set_state(REP, UserState.ACTIVE)
    assert [one.kind for one in cast.ws(REP).notices.list()] == [NoticeKind.ACTIVATED]


def test_a_new_slug_stays(cast: Cast) -> None:
    since = last(cast)
    dies(cast.installation, after("announce"), lambda office: boss(office).org.change_slug("acme-group"))
    office = Installation(cast.installation.places, clock=cast.clock, ids=cast.installation.ids)
    ws = office.workspace(BOSS, "acme-group", door="cli")
    assert ws.organisation.slug == "acme-group"
    rows = [row for row in AuditLog(ws.session.engine).list() if row.id > since]
    assert [(row.entry.action, row.entry.detail) for row in rows] == [("org.change_slug", "acme-group interrupted")]
    office.close()


def test_the_doctor_tells_an_organisation_that_it_was_deleted(cast: Cast) -> None:
    since, store = last(cast), cast.installation.store(ACME)
    dies(cast.installation, after("announce"), lambda office: boss(office).org.delete(ACME))
    assert not store.closed
    assert [(one.check, one.number) for one in cast.installation.doctor() if one.check == "interrupted"] == [
        ("interrupted", 1)
    ]
    assert store.closed
    assert [row.entry.detail for row in AuditLog(store.engine).list() if row.id > since] == [f"{ACME} interrupted"]
    assert [one.check for one in cast.installation.doctor() if one.check == "interrupted"] == []


def test_an_ended_session_is_written_down(cast: Cast) -> None:
    screen = cast.at_screen(REP, name="one")
    since = last(cast)

    def doomed() -> None:
        from crm_tui.store.live import LiveStore

        ask_end = LiveStore.ask_end

        def then_kill(*given: object) -> bool:
            ask_end(*given)  # type: ignore[arg-type]
            kill()
            return True

        LiveStore.ask_end = then_kill  # type: ignore[assignment]

    dies(cast.installation, doomed, lambda office: boss(office).open_sessions.end("one"))
    assert screen.open_sessions.glance().end
    office = opened(cast.installation)
    assert told(office, since) == [("sessions.manage", f"ends session one of {REP} interrupted")]
    is_whole(office)
    office.close()


def test_another_organisation_is_left_alone(cast: Cast) -> None:
    since = AuditLog(cast.engine(BETA)).last_id()
    dies(cast.installation, after("announce"), lambda office: boss(office).staff.delete(REP))
    office = opened(cast.installation)
    assert {row.org.slug for row in office.directory.organisations_of(REP)} == {BETA}
    assert AuditLog(cast.engine(BETA)).last_id() == since
    office.close()
