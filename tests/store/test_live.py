"""What is only true now: sessions that begin and end, servers that die, and a database that may be lost at any time."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock, SystemClock, epoch
from crm_tui.domain.doors import Doing
from crm_tui.domain.errors import Unusable
from crm_tui.store.engine import open_sqlite
from crm_tui.store.live import LiveSession, LiveStore
from crm_tui.store.live_presence import WHO_IS_IN
from crm_tui.store.live_rows import GONE_SECONDS, SWEPT_SECONDS, Stood
from tests.engines import Place

ACME, BETA = 1, 2
LEADS, SEVEN = 4, 7
Open = Callable[[], LiveStore]


@pytest.fixture
def open_live(place: Place, clock: FrozenClock) -> Iterator[Open]:
    """Opens the same live store again, as another process would."""
    opened: list[LiveStore] = []
    path = Path(place.location) if place.dialect == "sqlite" else None

    def again() -> LiveStore:
        opened.append(LiveStore(lambda: place.open(create=True), clock, path))
        return opened[-1]

    yield again
    for live in opened:
        live.close()


@pytest.fixture
def live(open_live: Open) -> LiveStore:
    """With one server that has just beaten."""
    made = open_live()
    made.beat("one", os.getpid())
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "live.db"


def on_file(file: Path, clock: FrozenClock) -> LiveStore:
    return LiveStore(lambda: open_sqlite(file, create=True, durable=False), clock, file)


def session(name: str, clock: FrozenClock, org_id: int = ACME, server: str = "one", pid: int = 0) -> LiveSession:
    at = epoch(clock.now())
    return LiveSession(name, "mira@acme.test", org_id, "ssh", "10.0.0.9", 3, server, pid, at, at, key_name="laptop")


def at(name: str, record_id: int = SEVEN, doing: Doing = Doing.LOOKS, since: int = 100) -> Stood:
    return Stood(name, ACME, 11, LEADS, record_id, doing, since)


def names(live: LiveStore, org_id: int | None = None) -> list[str]:
    return [one.id for one in live.sessions(org_id)]


def standing(live: LiveStore, record_id: int = SEVEN) -> list[str]:
    return [one.session_id for one in live.standing(ACME, LEADS, record_id)]


def test_sessions_are_seen_by_everybody_until_they_end(live: LiveStore, open_live: Open, clock: FrozenClock) -> None:
    mine = session("a", clock)
    live.begin(mine)
    clock.advance(1)
    live.begin(session("b", clock, BETA))
    other = open_live()
    assert other.sessions()[0] == mine
    assert (names(other), names(other, ACME), names(other, BETA)) == (["a", "b"], ["a"], ["b"])
    live.finish("a")
    live.finish("a")
    assert names(other) == ["b"]


def test_a_session_moves_to_another_organisation(live: LiveStore, open_live: Open, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    open_live().move("a", "mira@acme.test", BETA)
    assert (names(live, ACME), names(live, BETA)) == ([], ["a"])
    live.move("gone", "mira@acme.test", BETA)
    assert names(live) == ["a"]


def test_what_a_person_does_is_written_with_the_next_beat(live: LiveStore, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    begun = live.sessions()[0].active_at
    clock.advance(5)
    live.touch("a")
    live.touch("gone")
    assert live.sessions()[0].active_at == begun
    live.beat("one", os.getpid())
    assert live.sessions()[0].active_at == begun + 5
    live.touch("a")
    live.beat()
    assert live.sessions()[0].active_at == begun + 5


def test_who_is_asked_to_end_is_told_by_whom(live: LiveStore, open_live: Open, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    live.begin(session("b", clock))
    before = live.data_version()
    other = open_live()
    assert other.ask_end("a", "ended by an administrator", "Jan Ł")
    assert not other.ask_end("gone", "ended by an administrator")
    assert live.data_version() != before
    assert (live.glance("a").end, live.glance("a").end_by) == ("ended by an administrator", "Jan Ł")
    assert {key: one.end for key, one in live.glances("one").items()} == {"a": "ended by an administrator", "b": ""}
    assert (live.glances("two"), live.glance("gone").end) == ({}, "")
    assert [(one.end, one.end_by) for one in live.sessions()] == [("ended by an administrator", "Jan Ł"), ("", "")]


def test_who_looks_at_who_is_in_is_told_when_somebody_comes_or_goes(
    live: LiveStore, open_live: Open, clock: FrozenClock
) -> None:
    for name, org_id in (("boss", ACME), ("else", ACME), ("there", BETA)):
        live.begin(session(name, clock, org_id))
    for name, org_id in (("boss", ACME), ("there", BETA)):
        live.stand(Stood(name, org_id, 11, *WHO_IS_IN, Doing.LOOKS, 100))
    other, seen = open_live(), {name: live.glance(name).news for name in ("boss", "else", "there")}

    def told() -> list[str]:
        now = {name: live.glance(name).news for name in seen}
        names = [name for name in seen if now[name] != seen[name]]
        seen.update(now)
        return names

    other.begin(session("a", clock))
    assert told() == ["boss"]
    other.ask_end("a", "ended by an administrator")
    assert told() == ["boss"]
    other.move("a", "mira@acme.test", BETA)
    assert told() == ["boss", "there"]
    other.finish("a")
    assert told() == ["there"]
    other.finish("a")
    assert not other.ask_end("else", "no", org_id=BETA)
    assert told() == []
    live.leave("boss")
    other.begin(session("b", clock))
    assert told() == []


def test_sessions_of_a_server_that_is_silent_count_as_gone(
    live: LiveStore, open_live: Open, clock: FrozenClock
) -> None:
    live.begin(session("a", clock))
    live.stand(at("a"))
    other = open_live()
    clock.advance(GONE_SECONDS)
    assert (names(other), standing(other)) == (["a"], ["a"])
    clock.advance(1)
    assert (names(other), standing(other)) == ([], [])
    live.beat("one", os.getpid())
    assert names(other) == ["a"], "it only stood still"


def test_what_the_dead_left_is_swept_and_what_lives_stays(live: LiveStore, open_live: Open, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    live.stand(at("a"))
    other = open_live()
    other.beat("two", os.getpid())
    clock.advance(SWEPT_SECONDS + 1)
    other.beat("two", os.getpid())
    other.begin(session("b", clock, server="two"))
    rows = [other.engine.value(f"SELECT count(*) FROM {table}") for table in ("session", "presence", "server")]
    assert rows == [1, 0, 1]
    live.beat("one", os.getpid())
    assert sorted(names(other)) == ["a", "b"], "a server that comes back says again what it serves"


def test_a_server_that_ends_takes_its_sessions_along(live: LiveStore, open_live: Open, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    live.stand(at("a"))
    other = open_live()
    other.beat("two", os.getpid())
    other.begin(session("b", clock, server="two"))
    live.retire("one")
    assert (names(other), standing(other)) == (["b"], [])
    live.beat("one", os.getpid())
    assert names(other) == ["b"]


def test_a_screen_of_this_machine_is_there_as_long_as_its_process(file: Path, clock: FrozenClock) -> None:
    live = on_file(file, clock)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        live.begin(session("a", clock, server="", pid=process.pid))
        assert names(live) == ["a"]
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert names(live) == [], "dead, though nobody has fetched it yet"
    live.begin(session("b", clock, server="", pid=os.getpid()))
    assert names(live) == ["b"]
    assert live.engine.value("SELECT count(*) FROM session") == 1
    with live.engine.write():
        live.engine.execute("UPDATE session SET mark = 'another process of this number'")
    assert names(live) == []
    live.close()


def test_a_session_stands_at_one_record(live: LiveStore, open_live: Open, clock: FrozenClock) -> None:
    for name in ("a", "b"):
        live.begin(session(name, clock))
    live.stand(at("b", since=100))
    live.stand(at("a", since=101))
    assert standing(open_live()) == ["b", "a"]
    live.stand(at("a", 8))
    assert (standing(live), standing(live, 8)) == (["b"], ["a"])
    live.leave("a")
    live.leave("a")
    assert standing(live, 8) == []
    live.finish("b")
    assert standing(live) == []


def test_doing_the_same_on_keeps_since_when(live: LiveStore, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    live.stand(at("a", since=100))
    before = live.data_version()
    live.stand(at("a", since=200))
    assert live.standing(ACME, LEADS, SEVEN)[0].since == 100
    if live.engine.is_sqlite:
        assert live.data_version() == before, "nothing is written for what is known"
    live.stand(at("a", doing=Doing.EDITS, since=300))
    assert live.standing(ACME, LEADS, SEVEN)[0] == at("a", doing=Doing.EDITS, since=300)


def test_those_at_a_record_are_told_of_others_and_nobody_else_is(live: LiveStore, clock: FrozenClock) -> None:
    for name in ("a", "b", "elsewhere", "nowhere"):
        live.begin(session(name, clock))
    live.stand(at("elsewhere", 8))

    def news() -> list[int]:
        return [live.glance(name).news for name in ("a", "b", "elsewhere", "nowhere")]

    assert news() == [0, 0, 0, 0]
    live.stand(at("a"))
    assert news() == [0, 0, 0, 0]
    live.stand(at("b"))
    assert news() == [1, 0, 0, 0]
    live.stand(at("b", doing=Doing.EDITS))
    assert news() == [2, 0, 0, 0]
    live.stand(at("b", 8))
    assert news() == [3, 0, 1, 0]
    live.finish("b")
    assert [live.glance(name).news for name in ("a", "elsewhere")] == [3, 2]
    assert {key: one.news for key, one in live.glances("one").items()} == {"a": 3, "elsewhere": 2, "nowhere": 0}


def test_nobody_is_at_a_record_of_an_organisation_that_he_left(live: LiveStore, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    live.stand(at("a"))
    live.move("a", "mira@acme.test", BETA)
    assert standing(live) == []


# Losing it loses nothing


DAMAGE: dict[str, Callable[[Path], object]] = {
    "not a database": lambda path: path.write_bytes(b"no database at all " * 300),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: os.truncate(path, 5000),
    "gone": lambda path: path.unlink(),
    "other tables": lambda path: _another(path),
    "older": lambda path: _older(path),
}  # fmt: skip


def _another(path: Path) -> None:
    path.unlink()
    engine = open_sqlite(path, create=True)
    with engine.write():
        engine.execute("CREATE TABLE session (it TEXT)")
    engine.close()


def _older(path: Path) -> None:
    engine = open_sqlite(path)
    with engine.write():
        engine.execute("UPDATE meta SET value = '0'")
    engine.close()


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
def test_a_damaged_file_is_made_anew_at_opening(
    damage: Callable[[Path], object], file: Path, clock: FrozenClock
) -> None:
    first = on_file(file, clock)
    first.begin(session("old", clock, server=""))
    first.close()
    damage(file)
    live = on_file(file, clock)
    live.begin(session("a", clock, server=""))
    assert names(live) == ["a"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    live.close()


@pytest.mark.parametrize("damage", ["not a database", "gone", "other tables"])
def test_a_file_lost_under_those_who_use_it_is_made_anew_with_what_they_said(
    damage: str, file: Path, clock: FrozenClock
) -> None:
    one, two = on_file(file, clock), on_file(file, clock)
    one.beat("one", os.getpid())
    one.begin(session("a", clock))
    two.beat("two", os.getpid())
    two.begin(session("b", clock, server="two"))
    for path in (file.with_name("live.db-wal"), file.with_name("live.db-shm")):
        path.unlink()
    DAMAGE[damage](file)
    for live, server in ((one, "one"), (two, "two"), (one, "one")):
        live.beat(server, os.getpid())
    assert sorted(names(one)) == sorted(names(two)) == ["a", "b"]
    one.close()
    two.close()


def test_tables_dropped_on_a_server_are_made_anew(live: LiveStore, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    with live.engine.write():
        live.engine.execute("DROP TABLE presence")
    live.beat("one", os.getpid())
    live.stand(at("a"))
    live.beat("one", os.getpid())
    assert names(live) == ["a"]
    live.stand(at("a"))
    assert standing(live) == ["a"]


def test_emptied_tables_are_filled_again_by_the_next_beat(live: LiveStore, clock: FrozenClock) -> None:
    live.begin(session("a", clock))
    with live.engine.write():
        for table in ("server", "session", "presence"):
            live.engine.execute(f"DELETE FROM {table}")
    live.beat("one", os.getpid())
    assert names(live) == ["a"]


@pytest.mark.parametrize("make", ["folder", "newer"])
def test_what_cannot_be_used_stops_nobody(make: str, file: Path, clock: FrozenClock) -> None:
    if make == "folder":
        file.mkdir()
    else:
        first = on_file(file, clock)
        with first.engine.write():
            first.engine.execute("UPDATE meta SET value = '999'")
        first.close()
    live = on_file(file, clock)
    live.beat("one", os.getpid())
    live.begin(session("a", clock))
    live.stand(at("a"))
    live.leave("a")
    live.finish("a")
    assert (live.standing(ACME, LEADS, SEVEN), live.glances("one"), live.data_version()) == ((), {}, -1)
    for asked in (live.sessions, lambda: live.ask_end("a", "x")):
        with pytest.raises(Unusable):
            asked()
    live.close()


WRITER = """
import os, sys
from pathlib import Path
from crm_tui.base.clock import SystemClock
from crm_tui.domain.errors import Unusable
from crm_tui.store.engine import open_sqlite
from crm_tui.store.live import LiveSession, LiveStore
path = Path(sys.argv[1])
live = LiveStore(lambda: open_sqlite(path, create=True, durable=False), SystemClock(), path)
for number in range(1_000_000):
    live.begin(LiveSession(f"{os.getpid()}-{number % 5}", "x@acme.test", 1, "screen", "", None, "", os.getpid(), 1, 1))
    print(number, flush=True)
"""


def test_a_process_killed_while_it_writes_harms_nothing(file: Path) -> None:
    clock = FrozenClock(SystemClock().now())
    live = on_file(file, clock)
    live.beat("one", os.getpid())
    live.begin(session("a", clock))
    for most in range(6):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _line in range(most + 1):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
    assert names(live) == ["a"]
    assert live.engine.rows("PRAGMA integrity_check") == [("ok",)]
    live.close()
