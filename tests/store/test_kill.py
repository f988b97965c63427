"""kill -9 in the middle of writing: nothing acknowledged is lost, nothing is half done. Writers never get in each
other's way."""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress

from crm_tui.domain.blueprints import standard_module
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import ProfileRights, UserKind
from crm_tui.store.doctor import examine, healthy
from crm_tui.store.engine import Engine
from crm_tui.store.organisation import OrganisationStore, open_organisation
from crm_tui.store.rows import RecordRows
from tests.engines import Place

KILLS = 40
WRITERS = 8
EACH = 25
EVENTS = 3


def prepare(org: OrganisationStore) -> ModuleDef:
    with org.engine.write():
        profile = org.add_profile(ProfileRights("standard", "Standard"))
        org.add_member("anna@acme.test", "Anna", UserKind.REGULAR, profile)
        return org.add_module(standard_module("Leads"))


def write_one(org: OrganisationStore, rows: RecordRows, leads: ModuleDef) -> int:
    """A record with everything that belongs to it, in one transaction."""
    with org.engine.write():
        record = rows.insert(leads, 1, 1, 1, {"Last_Name": "Łoś", "Company": "Acme"}, "Łoś")
        org.engine.many(
            "INSERT INTO event (record_id, at, actor_id, kind) VALUES (?, 1, 1, 'created')", [(record,)] * EVENTS
        )
    return record


def child(place: Place, work: Callable[[OrganisationStore, RecordRows, ModuleDef], None]) -> int:
    """Fork a process that opens the database for itself; its id."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        org = open_organisation(place.open(durable=True))
        work(org, RecordRows(org), org.catalog().by_name["Leads"])
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def acknowledged_until_killed(place: Place, after: float) -> set[int]:
    """The ids that a writer told of before it was killed, so many seconds after its first one."""
    out, into = os.pipe()

    def write_for_ever(org: OrganisationStore, rows: RecordRows, leads: ModuleDef) -> None:
        while True:
            os.write(into, b"%d\n" % write_one(org, rows, leads))

    process = child(place, write_for_ever)
    os.close(into)
    told = os.read(out, 65536)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    while more := os.read(out, 65536):
        told += more
    os.close(out)
    return {int(line) for line in told.split(b"\n")[:-1]}


def test_nothing_acknowledged_is_lost_by_kill_9(org: OrganisationStore, place: Place) -> None:
    leads = prepare(org)
    chance = random.Random(7)
    told: set[int] = set()
    for _ in range(KILLS):
        told |= acknowledged_until_killed(place, chance.uniform(0, 0.02))
    assert len(told) >= KILLS
    must_be_whole(org.engine, leads, told)
    assert healthy(examine(org.engine))
    assert write_one(org, RecordRows(org), leads) > max(told)


def must_be_whole(engine: Engine, leads: ModuleDef, told: set[int]) -> None:
    kept = {record for (record,) in engine.rows("SELECT id FROM record")}
    assert told <= kept
    assert kept == {record for (record,) in engine.rows(f"SELECT id FROM {leads.table}")}
    assert kept == {record for (record,) in engine.rows("SELECT id FROM search_doc")}
    events = dict(engine.rows("SELECT record_id, count(*) FROM event GROUP BY record_id"))
    assert events == dict.fromkeys(kept, EVENTS)


def test_eight_processes_write_at_once_without_lock_errors(org: OrganisationStore, place: Place) -> None:
    prepare(org)

    def write_some(store: OrganisationStore, rows: RecordRows, leads: ModuleDef) -> None:
        for _ in range(EACH):
            write_one(store, rows, leads)

    processes = [child(place, write_some) for _ in range(WRITERS)]
    try:
        statuses = [os.waitpid(process, 0)[1] for process in processes]
    except BaseException:
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        raise
    assert statuses == [0] * WRITERS
    assert org.engine.value("SELECT count(*) FROM record") == WRITERS * EACH
