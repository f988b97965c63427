"""View as: another person's scope and mask, read only, and written down (AC56)."""

from __future__ import annotations

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, RemedyClass
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.users import Actor, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session

VIEW_AS = "access.view_as"
STRONGER = Decision(
    allowed=False,
    rule="AC56",
    because=message("Only administrators view as an administrator."),
    remedy=message("Ask an administrator to look."),
    remedy_class=RemedyClass.NOBODY,
    step=1,
)
"""Who is no administrator would read through one what no right of his opens: reading is not raised either."""


class Viewing:
    """Begins and ends a look through somebody else's eyes; both leave an audit row that names who looks."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def begin(self, login: str) -> Session:
        """A session with this user's rights that changes nothing. Forbidden without `access.view_as`, and from within
        another view; NotFound: no such user; Invalid: he is not active, or it is oneself."""
        self._gate.insist(VIEW_AS, Target())
        actor = self._viewed(login)
        with self._gate.act(VIEW_AS, Target()) as change:
            change.detail = f"begins {actor.login}"
        return self._session.beside(actor.login, viewer=self._session)

    def end(self) -> None:
        """Stop looking; without effect where one does not."""
        if (viewer := self._session.viewer) is not None:
            self._gate.looked(VIEW_AS, viewer)

    def _viewed(self, login: str) -> Actor:
        session = self._session
        actor = session.store.actor(login.strip().casefold())
        if actor is None:
            raise NotFound
        if actor.state is not UserState.ACTIVE:
            raise Invalid(message("{login} is no active user.", login=actor.login))
        if actor.user_id == session.actor.user_id:
            raise Invalid(message("You see your own already."))
        if actor.is_admin and not session.actor.is_admin:
            self._gate.insist(VIEW_AS, Target(), STRONGER)
        return actor
