"""Lines of public keys for tests, made by hand: nobody has the private half."""

from __future__ import annotations

import base64


def content(*fields: bytes) -> bytes:
    """A key's content: each part with its length in front."""
    return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def line(algorithm: str, *fields: bytes, comment: str = "") -> str:
    """A line as OpenSSH writes it."""
    text = base64.b64encode(content(algorithm.encode(), *fields)).decode()
    return f"{algorithm} {text} {comment}".rstrip()


def ed25519(number: int, comment: str = "") -> str:
    """One of many keys."""
    return line("ssh-ed25519", number.to_bytes(32, "big"), comment=comment)


def rsa(bits: int) -> str:
    """An RSA key of so many bits; no product of primes, which nobody who only registers it could tell."""
    modulus = (1 << (bits - 1)) | 1
    return line("ssh-rsa", b"\x01\x00\x01", modulus.to_bytes(bits // 8 + 1, "big"))
