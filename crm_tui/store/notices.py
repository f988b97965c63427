"""Notices: what each user is told of."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.store.bodies import canonical
from crm_tui.store.engine import Engine


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be written. `kind`: a `NoticeKind`; `data`: marks without people's text, pair by pair."""

    user_id: int
    kind: str
    record_id: int | None = None
    module_id: int | None = None
    item_id: int | None = None
    data: tuple[tuple[str, str], ...] = ()


class NoticeRows:
    """The notices of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, new: NewNotice, at: int, actor_id: int) -> int:
        """Tell a user; the notice's id."""
        return self._engine.insert(
            "INSERT INTO notice (user_id, at, kind, record_id, module_id, actor_id, item_id, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                new.user_id, at, str(new.kind), new.record_id, new.module_id, actor_id, new.item_id,
                canonical(dict(new.data)),
            ),
        )  # fmt: skip
