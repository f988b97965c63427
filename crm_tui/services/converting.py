"""A lead becomes an account, a contact and perhaps a deal (7.4)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.conversion import Conversion, Converted


class Converting:
    """Lead conversion."""

    def proposal(self, record_id: int) -> Conversion:
        """What conversion would make of a lead, and existing accounts and contacts of the same name or address."""
        raise NotImplementedError

    def convert(
        self,
        record_id: int,
        *,
        account: int | None = None,
        contact: int | None = None,
        deal: Mapping[str, object] | None = None,
        version: int | None = None,
    ) -> Converted:
        """Convert a lead, into an existing account or contact where named (R40-R44); undone as one act (R41)."""
        raise NotImplementedError
