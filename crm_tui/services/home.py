"""What waits for one actor: the home screen."""

from __future__ import annotations

from crm_tui.domain.home import NextAction, Silence
from crm_tui.domain.records import Found


class Home:
    """One's own next actions, open deals and silences; requests and recent records have services of their own."""

    def next_actions(self, limit: int = 10) -> list[NextAction]:
        """One's open tasks, meetings and calls, the most urgent first."""
        raise NotImplementedError

    def next_action_of(self, module_name: str, record_id: int) -> NextAction | None:
        """The nearest open task, meeting or call of a record that the reader sees (I30)."""
        raise NotImplementedError

    def open_deals(self, limit: int = 10) -> list[Found]:
        """One's open deals, by closing date."""
        raise NotImplementedError

    def silences(self, days: int = 30, limit: int = 10) -> list[Silence]:
        """One's customers to whom nobody has spoken for so many days, the longest silence first."""
        raise NotImplementedError
