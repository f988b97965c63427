"""Who may come in through a door, and whether he still may: one rule for the sign-in and for open sessions."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.bootstrap.installation import Installation
from crm_tui.domain.doors import EndReason


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody whose signature was verified, and who may work in an organisation."""

    login: str
    slug: str
    org_id: int
    key_id: int
    key_name: str


def admit(installation: Installation, fingerprint: str, asked: str) -> Admitted:
    """Who a verified key belongs to, in the organisation asked for by the SSH user name, else in his default one.

    `asked` is ignored unless it is the slug of an organisation of his. Raises what he may be told now (DOOR-2):
    NotFound for an unknown key, Forbidden for an inactive user, Invalid where he has to name an organisation.
    """
    raise NotImplementedError


def still(installation: Installation, admitted: Admitted) -> EndReason | None:
    """Why an open session must end now; None where it may go on. Reads a few small rows."""
    raise NotImplementedError


def join(installation: Installation, code: str, public_key: str, name: str) -> str:
    """Register a verified key by a one-time code; the login. NotFound: no such code, used, or out of date."""
    raise NotImplementedError
