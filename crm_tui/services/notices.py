"""The inbox of one actor: what he was told of, in words of what he may see now."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.notices import Notice


class Notices:
    """One's own notices."""

    def list(self, limit: int = 100, before: int | None = None, *, unread: bool = False) -> list[Notice]:
        """Newest first; `before`: only those with a smaller id."""
        raise NotImplementedError

    def unread(self) -> int:
        """How many are not read yet; asked often, so one indexed query."""
        raise NotImplementedError

    def mark_read(self, ids: Sequence[int] | None = None, *, read: bool = True) -> int:
        """Mark notices as read or unread, all where none is named; how many changed."""
        raise NotImplementedError
