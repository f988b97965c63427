"""Requests: raise one, follow it, answer it (3.5)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.records import Done, Record
from crm_tui.domain.requests import Request, RequestModule, RequestSettings


class Requests:
    """The requester's half of requests, and what the team does with them."""

    def modules(self) -> list[RequestModule]:
        """Where one may raise requests (Q01)."""
        raise NotImplementedError

    def mine(self, *, closed: bool = False, module_name: str = "", limit: int = 200) -> list[Request]:
        """One's own requests in all modules, latest change first (Q04, Q06, Q10); closed ones too where wanted."""
        raise NotImplementedError

    def get(self, module_name: str, record_id: int) -> Request:
        """One request of one's own."""
        raise NotImplementedError

    def form(self, module_name: str, origin: tuple[str, int] | None = None) -> dict[str, object]:
        """Values that a new request starts with: the look-up to the record that it is raised from (Q02)."""
        raise NotImplementedError

    def new(self, module_name: str, entries: Mapping[str, object]) -> Record:
        """Raise a request (Q01, Q05, Q11)."""
        raise NotImplementedError

    def edit(
        self, module_name: str, record_id: int, entries: Mapping[str, object], version: int | None = None
    ) -> Record:
        """Change one's own request until the team has taken it up (Q07, Q09)."""
        raise NotImplementedError

    def withdraw(self, module_name: str, record_id: int) -> Done:
        """Take one's own request back: to the bin (Q07, Q09)."""
        raise NotImplementedError

    def accept(self, module_name: str, record_id: int) -> Done:
        """Take a request up (Q08)."""
        raise NotImplementedError

    def settings(self, module_name: str) -> RequestSettings:
        """Requester settings of a module."""
        raise NotImplementedError

    def configure(self, module_name: str, settings: RequestSettings) -> None:
        """Change requester settings (Q05, Q09); empty ones are none."""
        raise NotImplementedError
