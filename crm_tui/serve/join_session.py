"""How somebody gets his first key registered: he comes in as `join` with it, and gives a one-time code."""

from __future__ import annotations

import asyncio
from textwrap import wrap

import asyncssh

from crm_tui.base.messages import _, language_of, speaking
from crm_tui.base.text import display_text
from crm_tui.bootstrap.admission import join
from crm_tui.serve.environment import heed
from crm_tui.serve.guest import Guest
from crm_tui.serve.refusal import refusal
from crm_tui.serve.server import Server

LONGEST = 200
"""Characters of a code, at most."""
ENTER, LEAVE, BACK = b"\r\n", b"\x03\x04", b"\x7f\x08"
LEFT = 130
USUAL_WIDTH, LEAST_WIDTH = 80, 20
"""Columns of a terminal that does not say how wide it is, and those that words need at least."""


class JoinSession(asyncssh.SSHServerSession[bytes]):
    """Reads the code from a prompt, from the line, or from standard input; runs nothing, and opens nothing."""

    def __init__(self, server: Server, guest: Guest) -> None:
        self._server, self._guest = server, guest
        self._id = server.ids.hex(12)
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._terminal = self._answered = False
        self._width = USUAL_WIDTH
        self._typed = bytearray()
        self._task: asyncio.Task[None] | None = None

    # What the client asks for

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """See asyncssh."""
        self._channel = chan
        heed(chan)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._channel = None
        self._guest.ended()

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        """A terminal: he is asked."""
        self._terminal, self._width = True, term_size[0] or USUAL_WIDTH
        return True

    def shell_requested(self) -> bool:
        """The code will be typed."""
        return True

    def exec_requested(self, command: str) -> bool:
        """The code stands on the line."""
        self._typed += command.encode()[:LONGEST]
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        """There is none."""
        return False

    def session_started(self) -> None:
        """Ask, unless the answer is there."""
        if self._typed:
            self._answer()
        elif self._terminal:
            with speaking(self._language):
                self._line(_("Type the code, or the token of the invitation, that you were given."))
                self._say(_("Your code: "))

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Letters of the code, shown as they are typed."""
        for letter in (bytes((code,)) for code in data):
            if self._answered:
                return
            if letter in ENTER:
                self._answer()
            elif self._terminal and letter in LEAVE:
                self._leave(LEFT)
            elif self._terminal and letter in BACK:
                self._take_back()
            elif len(self._typed) < LONGEST and letter.isascii() and letter.decode().isprintable():
                self._typed += letter
                self._say(letter.decode() if self._terminal else "")
            elif len(self._typed) >= LONGEST:
                self._answer()  # no code is so long, and nobody waits for the end of it

    def eof_received(self) -> bool:
        """All is said."""
        if not self._answered:
            self._answer()
        return True

    # The answer

    def _take_back(self) -> None:
        if self._typed:
            del self._typed[-1]
            self._say("\b \b")

    def _answer(self) -> None:
        self._answered = True
        with speaking(self._language):
            self._task = asyncio.get_running_loop().create_task(self._join())

    @property
    def _language(self) -> str:
        """The one that his terminal is set to, if his client says so: who he is will be known when he has joined."""
        return language_of(self._channel.get_environment()) if self._channel is not None else ""

    @property
    def _name(self) -> str:
        """ssh hands on no name of a key: by when and whence it came its owner will know it again."""
        return f"{self._server.installation.clock.now().date().isoformat()} {self._guest.address}".strip()

    async def _join(self) -> None:
        code, guest, journal = self._typed.decode("ascii", "replace").strip(), self._guest, self._server.journal
        self._line("" if self._terminal else None)
        try:
            login = await self._server.ask(lambda: join(self._server.installation, code, guest.public_key, self._name))
        except Exception as error:
            found = refusal(error, self._id, self._server.installation.places.folder)
            journal.note("not-joined", session=self._id, address=guest.address, fingerprint=guest.fingerprint,
                         reason=found.kind, trace=found.trace)  # fmt: skip
            self._line(found.words)
            self._leave(found.status)
            return
        journal.note("joined", address=guest.address, login=login, fingerprint=guest.fingerprint)
        self._line(_("This key is yours now, {login}. Come in by it as often as you like: without join@.", login=login))
        self._leave(0)

    def _line(self, text: str | None) -> None:
        if text is None:
            return
        if self._terminal:
            lines = wrap(display_text(text), max(LEAST_WIDTH, self._width), break_on_hyphens=False) or [""]
            self._say("".join(f"{line}\r\n" for line in lines))
        else:
            self._say(display_text(text) + "\n")

    def _say(self, text: str) -> None:
        if self._channel is not None and text:
            self._channel.write(text.encode())

    def _leave(self, status: int) -> None:
        self._answered = True
        if self._channel is not None:
            self._channel.exit(status)
