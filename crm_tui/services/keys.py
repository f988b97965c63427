"""Keys of logins (design: Doors): one's own, and other people's for those who manage them."""

from __future__ import annotations

from crm_tui.domain.doors import KeyCode, SshKey
from crm_tui.services.gate import Gate
from crm_tui.services.session import Session


class Keys:
    """The keys that one actor sees and changes: `settings.personal` for his own, `keys.manage` for other people's."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def list(self, login: str = "") -> tuple[SshKey, ...]:
        """The keys of a login that open this organisation, one's own by default, oldest first."""
        raise NotImplementedError

    def add(self, public_key: str, name: str = "", login: str = "") -> SshKey:
        """Register an OpenSSH public key line. Invalid: no such line, or a kind too weak. Conflict: it is registered.

        Another person's key opens this organisation only.
        """
        raise NotImplementedError

    def revoke(self, key: str, login: str = "") -> SshKey:
        """Revoke by name, fingerprint or id; open sessions that came by it end. NotFound: there is no such key."""
        raise NotImplementedError

    def invite(self, login: str = "") -> KeyCode:
        """A new one-time code by which that login registers a first key at the door; an older open one is dead."""
        raise NotImplementedError
