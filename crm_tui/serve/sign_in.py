"""Who comes in: by a key, and by nothing else (DOOR-2).

Until a signature is verified, every key gets the same answer: yes. Only then the directory is asked whose it is, so
that a probe with somebody's public key learns nothing, and a client with several keys gets to the registered one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import asyncssh

from crm_tui.domain.doors import JOIN
from crm_tui.serve.guest import Guest
from crm_tui.serve.join_session import JoinSession
from crm_tui.serve.server import Server
from crm_tui.serve.ssh_session import SshSession

QUESTIONS = 4
"""Keys that are asked about, for each that may fail."""
JOINING = 3
"""Times the seconds for signing in that somebody has who joins, or runs nothing."""
CHANNELS = 10
"""Sessions over one connection, as with OpenSSH."""

Validate = Callable[[str, bytes, bytes, bytes], Awaitable[bool]]
"""User name, content of a key, what was signed, and the signature: whether that is allowed."""


class Visitor(asyncssh.SSHServer):
    """One connection. All that is not said here asyncssh refuses: passwords, forwarding, tunnels, certificates."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: asyncssh.SSHServerConnection | None = None
        self._address = ""
        self._asked = self._failed = self._channels = self._joined = 0
        self._known: dict[str, bool] = {}
        self._key: asyncssh.SSHKey | None = None
        """The one that is asked about now."""
        self._guest: Guest | None = None

    # The connection

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Count it; too many of one address or of strangers are not even greeted."""
        self._connection = conn
        # Nothing is granted by this alone: without a guest, whom only it makes, there is no session.
        conn.validate_public_key = partial(self._validate, conn.validate_public_key)  # type: ignore[method-assign]
        self._address = str((conn.get_extra_info("peername") or ("",))[0])
        if not self._server.doorbell.ring(self._address):
            self._turn_away("logins_per_minute")
        elif not self._server.strangers.come(self._address, self._make_room):
            self._turn_away("strangers")

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone; its sessions are told by themselves."""
        self._server.strangers.gone(self._make_room)
        self._connection = None

    def _make_room(self) -> None:
        self._turn_away("strangers")

    def _turn_away(self, limit: str) -> None:
        if self._server.news.is_news(self._address, limit):
            self._server.journal.note("turned-away", address=self._address, limit=limit)
        if self._connection is not None:
            self._connection.abort()

    # Keys

    def begin_auth(self, username: str) -> bool:
        """Nobody comes in without a key."""
        return True

    def public_key_auth_supported(self) -> bool:
        """Keys are the way in."""
        return True

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Yes, whoever asks with whatever key: its signature decides. asyncssh asks for a probe and for that alike."""
        self._asked += 1
        if self._asked > self._server.settings.tries * QUESTIONS:
            self._close()
            return False
        self._key = key
        return True

    async def _validate(self, genuine: Validate, username: str, key_data: bytes, msg: bytes, signature: bytes) -> bool:
        """Around asyncssh's own, which verifies a signature over `msg`; a probe has none.

        DOOR-2: only behind a genuine signature the directory is asked, so that not even the time tells anything.
        """
        self._key = None
        allowed = await genuine(username, key_data, msg, signature)
        if not msg or self._key is None:
            return allowed
        return await self._come_in(username, self._key, genuine=allowed)

    async def _come_in(self, username: str, key: asyncssh.SSHKey, *, genuine: bool) -> bool:
        if not (genuine and (username == JOIN or await self._knows(key.get_fingerprint()))):
            self._fail(username, key)
            return False
        public = key.export_public_key().decode().strip()
        self._take_in(Guest(username, self._address, key.get_fingerprint(), public, self._hear_of_end))
        return True

    def _take_in(self, guest: Guest) -> None:
        """Whoever joins stays a stranger, whose time is short: any key brings one so far."""
        self._guest = guest
        if guest.asked == JOIN:
            self._later(partial(self._close, "No code"))
        else:
            self._server.strangers.gone(self._make_room)
            self._later(self._look)

    def _later(self, call: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(self._server.settings.login_seconds * JOINING, call)

    def _look(self, *, again: bool = False) -> None:
        """Nobody holds a connection over which nothing runs: there is no other limit to them."""
        if self._connection is None or self._guest is None:
            return
        idle = not self._server.sessions.has(self._guest)
        if idle and again:
            self._close("No session")
        else:
            self._later(partial(self._look, again=idle))

    async def _knows(self, fingerprint: str) -> bool:
        if fingerprint not in self._known:
            self._known[fingerprint] = await self._server.ask(partial(is_known, self._server, fingerprint))
        return self._known[fingerprint]

    def _fail(self, username: str, key: asyncssh.SSHKey) -> None:
        self._failed += 1
        self._server.journal.note(
            "refused", address=self._address, asked=username, fingerprint=key.get_fingerprint(), tries=self._failed
        )
        if self._failed >= self._server.settings.tries:
            self._close()

    def _close(self, why: str = "Too many keys") -> None:
        if self._connection is not None:
            self._connection.disconnect(asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, why, asyncssh.DEFAULT_LANG)

    # Sessions

    def session_requested(self) -> SshSession | JoinSession | bool:
        """Each channel is a session of its own."""
        if self._guest is None or self._channels >= CHANNELS:
            return False
        self._channels += 1
        if self._guest.asked != JOIN:
            return SshSession(self._server, self._guest)
        self._joined += 1
        return self._joined <= self._server.settings.tries and JoinSession(self._server, self._guest)

    def _hear_of_end(self) -> None:
        self._channels -= 1


def is_known(server: Server, fingerprint: str) -> bool:
    """Whether a key belongs to somebody, whatever stands in his way: that he is told when he has signed."""
    return server.installation.directory.key_by_fingerprint(fingerprint) is not None
