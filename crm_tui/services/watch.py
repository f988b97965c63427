"""Looks at a change of rights before it is committed: what would come of it may refuse it (U21, M34, AC48, AC57)."""

from __future__ import annotations

from crm_tui.services.ceilings import CEILED, Ceilings
from crm_tui.services.keeping import Keeping
from crm_tui.services.session import Session
from crm_tui.services.set_by_admin import SetByAdmin
from crm_tui.services.standing import Standing, read_standing

WATCHED = CEILED | {
    "licences.switch", "org.choose_edition", "org.settings", "module.create", "module.delete",
}  # fmt: skip
"""Acts that may change what people may do. To leave an organisation is none: promises are about who is there."""


class Watch:
    """Compares the standing before and after an act that changes rights."""

    def __init__(self, session: Session) -> None:
        self._session, self._keeping, self._marks = session, Keeping(session), SetByAdmin(session)

    def before(self, action: str) -> Standing | None:
        """The standing that an act is compared with; None for acts that nobody needs to watch."""
        if action not in WATCHED or not (self._ceiled(action) or self._keeping.asked):
            return None
        return read_standing(self._session.store)

    def after(self, action: str, before: Standing | None, person: int | None) -> None:
        """Raises Refused where the act cannot stay. `person`: whom it is on, where it changes nothing of his."""
        if before is None or not (self._session.store.versions.raised or person):
            return
        after = read_standing(self._session.store)
        if self._ceiled(action):
            Ceilings(action, before, after, before.actors[self._session.actor.user_id]).check(person)
            self._marks.around(action, before, after)
        self._keeping.check(before, after)

    def _ceiled(self, action: str) -> bool:
        """Administrators have every right, so they raise nobody above themselves."""
        return action in CEILED and not self._session.actor.is_admin
