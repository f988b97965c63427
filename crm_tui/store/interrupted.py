"""Writing down what a crash between directory and organisation has cut off, at the next opening of the organisation.

Each step ends consistent wherever it is killed in turn: the row that is written anew is announced before it is
committed, as an act is, so that it is never written twice.
"""

from __future__ import annotations

from dataclasses import replace

from crm_tui.store.audit import AuditEntry, AuditLog
from crm_tui.store.directory import Directory
from crm_tui.store.directory_rows import OrgRow
from crm_tui.store.notices import NoticeRows
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.pending_acts import PendingAct, WaitingAct
from crm_tui.store.reconcile import HasSeat, catch_up

CUT_OFF = "interrupted"
"""In the detail of an audit row: the directory's part was done, and the organisation has followed it since."""


def finish_interrupted(directory: Directory, org: OrgRow, store: OrganisationStore, has_seat: HasSeat) -> int:
    """Give an organisation what it lacks of its acts; of how many there was something to write down."""
    written = 0
    for waiting in directory.pending_acts(org.id):
        with store.engine.write():
            store.hold_people()
            written += _finish(directory, org, waiting, store, has_seat)
        directory.settle(waiting.id)
    return written


def _finish(
    directory: Directory, org: OrgRow, waiting: WaitingAct, store: OrganisationStore, has_seat: HasSeat
) -> bool:
    log = AuditLog(store.engine)
    # Whoever is in the middle of the act has the end of the chain in hand until he commits.
    log.hold()
    now = directory.pending_act(waiting.id)
    if now is None or log.has(now.audit_id, now.digest):
        return False
    if not now.act.whole:
        catch_up(directory, org, now.act.login, store, has_seat)
    written = log.append(_entry(now.act))
    if now.act.whole:
        for notice in now.act.notices:
            NoticeRows(store.engine).add(notice, now.act.entry.at, now.act.entry.actor_id or 0)
    directory.announce_again(now.id, written)
    return True


def _entry(act: PendingAct) -> AuditEntry:
    """An act that was all in the directory was done as it says; of another one the rest did not happen."""
    if act.whole:
        return act.entry
    return replace(act.entry, detail=f"{act.entry.detail} {CUT_OFF}".strip())
