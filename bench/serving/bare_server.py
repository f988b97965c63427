"""The least that serves a Textual app over SSH: asyncssh, a pseudo-terminal, a process for each session.

`python -m bench.serving.bare_server PORT`. Anybody comes in; nothing is limited, kept or told.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import struct
import subprocess
import sys
import termios
from contextlib import suppress

import asyncssh

APP = [sys.executable, "-m", "bench.serving.bare_app"]


class Open(asyncssh.SSHServer):
    """Lets everybody in who has a key, whichever."""

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return True

    def begin_auth(self, username: str) -> bool:
        return True

    def session_requested(self) -> Session:
        return Session()


class Session(asyncssh.SSHServerSession[bytes]):
    """Bytes there and back between a channel and a terminal."""

    _channel: asyncssh.SSHServerChannel[bytes]
    _terminal = -1
    _app: subprocess.Popen[bytes] | None = None
    _size = (120, 40, 0, 0)

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def pty_requested(self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object) -> bool:
        self._size = term_size
        return True

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        self._terminal, other = os.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", self._size[1], self._size[0], 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        # Without a controlling terminal it would not hear that its line has gone, and spin.
        self._app = subprocess.Popen(
            APP, stdin=other, stdout=other, stderr=other, env=environment, start_new_session=True,
            preexec_fn=_take_terminal,
        )  # fmt: skip
        os.close(other)
        asyncio.get_running_loop().add_reader(self._terminal, self._read)

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        os.write(self._terminal, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._close()

    def _read(self) -> None:
        data = b""
        with suppress(OSError):
            data = os.read(self._terminal, 65536)
        if data:
            self._channel.write(data)
        else:
            self._close()
            self._channel.exit(0)

    def _close(self) -> None:
        if self._terminal >= 0:
            asyncio.get_running_loop().remove_reader(self._terminal)
            os.close(self._terminal)
            self._terminal = -1
        if self._app is not None:
            self._app.kill()


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


async def serve(port: int) -> None:
    """Until the process ends."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    await asyncssh.listen(
        "127.0.0.1", port, server_factory=Open, server_host_keys=[key], encoding=None, line_editor=False,
        compression_algs=None, backlog=200,
    )  # fmt: skip
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
