"""The organisation as a whole: its slug, leaving it, deleting it (ORG-6, ORG-15, ORG-16)."""

from __future__ import annotations

from functools import partial

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.names import NO_SLUG, is_slug
from crm_tui.services.refusal import HANDS_OVER_FIRST, nobody_grants
from crm_tui.services.session import Session


class Organisation:
    """Acts that the directory shares in: it is changed first."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store

    def change_slug(self, slug: str) -> None:
        """Another access slug; the old one is dead at once and reserved (ORG-6). Conflict: it is taken."""
        with self._gate.act("org.change_slug", Target()) as change:
            change.detail = slug
            if not is_slug(slug):
                raise Invalid(message("The slug stays as it is."), {"slug": NO_SLUG})
            self._session.elsewhere(partial(self._session.memberships.change_slug, slug))
            self._store.edit_info(slug=slug)

    def leave(self) -> None:
        """Belong to it no longer: one's user is inactive, and what is his stays his (ORG-15).

        An administrator may transfer his records, and activating him lets him in again.
        """
        with self._gate.act("settings.personal", Target()) as change:
            change.detail = "left"
            self._store.hold_people()
            me = self._store.members()[self._session.actor.user_id]
            if me.kind is UserKind.SUPER_ADMIN:
                self._gate.insist("settings.personal", Target(), nobody_grants("ORG-15", HANDS_OVER_FIRST))
            self._session.elsewhere(partial(self._session.memberships.remove, me.login), me.login)
            self._store.edit_member(me.id, state=UserState.INACTIVE)

    def delete(self, slug: str) -> None:
        """Put it out of use for good; its data is not touched. `slug` is typed as a confirmation (ORG-16)."""
        with self._gate.act("org.delete", Target()) as change:
            change.detail = slug
            if slug != self._store.info().slug:
                raise Invalid(message("Type the slug of the organisation to delete it."))
            self._session.elsewhere(self._session.memberships.close)
            self._store.close()
