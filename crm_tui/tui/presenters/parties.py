"""A user, a role, a role with its subordinates or a group, in words (AC15)."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.groups import PartyKind
from crm_tui.services.parties import PartyName


def party_text(party: PartyName) -> str:
    """What it is called, with what it is where that is no person."""
    name = display_text(party.label or party.name)
    if party.kind == PartyKind.ROLE:
        return _("role {name}", name=name)
    if party.kind == PartyKind.ROLE_BELOW:
        return _("role {name} and below", name=name)
    return _("group {name}", name=name) if party.kind == PartyKind.GROUP else name


def party_key(party: PartyName) -> str:
    """As `role:Sales_Rep`."""
    return f"{party.kind}:{party.name}"


def party_of(key: str, label: str = "") -> PartyName:
    """The party of a key."""
    kind, _colon, name = key.partition(":")
    return PartyName(kind, name, label)


def party_options(parties: Iterable[PartyName]) -> list[tuple[str, str]]:
    """Keys with words, each once, to choose from in a form."""
    return list({party_key(party): party_text(party) for party in parties}.items())
