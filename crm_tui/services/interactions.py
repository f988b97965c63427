"""The stream of contacts with a customer, each under the visibility of its source (chapter 6)."""

from __future__ import annotations

from crm_tui.domain.interactions import Interaction, NewInteraction, Stream, StreamFilter
from crm_tui.domain.records import Count, Done


class Interactions:
    """Streams of records, and contacts that are entered by hand or by an adapter."""

    def stream(
        self,
        module_name: str,
        record_id: int,
        wanted: StreamFilter | None = None,
        limit: int = 50,
        after: tuple[int, int] | None = None,
    ) -> Stream:
        """A stretch of a record's stream (I20-I27). NotFound as `records.get`; Invalid where the module has none."""
        raise NotImplementedError

    def count(self, module_name: str, record_id: int) -> Count:
        """How many contacts the reader may see, capped (I26)."""
        raise NotImplementedError

    def get(self, interaction_id: int) -> tuple[Interaction, str]:
        """One contact and its text; the text is empty where there is none or it is redacted."""
        raise NotImplementedError

    def log(self, module_name: str, record_id: int, new: NewInteraction) -> Done:
        """Enter a contact without a record of its own."""
        raise NotImplementedError

    def mark(self, interaction_id: int, status: str) -> None:
        """An e-mail was opened, clicked or bounced."""
        raise NotImplementedError

    def delete(self, interaction_id: int) -> Done:
        """Remove an e-mail or another contact without a record of its own (T06, M20, O40)."""
        raise NotImplementedError
