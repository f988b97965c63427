"""The server's own key: made once, and kept. Another one looks to every client as if somebody stood between."""

from __future__ import annotations

import os
from pathlib import Path

import asyncssh

from crm_tui.base.messages import message
from crm_tui.domain.errors import Unusable

FILE = "ssh_host_ed25519_key"


def host_key(path: Path) -> asyncssh.SSHKey:
    """The key of this file, made (0600) where there is none. Unusable where it cannot be read or made."""
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise Unusable(message("{place} can be read by others: chmod 600 it.", place=str(path)))
        return asyncssh.read_private_key(path)
    except OSError as error:
        raise Unusable(
            message("{place} cannot be used: {reason}.", place=str(path), reason=error.strerror or str(error))
        ) from error
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise Unusable(message("{place} is no private key without a passphrase.", place=str(path))) from error


def _make(path: Path) -> None:
    """Whole or not at all, and of two servers that start at once one makes it."""
    key = asyncssh.generate_private_key("ssh-ed25519", comment="crm-tui")
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(key.export_private_key())
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
