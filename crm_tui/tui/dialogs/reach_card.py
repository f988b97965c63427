"""Who reaches a record and by what; what a user reaches: texts to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.domain.standing import ModuleReach, Reacher
from crm_tui.tui.dialogs.pairs import Pairs, plain, shown
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.presenters.reach import record_reach_lines, user_reach_lines


class ReachCard(Reader[None]):
    """What a user reaches: `found` of `ws.reach.of_user(login)`, `rights` of `ws.reach.setup_rights(login)`."""

    def __init__(self, name: str, found: Sequence[ModuleReach], rights: Sequence[str]) -> None:
        lines: Pairs = user_reach_lines(found, rights)
        super().__init__(_("What {name} reaches", name=name), shown(lines), plain(lines))


class RecordReachCard(Reader[None]):
    """Who sees and changes a record, and by what: `found` of `ws.reach.of_record(module, id)`."""

    def __init__(self, name: str, found: Sequence[Reacher]) -> None:
        lines: Pairs = record_reach_lines(found)
        super().__init__(_("Who sees {name}", name=name), shown(lines), plain(lines))
