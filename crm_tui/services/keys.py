"""Keys of logins (design: Doors): one's own, and other people's for those who manage them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crm_tui.base.messages import message
from crm_tui.domain.doors import KeyCode, SshKey
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.key_limits import CODE_DAYS
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.public_keys import parse_public_key
from crm_tui.domain.users import UserState
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.key_names import free_name
from crm_tui.services.key_ring import KeyRing
from crm_tui.services.named import Named
from crm_tui.services.names import as_login
from crm_tui.services.session import Session
from crm_tui.store.people import MemberRow

DAY = 86_400
OWN, OTHERS = "settings.personal", "keys.manage"


class Keys:
    """The keys that one actor sees and changes: `settings.personal` for his own, `keys.manage` for other people's.

    Whoever makes a key for another could come in as him, so it opens this organisation only, and nobody does it for
    somebody stronger than himself (U21). Who it is for is told, here and in no other organisation.
    """

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._named = Named(session.store)

    def list(self, login: str = "") -> tuple[SshKey, ...]:
        """The keys of a login that open this organisation, one's own by default, oldest first.

        Of his own he reads all, unless he came by a key that opens this organisation only.
        """
        own = self._is_own(login)
        self._gate.require(OWN if own else OTHERS, Target())
        return self._of(self._member(login), own=own)

    def add(self, public_key: str, name: str = "", login: str = "") -> SshKey:
        """Register an OpenSSH public key line. Invalid: no such line, or a kind too weak. Conflict: it is registered.

        Another person's key opens this organisation only. LimitReached: he has as many as a login may have.
        """
        own, made = self._is_own(login), list[SshKey]()
        with self._gate.act(OWN if own else OTHERS, Target()) as change:
            member, key = self._member(login), parse_public_key(public_key)
            self._about(change, member, own=own)
            change.detail = f"{member.login} {key.fingerprint}"
            change.notify(member.id, NoticeKind.KEY_MADE, data=(("key", key.fingerprint),))
            called = free_name(name, key, self._of(member, own=own))
            self._there(lambda ring: made.append(ring.register(member.login, member.id, key, called, own=own)))
        # Where the act is rehearsed only, nothing was registered: what it would be called.
        return made[0] if made else SshKey(0, member.login, called, key.fingerprint, key.kind, change.at)

    def revoke(self, key: str, login: str = "") -> SshKey:
        """Revoke by name, fingerprint or id; open sessions that came by it end. NotFound: there is no such key.

        Another person's key opens this organisation no more, and others as before.
        """
        own = self._is_own(login)
        with self._gate.act(OWN if own else OTHERS, Target()) as change:
            member = self._member(login)
            self._about(change, member, own=own)
            found = _named(self._of(member, own=own), key)
            change.detail = f"{member.login} {found.fingerprint} revoked"
            change.notify(member.id, NoticeKind.KEY_REVOKED, data=(("key", found.fingerprint),))
            self._there(lambda ring: ring.close(found.id, own=own))
        return found

    def invite(self, login: str = "") -> KeyCode:
        """A new one-time code by which that login registers a first key at the door; an older open one is dead."""
        own = self._is_own(login)
        code = f"{self._session.ids.hex(8)}-{self._session.ids.token()}"
        with self._gate.act(OWN if own else OTHERS, Target()) as change:
            member = self._member(login)
            self._about(change, member, own=own)
            change.detail = f"{member.login} code"
            change.notify(member.id, NoticeKind.KEY_CODE)
            self._there(lambda ring: ring.invite(member.login, member.id, code, own=own))
        return KeyCode(member.login, code, change.at + CODE_DAYS * DAY)

    # How it is done

    def _is_own(self, login: str) -> bool:
        return not login or as_login(login) == self._session.login

    def _member(self, login: str) -> MemberRow:
        return self._named.member(as_login(login) if login else self._session.login)

    def _about(self, change: Change, member: MemberRow, *, own: bool) -> None:
        """Whom an act is on: its refusal for a stronger user hangs on it (U21). Behind everybody who changes users."""
        self._store.hold_people()
        if not own:
            change.person = member.id
        if member.state is UserState.UNCONFIRMED:
            raise Invalid(message("{login} has not answered his invitation: send it again or revoke it.",
                                  login=member.login))  # fmt: skip

    def _of(self, member: MemberRow, *, own: bool) -> tuple[SshKey, ...]:
        # Through somebody's eyes one sees no more of him than his administrators do (AC56).
        return self._ring.of(member.login, member.id, own=own and self._session.viewer is None)

    @property
    def _ring(self) -> KeyRing:
        return self._session.memberships.keys

    def _there(self, call: Callable[[KeyRing], object]) -> None:
        """In the directory: committed just before the organisation is."""
        ring = self._ring
        self._session.elsewhere(lambda: call(ring), whole=True)


def _named(keys: Iterable[SshKey], text: str) -> SshKey:
    """The key of a name, a fingerprint or an id."""
    text = text.strip()
    found = [key for key in keys if text in (key.fingerprint, key.name)]
    found = found or [key for key in keys if text == str(key.id)]
    if len(found) > 1:
        raise Invalid(message("Several keys are called {name}: name one by its fingerprint.", name=text))
    if not found:
        raise NotFound(message("There is no such key."))
    return found[0]
