"""Public keys as OpenSSH writes them, in one line: read, checked, and never more than read.

The few kinds that are safe are known here, so that no library for keys is loaded by those who only list them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid

LONGEST = 16_384
"""Characters of a line; the longest RSA key that anybody makes has a quarter of it."""
LEAST_RSA, MOST_RSA = 2048, 16_384
"""Bits: less is too weak, more only costs whoever verifies it."""
_PRIVATE = ("PRIVATE KEY", "PUTTY-USER-KEY-FILE", "OPENSSH-KEY-V1", "B3BLBNNZAC1RZXKTDJE")
"""Marks of a private key, in capitals; the last one starts the content of OpenSSH's own."""
_CURVES = {"nistp256": 32, "nistp384": 48, "nistp521": 66}
_POINT = 4
"""First byte of a point that is written in full."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that may be registered. `line`: kind and content without the comment; `fingerprint`: `SHA256:…`.

    `kind` is for people, as `ED25519` or `RSA 3072`.
    """

    line: str
    kind: str
    fingerprint: str
    comment: str = ""


def parse_public_key(text: str) -> PublicKey:
    """The key of one line of `~/.ssh/id_….pub`. Invalid says what is wrong with it, and repeats nothing of it."""
    line = text.strip()
    _refuse_private(line)
    _refuse_odd(line)
    words = line.split(maxsplit=2)
    algorithm = words[0]
    if algorithm not in _KINDS:
        raise _wrong(_why_not(words))
    if len(words) < 2:
        raise _wrong(message("It is cut off: after the kind stands its content."))
    blob = _decoded(words[1])
    kind = _KINDS[algorithm](_fields(blob), algorithm)
    return PublicKey(f"{algorithm} {words[1]}", kind, fingerprint_of(blob), words[2] if len(words) > 2 else "")


def fingerprint_of(blob: bytes) -> str:
    """The fingerprint of a key's content, as `ssh-keygen -l` shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def fingerprint_of_line(line: str) -> str:
    """The fingerprint of a line that was registered; empty where it is none any more."""
    try:
        return parse_public_key(line).fingerprint
    except Invalid:
        return ""


# What is no key at all


def _refuse_private(line: str) -> None:
    capitals = line[:LONGEST].upper()
    if any(mark in capitals for mark in _PRIVATE):
        raise _wrong(
            message("This is a private key. Keep it to yourself, and give the file whose name ends in .pub instead.")
        )


def _refuse_odd(line: str) -> None:
    if not line:
        raise _wrong(message("Nothing was given."))
    if len(line) > LONGEST:
        raise _wrong(message("It is too long for a key: at most {limit} characters.", limit=LONGEST))
    if line.startswith("---- BEGIN"):
        raise _wrong(message("Write it as OpenSSH does: ssh-keygen -i -f FILE turns it into one line."))
    if len(line.splitlines()) > 1:
        raise _wrong(message("Give one line, with one key."))
    if not line.isprintable() and not line.replace("\t", " ").isprintable():
        raise _wrong(message("It holds control characters."))


def _why_not(words: Sequence[str]) -> Message:
    """Why the first word is no kind of key that is taken."""
    if "-cert-v" in words[0]:
        return message("This is a certificate. Give the key itself.")
    if words[0] == "ssh-dss":
        return message("DSA keys are too weak. Make another one: ssh-keygen -t ed25519")
    if any(word.strip('",') in _KINDS for text in words[1:] for word in text.split()):
        return message("Something stands in front of the key, as options do. Give the key alone.")
    return message("It is no public key of a known kind. One line looks like: ssh-ed25519 AAAA… name")


# Its content


def _decoded(word: str) -> bytes:
    try:
        blob = base64.b64decode(word, validate=True)
    except (binascii.Error, ValueError):
        raise _wrong(_BROKEN) from None
    if base64.b64encode(blob).decode() != word:
        raise _wrong(_BROKEN)
    return blob


def _fields(blob: bytes) -> list[bytes]:
    """The parts of a key's content: each is a length of four bytes and so many bytes."""
    found, at = list[bytes](), 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        field = blob[at + 4 : at + 4 + size]
        if len(blob) < at + 4 or len(field) != size:
            raise _wrong(_BROKEN)
        found.append(field)
        at += 4 + size
    return found


def _plain(fields: Sequence[bytes], algorithm: str, number: int) -> None:
    """So many parts, and the first is the kind again."""
    if len(fields) != number or fields[0] != algorithm.encode():
        raise _wrong(_BROKEN)


def _ed25519(fields: Sequence[bytes], algorithm: str) -> str:
    _plain(fields, algorithm, 2)
    return _of_size(fields[1], 32, "ED25519")


def _ed25519_token(fields: Sequence[bytes], algorithm: str) -> str:
    _plain(fields, algorithm, 3)
    return _of_size(fields[1], 32, "ED25519-SK")


def _ecdsa(fields: Sequence[bytes], algorithm: str) -> str:
    _plain(fields, algorithm, 3)
    return _on_curve(fields, algorithm.removeprefix("ecdsa-sha2-"), "ECDSA")


def _ecdsa_token(fields: Sequence[bytes], algorithm: str) -> str:
    _plain(fields, algorithm, 4)
    return _on_curve(fields, "nistp256", "ECDSA-SK")


def _on_curve(fields: Sequence[bytes], curve: str, kind: str) -> str:
    if fields[1] != curve.encode() or fields[2][:1] != bytes([_POINT]):
        raise _wrong(_BROKEN)
    return _of_size(fields[2], 2 * _CURVES[curve] + 1, kind)


def _of_size(field: bytes, size: int, kind: str) -> str:
    if len(field) != size:
        raise _wrong(_BROKEN)
    return kind


def _rsa(fields: Sequence[bytes], algorithm: str) -> str:
    _plain(fields, algorithm, 3)
    exponent, modulus = (_number(field) for field in fields[1:])
    bits = modulus.bit_length()
    if bits < LEAST_RSA:
        raise _wrong(message("An RSA key of {bits} bits is too weak. Make another one: ssh-keygen -t ed25519",
                             bits=bits))  # fmt: skip
    if bits > MOST_RSA or exponent < 3 or not exponent & 1 or not modulus & 1:
        raise _wrong(_BROKEN)
    return f"RSA {bits}"


def _number(field: bytes) -> int:
    """A positive number in its one spelling: another one would have another fingerprint."""
    number = int.from_bytes(field, "big", signed=True)
    if number <= 0 or len(field) != number.bit_length() // 8 + 1:
        raise _wrong(_BROKEN)
    return number


_KINDS: dict[str, Callable[[Sequence[bytes], str], str]] = {
    "ssh-ed25519": _ed25519,
    "sk-ssh-ed25519@openssh.com": _ed25519_token,
    **{f"ecdsa-sha2-{curve}": _ecdsa for curve in _CURVES},
    "sk-ecdsa-sha2-nistp256@openssh.com": _ecdsa_token,
    "ssh-rsa": _rsa,
}
"""Algorithm, as it starts the line -> what its content must be; gives the kind for people."""

_BROKEN = message("Its content is broken: it was cut off or changed on the way.")


def _wrong(why: Message) -> Invalid:
    return Invalid(message("The key was not taken."), {"key": why})
