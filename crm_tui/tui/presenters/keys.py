"""Keys in words: of what kind, what they open, when they were used."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.domain.doors import KeyCode, SshKey
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.people import moment_words


def key_detail(key: SshKey, formats: Formats) -> str:
    """What stands beside a key's name."""
    return _("{kind} · last used: {moment}", kind=key.kind, moment=moment_words(key.last_used_at, formats))


def key_facts(key: SshKey, formats: Formats, *, whole: bool = False) -> Sequence[str]:
    """All there is to say of a key, line by line; `whole`: with what stands in its line of the list."""
    opened = ", ".join(key.slugs)
    first = (key.name, key_detail(key, formats), key.fingerprint) if whole else (f"{key.kind}  {key.fingerprint}",)
    return (
        *first,
        _("Opens all organisations.") if key.everywhere else _("Opens: {organisations}.", organisations=opened),
        _("Registered: {moment}", moment=moment_words(key.created_at, formats)),
    )


def code_words(made: KeyCode, formats: Formats) -> str:
    """What is handed on with a code."""
    return _(
        "Give him this code yourself. It is shown only now, registers one key, and lasts until {moment}."
        " He is asked for it when he comes in as join:",
        moment=moment_words(made.expires_at, formats),
    )
