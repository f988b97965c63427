"""What other users see: asked before one of them is told of something."""

from __future__ import annotations

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import Actor
from crm_tui.services.session import Session
from crm_tui.store.notes import StoredNote

INTERNAL = "module.see"
"""Q12: notes marked internal are read by who sees the module, not by its requesters."""


class Sight:
    """Decides for others with the same rules as they themselves are decided on."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def actor(self, user_id: int) -> Actor | None:
        """A user with his rights; not somebody else who has the login of one who was deleted (U43)."""
        found = self._session.other(self._session.user(user_id).login)
        return found if found is not None and found.user_id == user_id else None

    def mask(self, user_id: int, module: ModuleDef) -> FieldMask | None:
        """A user's field mask of a module (AC18); None where there is no such user any more."""
        actor = self.actor(user_id)
        return self._session.policy.field_mask(actor, self._session.module_facts(module)) if actor is not None else None

    def shows(self, user_id: int, module: ModuleDef, field: str) -> bool:
        """Whether a field of a module is not hidden from a user."""
        mask = self.mask(user_id, module)
        return mask is not None and mask.shows(field)

    def of_record(self, user_id: int, module: ModuleDef, record_id: int, *actions: str) -> bool:
        """Whether a user sees a record that is not in the bin, and may do these things with it."""
        session = self._session
        actor = self.actor(user_id)
        known = session.rows.facts(module, record_id, user_id)
        if actor is None or known is None or known[0].deleted:
            return False
        facts, about = known[0], session.module_facts(module)
        return all(session.policy.decide(actor, action, about, facts).allowed for action in ("records.view", *actions))

    def of_note(self, user_id: int, module: ModuleDef, note: StoredNote) -> bool:
        """Whether a user reads a note (O02, M22, Q12)."""
        actions = ("notes.view", INTERNAL) if note.internal else ("notes.view",)
        return self.of_record(user_id, module, note.record_id, *actions)
