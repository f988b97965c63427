"""One channel of a connection: from what the client asks for to a process that does it, and to its exit status."""

from __future__ import annotations

import asyncio
import os
from contextlib import AbstractContextManager, suppress

import asyncssh

from crm_tui.base.messages import message, speaking
from crm_tui.bootstrap.admission import Admitted, language_for
from crm_tui.domain.doors import END_WORDS, EndReason
from crm_tui.domain.errors import CrmError, Forbidden
from crm_tui.serve.control import Warn, Word
from crm_tui.serve.early_input import EarlyInput
from crm_tui.serve.environment import environment, heed
from crm_tui.serve.errand import Errand
from crm_tui.serve.guest import Guest, let_in
from crm_tui.serve.idle import Idle, is_typed
from crm_tui.serve.limits import Full
from crm_tui.serve.orders import Bounds, Order
from crm_tui.serve.refusal import refusal
from crm_tui.serve.running import Running
from crm_tui.serve.server import Server
from crm_tui.serve.streams import Piped, Streams, Terminal
from crm_tui.serve.wanted import Wanted

DOOR = "ssh"
STARTS_WITHIN = 5.0
"""Seconds after which a session that is still starting no longer keeps others from it."""
ENDED = Forbidden.exit_status


class SshSession(asyncssh.SSHServerSession[bytes]):
    """The app on the client's terminal, or one line of the command line through pipes."""

    def __init__(self, server: Server, guest: Guest) -> None:
        self._server, self.guest = server, guest
        """By whose connection it came."""
        self.id = server.ids.hex(12)
        self.admitted: Admitted | None = None
        """Who is in it, and by which key, once that is known."""
        self._wanted = Wanted()
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._streams: Streams | None = None
        self._running: Running | None = None
        self._ending: EndReason | None = None
        self._early = EarlyInput()
        self._idle: Idle | None = None
        self._task: asyncio.Task[None] | None = None
        self._last: asyncio.Task[None] | None = None
        self._moving: asyncio.Task[None] | None = None
        self._shows = ""

    # What the client asks for

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """See asyncssh."""
        self._channel = chan
        heed(chan)

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        """A terminal; whether it is one that an app can be painted on is said later, where it can be read."""
        self._wanted.term, self._wanted.size = term_type, term_size
        return True

    def shell_requested(self) -> bool:
        """The app: there is no shell."""
        return True

    def exec_requested(self, command: str) -> bool:
        """A line of the command line: nothing else can be run."""
        self._wanted.line = command
        return True

    def subsystem_requested(self, subsystem: str) -> bool:
        """No sftp."""
        return False

    def session_started(self) -> None:
        """All is known that the client wants."""
        self._task = asyncio.get_running_loop().create_task(self._go())

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """The system tells the process by a signal."""
        self._wanted.size = (width, height, pixwidth, pixheight)
        if self._streams is not None:
            self._streams.resize(*self._wanted.size)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """What was typed; nothing once it ends: replies of a terminal would land in somebody's shell."""
        if self._streams is None:
            self._early.keep(data, self._channel)
        elif self._ending is None:
            self._streams.put(data)
            self._notice(data)

    def eof_received(self) -> bool:
        """The client sends no more; what the process writes still goes to it."""
        self._early.sent_all = True
        if self._streams is not None:
            self._streams.finish()
        return True

    def pause_writing(self) -> None:
        """A slow client: its process waits, and nobody else."""
        if self._streams is not None:
            self._streams.hold()

    def resume_writing(self) -> None:
        """It takes bytes again."""
        if self._streams is not None:
            self._streams.flow()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._channel = None
        if self._running is not None:
            self._running.hang_up()
        self.guest.ended()

    # What the server asks for

    door = DOOR

    @property
    def address(self) -> str:
        """Where the client is."""
        return self.guest.address

    @property
    def org_id(self) -> int | None:
        """The organisation that it is in, once that is known."""
        return self.admitted.org_id if self.admitted is not None else None

    def say(self, word: Word) -> None:
        """Tell its process, unless it is to end: nothing matters to it any more."""
        if self._running is not None and self._ending is None:
            self._running.line.say(word)

    async def end(self, reason: EndReason) -> None:
        """End it within a second. It tells the reason itself if it can; else that is done here."""
        if self._ending is None:
            self._ending = reason
            if self._running is not None:
                await self._running.end(reason, self._server.settings.farewell_seconds)

    # From a channel to a process

    async def _go(self) -> None:
        try:
            status = await self._serve()
        except Exception as error:
            status = self._refuse(error)
        if self._channel is not None:
            self._channel.exit(status)

    async def _serve(self) -> int:
        server, guest = self._server, self.guest
        if server.closing:
            raise Full("closing", message("The server is about to stop. Try again in a minute."))
        try:
            who = await server.ask(lambda: let_in(server.installation, guest.fingerprint, guest.asked))
        except CrmError as error:
            language = await server.ask(lambda: language_for(server.installation, guest.fingerprint, guest.asked))
            with self._speaks(language):
                return self._refuse(error)
        with self._speaks(who.locale):
            try:
                return await self._serve_him(who)
            except Exception as error:
                return self._refuse(error)

    def _speaks(self, language: str) -> AbstractContextManager[None]:
        """What he is told here is in his own language, unless a program reads it."""
        return speaking("" if self._wanted.as_json else language)

    async def _serve_him(self, who: Admitted) -> int:
        server = self._server
        self._wanted.must_be_possible()
        with server.seats.taken(self.guest.address, who.login):
            self.admitted = who
            server.sessions.add(self)
            try:
                await server.rounds.begins(self, who)
                return await self._run(self._order(who))
            finally:
                server.sessions.remove(self)
                # Whoever is gone goes nowhere else: a question about that may be under way (`_move`).
                where, self.admitted = self.admitted, None
                server.rounds.ended(self, where)

    def _order(self, who: Admitted) -> Order:
        server, settings, wanted = self._server, self._server.settings, self._wanted
        client = self._channel.get_environment() if self._channel is not None else {}
        return Order(
            Errand(self.id, who.login, who.slug, server.place, wanted.line, DOOR, who.key_id, who.locale),
            environment(wanted.term or "", client, os.environ),
            wanted.term is not None,
            os.getpid(),
            Bounds(settings.memory_mb, settings.cpu_minutes, settings.processes),
        )

    async def _run(self, order: Order) -> int:
        async with self._server.starts:
            if self._channel is None or self._ending is not None:
                return self._gone_before()
            self._streams = streams = self._open_streams(self._channel)
            self._early.hand_over(self._channel, streams)
            self._running = running = await self._start(order, streams)
            self._note("began", login=order.errand.login, org=order.errand.slug, pid=running.child.pid)
            with suppress(TimeoutError):
                async with asyncio.timeout(STARTS_WITHIN):
                    await running.line.settled.wait()
        self._idle = self._patience()
        status = await running.over()
        self._idle.stop()
        self._note("ended", login=order.errand.login, status=status, reason=self._ending)
        self._streams.close()
        return self._leave_terminal(running, status)

    def _gone_before(self) -> int:
        """It has ended, or its client has, while it waited for its turn; the status."""
        if self._ending is not None:
            self._tell(f"{END_WORDS[self._ending]}\n")
        return ENDED

    async def _start(self, order: Order, streams: Streams) -> Running:
        try:
            running = await Running.start(self._server.spawner, order, streams, self._shown)
        except BaseException:
            streams.close()
            raise
        if self._channel is None:  # the client may have gone meanwhile
            running.hang_up()
        if self._ending is not None:  # nobody could be told of it before
            self._last = asyncio.get_running_loop().create_task(
                running.end(self._ending, self._server.settings.farewell_seconds)
            )
        return running

    def _patience(self) -> Idle:
        loop, settings = asyncio.get_running_loop(), self._server.settings

        def end() -> None:
            self._last = loop.create_task(self.end(EndReason.IDLE))

        return Idle(settings.idle, settings.warn_seconds, lambda seconds: self.say(Warn(seconds)), end)

    def _notice(self, data: bytes) -> None:
        """Whether somebody is there; without a terminal every byte counts."""
        if self._idle is not None and (self._wanted.term is None or is_typed(data)):
            self._idle.typed()
            self._server.rounds.typed(self)

    def _shown(self, slug: str) -> None:
        """It says that it shows another organisation. That is believed only where its key opens it.

        One that says so without end keeps nobody else waiting: one question at a time, about what it said last.
        """
        self._shows = slug
        if self._moving is None or self._moving.done():
            self._moving = asyncio.get_running_loop().create_task(self._follow())

    async def _follow(self) -> None:
        while self.admitted is not None and (slug := self._shows) not in ("", self.admitted.slug):
            await self._move(slug)
            if self._shows == slug:
                return

    async def _move(self, slug: str) -> None:
        server, before = self._server, self.admitted
        with suppress(CrmError):
            now = await server.ask(lambda: let_in(server.installation, self.guest.fingerprint, slug))
            if before is not None and now.slug == slug and self.admitted is before:
                server.rounds.moved(before, now)
                self.admitted = now

    def _open_streams(self, channel: asyncssh.SSHServerChannel[bytes]) -> Streams:
        calls = (channel.pause_reading, channel.resume_reading)
        if self._wanted.term is None:
            return Piped(self._give, self._give_error, *calls)
        return Terminal(self._wanted.size, self._give, *calls, app=self._wanted.line is None)

    def _leave_terminal(self, running: Running, status: int) -> int:
        """Bring it back where the process could not, and say why it ended where that was not said; the status."""
        if running.needs_reset:
            self._give(running.streams.reset())
        if self._ending is None:
            return status
        if running.child.killed or status != ENDED:
            self._tell(f"{END_WORDS[self._ending]}\n")
        return ENDED

    # To the client

    def _give(self, data: bytes) -> None:
        if self._channel is not None:
            self._channel.write(data)
        self._go_on()

    def _give_error(self, data: bytes) -> None:
        if self._channel is not None:
            self._channel.write_stderr(data)
        self._go_on()

    def _go_on(self) -> None:
        """Without a terminal nobody types: whoever takes what is written is there. An app writes by itself."""
        if self._idle is not None and self._wanted.term is None:
            self._idle.typed()

    def _tell(self, lines: str) -> None:
        """Safe lines for the person, where a terminal or a program reads them."""
        if self._wanted.term is None:
            self._give_error(lines.encode())
        else:
            self._give(lines.replace("\n", "\r\n").encode())

    def _refuse(self, error: Exception) -> int:
        """Say why there is no session; the exit status."""
        found = refusal(error, self.id, self._server.installation.places.folder)
        self._note("no-session", asked=self.guest.asked, reason=found.kind, trace=found.trace)
        self._tell(found.line(as_json=self._wanted.as_json))
        return found.status

    def _note(self, event: str, **facts: object) -> None:
        self._server.journal.note(event, session=self.id, address=self.guest.address, **facts)
