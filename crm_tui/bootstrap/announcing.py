"""Changes of directory and organisation by who is no user there yet, and so passes no gate: answers, and first keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.store.audit import AuditEntry, AuditLog
from crm_tui.store.directory_rows import OrgRow
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.pending_acts import PendingAct

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation


@contextmanager
def announced(
    installation: Installation, org: OrgRow, store: OrganisationStore, entry: AuditEntry, *, whole: bool = False
) -> Iterator[None]:
    """Write the audit row, and make one transaction of the directory that keeps it until the organisation has it.

    Inside the organisation's `write()`. `whole`: see `PendingAct`.
    """
    directory = installation.directory
    written = AuditLog(store.engine).append(entry)
    with directory.engine.write():
        number = directory.announce(org.id, PendingAct(entry, login=entry.login, whole=whole), written)
        yield
    store.engine.on_commit(partial(directory.settle, number))
