"""Real clients of OpenSSH against a server on loopback, with keys of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from tests.pty_app import PtyApp
from tests.robust.conftest import Ended

PATIENCE = 60
"""Seconds that a client may take."""


@dataclass(frozen=True)
class Clients:
    """Clients of one server. `folder` holds their keys, made when they are first named.

    `inside`: words before the program, which put it into a network of its own.
    """

    folder: Path
    port: int
    user: str = "helios"
    options: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[str, ...] = ()

    def key(self, name: str) -> Path:
        """A private key of this name; its public half stands beside it."""
        path = self.folder / name
        if not path.exists():
            key = asyncssh.generate_private_key("ssh-ed25519", comment=name)
            path.touch(0o600)
            path.write_bytes(key.export_private_key())
            path.with_suffix(".pub").write_bytes(key.export_public_key())
        return path

    def public(self, name: str) -> str:
        """The public half as a line."""
        return self.key(name).with_suffix(".pub").read_text().strip()

    def fingerprint(self, name: str) -> str:
        """As OpenSSH writes it."""
        return asyncssh.read_public_key(self.key(name).with_suffix(".pub")).get_fingerprint()

    def settings(self, keys: Sequence[str], options: Sequence[str] = ()) -> list[str]:
        """Options of ssh, scp and sftp alike."""
        said = [
            "IdentitiesOnly=yes", "IdentityAgent=none", "BatchMode=yes", "ConnectTimeout=30", "LogLevel=ERROR",
            "StrictHostKeyChecking=accept-new", f"UserKnownHostsFile={self.folder / f'known-{self.port}'}",
            *self.options, *options,
        ]  # fmt: skip
        named = [word for name in keys for word in ("-i", str(self.key(name)))]
        return ["-F", os.devnull, *(word for one in said for word in ("-o", one)), *named]

    def command(
        self, *words: str, keys: Sequence[str] = ("sales",), user: str | None = None, options: Sequence[str] = (),
        flags: Sequence[str] = ("-T",),
    ) -> list[str]:  # fmt: skip
        """A whole line of ssh; `words` are what the server is asked to run."""
        who = f"{self.user if user is None else user}@127.0.0.1"
        return [*self.inside, "ssh", *self.settings(keys, options), "-p", str(self.port), *flags, who, *words]

    def ssh(
        self, *words: str, keys: Sequence[str] = ("sales",), user: str | None = None, options: Sequence[str] = (),
        flags: Sequence[str] = ("-T",), stdin: bytes = b"",
    ) -> Ended:  # fmt: skip
        """Run ssh to its end."""
        return self.run(self.command(*words, keys=keys, user=user, options=options, flags=flags), stdin)

    def run(self, line: Sequence[str], stdin: bytes = b"") -> Ended:
        """Run any client to its end."""
        done = subprocess.run(
            line, input=stdin, capture_output=True, check=False, timeout=PATIENCE, env=self.environment(),
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, line: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start any client and leave it running."""
        pipe = subprocess.PIPE
        return subprocess.Popen(line, stdin=pipe, stdout=pipe, stderr=pipe, env=self.environment())

    def terminal(
        self, *words: str, keys: Sequence[str] = ("sales",), user: str | None = None, options: Sequence[str] = (),
        size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None,
    ) -> PtyApp:  # fmt: skip
        """ssh on a terminal, to be read back. `env`: what the client finds besides; its TERM too."""
        line = self.command(*words, keys=keys, user=user, options=options, flags=("-tt",))
        said = [f"{name}={value}" for name, value in (env or {}).items()]
        return PtyApp(["env", *said, *line], size=size, env=self.environment())

    def environment(self) -> dict[str, str]:
        """What the clients find; no agent, and no display."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SSH_", "DISPLAY"))}
        return kept | dict(self.env)


def program(name: str) -> str:
    """A program by its whole name, as sshd wants to be called; it often stands outside of a user's path."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    found = shutil.which(name, path=path)
    assert found is not None
    return found
