"""Public keys in one line: what is taken, and what is not, however hostile."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.errors import Invalid
from crm_tui.domain.public_keys import LONGEST, fingerprint_of_line, parse_public_key
from tests.key_lines import content, ed25519, line, rsa

PRIVATE = """-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
-----END OPENSSH PRIVATE KEY-----
"""


def wrong(text: str) -> str:
    """What is said of a line that is not taken."""
    with pytest.raises(Invalid) as caught:
        parse_public_key(text)
    return str(caught.value.fields["key"])


@pytest.mark.needs("ssh-keygen")
@pytest.mark.parametrize(
    ("options", "kind"),
    [
        (("-t", "ed25519"), "ED25519"), (("-t", "ecdsa", "-b", "256"), "ECDSA"),
        (("-t", "ecdsa", "-b", "384"), "ECDSA"),
        (("-t", "ecdsa", "-b", "521"), "ECDSA"), (("-t", "rsa", "-b", "2048"), "RSA 2048"),
    ],
)  # fmt: skip
def test_a_key_of_openssh_is_read_as_openssh_reads_it(tmp_path: Path, options: tuple[str, ...], kind: str) -> None:
    made = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", *options, "-N", "", "-C", "anna@box", "-f", made], check=True)
    text = made.with_suffix(".pub").read_text()
    key = parse_public_key(text)
    shown = subprocess.run(["ssh-keygen", "-l", "-f", made], check=True, capture_output=True, text=True).stdout
    assert (key.kind, key.comment, key.fingerprint) == (kind, "anna@box", shown.split()[1])
    assert text.strip() == f"{key.line} anna@box"
    assert "private key" in wrong(made.read_text())


def test_keys_of_tokens_are_read() -> None:
    point = b"\x04" + bytes(64)
    assert parse_public_key(line("sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:")).kind == "ED25519-SK"
    assert parse_public_key(line("sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", point, b"ssh:")).kind == "ECDSA-SK"


def test_white_space_and_a_comment_of_several_words_belong_to_no_key() -> None:
    plain, padded = parse_public_key(ed25519(1)), parse_public_key(f"  {ed25519(1)}\t Anna's  laptop \r\n")
    assert (plain.line, plain.fingerprint) == (padded.line, padded.fingerprint)
    assert (plain.comment, padded.comment) == ("", "Anna's  laptop")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing was given"), (" \n ", "Nothing was given"),
        (PRIVATE, "private key"), ("PuTTY-User-Key-File-3: ssh-ed25519", "private key"),
        (PRIVATE.replace("\n", " ").replace("PRIVATE KEY", "X"), "private key"),
        ("-----begin rsa private key-----\nabc", "private key"),
        ("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA", "ssh-keygen -i"),
        (f"{ed25519(1)}\n{ed25519(2)}", "one line"), (f"# mine\n{ed25519(1)}", "one line"),
        (f"{ed25519(1)}\u2028{ed25519(2)}", "one line"),
        (f"{ed25519(1)} a\x1b[2Jb", "control characters"), (f"{ed25519(1)} a\u202eb", "control characters"),
        (f"{ed25519(1)} a\x00b", "control characters"),
        ("x" * (LONGEST + 1), "too long"), (f"{ed25519(1)} {'c' * LONGEST}", "too long"),
        (f'command="sh" {ed25519(1)}', "in front of the key"), (f"restrict,pty {ed25519(1)}", "in front of the key"),
        (f'from="*",no-pty {ed25519(1)}', "in front of the key"),
        ("ssh-ed25519-cert-v01@openssh.com AAAA", "certificate"), (line("ssh-dss", b"\x01"), "DSA"),
        (rsa(1024), "1024 bits is too weak"), (rsa(2040), "2040 bits is too weak"), (rsa(32768), "broken"),
        ("ssh-ed25519", "cut off"), ("ssh-ed25519 !!!!", "broken"), (ed25519(1)[:-6], "broken"),
        ("ssh-rsa " + ed25519(1).split()[1], "broken"), (line("ssh-ed25519", bytes(31)), "broken"),
        (line("ssh-ed25519", bytes(32), b"more"), "broken"),
        (line("ecdsa-sha2-nistp256", b"nistp384", bytes(97)), "broken"),
        (line("ecdsa-sha2-nistp256", b"nistp256", b"\x02" + bytes(64)), "broken"),
        (line("ssh-rsa", b"\x01\x00\x01", b"\x00\x80" + bytes(255)), "broken"),
        (line("ssh-rsa", b"\x00\x01\x00\x01", b"\x00\x80" + bytes(254) + b"\x01"), "broken"),
        ("ssh-ed25519 " + base64.b64encode(content(b"ssh-ed25519")[:-2] + b"\xff\xff").decode(), "broken"),
        ("hello world", "no public key"), ("[/] =cmd|' /C calc'!A0", "no public key"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused_clearly(text: str, words: str) -> None:
    assert words in wrong(text)


def test_a_refusal_repeats_nothing_of_what_was_given() -> None:
    """Somebody may have pasted his password."""
    with pytest.raises(Invalid) as caught:
        parse_public_key("hunter2 and more\x1b[2J")
    assert "hunter2" not in str(caught.value)


def test_a_number_has_one_spelling_so_that_a_key_has_one_fingerprint() -> None:
    modulus = ((1 << 2047) | 1).to_bytes(257, "big")
    assert parse_public_key(line("ssh-rsa", b"\x01\x00\x01", modulus)).kind == "RSA 2048"
    assert "broken" in wrong(line("ssh-rsa", b"\x01\x00\x01", b"\x00" + modulus))
    assert "broken" in wrong(line("ssh-rsa", b"\x00\x01\x00\x01", modulus))
    head, _, tail = ed25519(1).partition(" ")
    assert "broken" in wrong(f"{head} {tail.rstrip('=')}=")


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: "ssh-rsa " + base64.b64encode(raw).decode()))
def test_nothing_but_invalid_comes_of_noise(text: str) -> None:
    try:
        parse_public_key(text)
    except Invalid:
        assert fingerprint_of_line(text) == ""


@given(st.integers(0, 2**256 - 1), st.integers(0, 80), st.integers(0, 255))
def test_a_key_with_one_byte_changed_is_another_key_or_none(number: int, at: int, byte: int) -> None:
    text = ed25519(number)
    raw = bytearray(base64.b64decode(text.split()[1]))
    raw[at % len(raw)] ^= byte
    changed = f"ssh-ed25519 {base64.b64encode(bytes(raw)).decode()}"
    assert (fingerprint_of_line(changed) == fingerprint_of_line(text)) == (changed == text)
