"""Whose time has come: which open sessions must end after a change, asked of the directory and of organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, still
from crm_tui.domain.doors import EndReason
from crm_tui.domain.errors import CrmError, Unusable

_UNKNOWN = -1
"""No number of a version of the directory."""


class Judgement:
    """One server's. Called in a thread, by one round at a time."""

    def __init__(self, installation: Installation, failed: Callable[[Exception], None]) -> None:
        """`failed`: told of an error that nobody foresaw, once for each somebody who could not be judged."""
        self._installation, self._failed = installation, failed
        self._policies: dict[int, int] = {}
        self._directory = _UNKNOWN
        self.unsure = False
        """Whether something could not be told: it is to be asked again, though nothing is changed meanwhile."""

    def ends(self, who: Mapping[str, Admitted], changed: Iterable[int | None]) -> dict[str, EndReason]:
        """The sessions that must end and why, asked once for each key in each organisation.

        `changed`: organisations in which something was committed, None for the directory or the live store.
        """
        self.unsure = False
        everybody, orgs = None in changed and self._directory_changed(), self._rights_changed(who, changed)
        asked = {one for one in who.values() if everybody or one.org_id in orgs}
        found = {one: self._still(one) for one in asked}
        return {key: why for key, one in who.items() if (why := found.get(one)) is not None}

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

    def _rights_changed(self, who: Mapping[str, Admitted], changed: Iterable[int | None]) -> set[int]:
        """Organisations in which people or rights changed: most commits are none of these."""
        slugs = {one.org_id: one.slug for one in who.values() if one.org_id in changed}
        found = set()
        for org_id, slug in slugs.items():
            policy = self._policy(slug)
            if self._policies.get(org_id) != policy:
                self._policies[org_id] = policy
                found.add(org_id)
        return found

    def _policy(self, slug: str) -> int:
        try:
            return self._installation.store(slug).policy_version()
        except CrmError:
            return -1  # it is gone, or newer than this program: `still` knows
