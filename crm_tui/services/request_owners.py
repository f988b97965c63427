"""Requester settings of a module, and who gets its next request (Q05, Q09, M40)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import UserRef
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.requests import MOST_OWNERS, RequestSettings
from crm_tui.services.pickers import Pickers
from crm_tui.services.session import Session
from crm_tui.store.request_turns import RequestTurns


class RequestOwners:
    """The default owners of requests. Writing happens inside an act that the gate has let through."""

    def __init__(self, session: Session, pickers: Pickers) -> None:
        self._session, self._pickers = session, pickers
        self._turns = RequestTurns(session.engine)

    def next(self, module: ModuleDef) -> UserRef:
        """The default owner whose turn it is, of those who are active and may still own; else the requester himself."""
        user, chosen = self._session.user, self._session.store.module_marks(module.id).request_owners
        ready = {user_id for user_id in chosen if self._is_ready(module, user(user_id))}
        turn = self._turns.next(module.id, chosen, ready)
        return user(self._session.actor.user_id if turn is None else turn)

    def settings(self, module: ModuleDef) -> RequestSettings:
        """As they stand; who was deleted since is left out."""
        owners = map(self._session.user, self._session.store.module_marks(module.id).request_owners)
        return RequestSettings(tuple(o.login for o in owners if not o.former), module.requests_after_acceptance)

    def keep(self, module: ModuleDef, settings: RequestSettings) -> None:
        """Write them down; Invalid where a default owner cannot be one."""
        users = [self._owner(module, login) for login in settings.owners]
        self._refuse_too_many(users)
        self._session.store.edit_module(
            module.id,
            request_owners=tuple(user.id for user in users),
            requests_after_acceptance=settings.edit_after_acceptance,
        )

    def _is_ready(self, module: ModuleDef, user: UserRef) -> bool:
        return user.active and self._pickers.may_own(module, user).allowed

    def _owner(self, module: ModuleDef, login: str) -> UserRef:
        user = self._pickers.member(login)
        if user is None or not user.active:
            raise _wrong(message("{login} is no active user.", login=login))
        if not self._pickers.may_own(module, user).allowed:
            raise _wrong(message("{login} cannot own records of {module}.", login=login, module=module.label))
        return user

    def _refuse_too_many(self, users: Sequence[UserRef]) -> None:
        twice = next((user.login for user, times in Counter(users).items() if times > 1), None)
        if twice is not None:
            raise _wrong(message("{login} stands there twice.", login=twice))
        if len(users) > MOST_OWNERS:
            login = users[MOST_OWNERS].login
            text = "At most {most} default owners: {login} is one too many."
            raise _wrong(message(text, most=MOST_OWNERS, login=login))


def _wrong(why: Message) -> Invalid:
    return Invalid(why, {"owners": why})
