"""Whose time has come: which open sessions must end after a change, asked of the directory and of organisations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, still
from crm_tui.domain.doors import EndReason
from crm_tui.domain.errors import CrmError, Unusable

_UNKNOWN = -1
"""No number of a version."""


@dataclass(frozen=True, slots=True)
class Due:
    """Whose admission is to be asked about anew."""

    everybody: bool
    orgs: frozenset[int]


class Judgement:
    """One server's. Called in a thread, by one round at a time."""

    def __init__(self, installation: Installation, failed: Callable[[Exception], None]) -> None:
        """`failed`: told of an error that nobody foresaw, once for each somebody who could not be judged."""
        self._installation, self._failed = installation, failed
        self._policies: dict[int, int] = {}
        self._directory = _UNKNOWN
        self.unsure = False
        """Whether something could not be told: it is to be asked again, though nothing is changed meanwhile."""

    def due(self, changed: Collection[int | None]) -> Due:
        """Whom these changes may have put out.

        `changed`: organisations in which something was committed, None for the directory or the live store.
        """
        self.unsure = False
        return Due(None in changed and self._directory_changed(), self._rights_changed(changed))

    def ends(self, who: Mapping[str, Admitted], due: Due) -> dict[str, EndReason]:
        """The sessions that must end and why, asked once for each key in each organisation."""
        asked = {one for one in who.values() if due.everybody or one.org_id in due.orgs}
        found = {one: self._still(one) for one in asked}
        return {key: why for key, one in who.items() if (why := found.get(one)) is not None}

    def forget(self, org_id: int) -> None:
        """Whoever is in this organisation is asked about when it is next said to have changed. In any thread."""
        self._policies.pop(org_id, None)

    def ask_again(self) -> None:
        """Everybody is asked about at the next round with None in it."""
        self.unsure = True
        self._directory = _UNKNOWN
        self._policies.clear()

    def _still(self, one: Admitted) -> EndReason | None:
        """One who cannot be judged keeps nobody else in: each is asked about by himself."""
        try:
            return still(self._installation, one)
        except Unusable:
            # Newer than this program, or away: the session itself refuses to write (DOOR-3).
            self.ask_again()
        except Exception as error:
            self._failed(error)
            self.ask_again()
        return None

    def _directory_changed(self) -> bool:
        before, self._directory = self._directory, self._installation.directory.engine.data_version()
        return before != self._directory

    def _rights_changed(self, changed: Iterable[int | None]) -> frozenset[int]:
        """Organisations in which people or rights changed: most commits are none of these."""
        found = set()
        for org_id in changed:
            if org_id is not None and self._policies.get(org_id) != (policy := self._policy(org_id)):
                self._policies[org_id] = policy
                found.add(org_id)
        return frozenset(found)

    def _policy(self, org_id: int) -> int:
        """By its number: its slug may be another one since somebody came in (ORG-6)."""
        try:
            org = self._installation.directory.org_by_id(org_id)
            return self._installation.store_of(org).policy_version() if org is not None else _UNKNOWN
        except CrmError:
            return _UNKNOWN  # it is gone, or newer than this program: `still` knows
