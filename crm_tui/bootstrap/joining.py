"""The first key of a login, by a code that was made for it or by the token of an invitation (design: Doors).

The key has signed, so whoever types the code has it. What the code was made for is what the key opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.clock import epoch
from crm_tui.base.messages import message
from crm_tui.bootstrap.announcing import announced
from crm_tui.bootstrap.answering import answer
from crm_tui.bootstrap.key_ring import OwnKeyRing
from crm_tui.domain.errors import Conflict, NotFound
from crm_tui.domain.public_keys import PublicKey, parse_public_key
from crm_tui.domain.users import UserState
from crm_tui.services.key_names import free_name
from crm_tui.store.audit import AuditEntry
from crm_tui.store.directory_rows import InvitationRow, InvitationState, OrgState
from crm_tui.store.key_rows import CodeRow, KeyReach
from crm_tui.store.people import MemberRow

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation

NO_CODE = message("This code is not good: it was typed wrongly, used already, or is out of date. Ask for a new one.")
DOOR = "ssh"
LONGEST = 200
"""Characters of what is typed for a code."""


def join(installation: Installation, code: str, public_key: str, name: str) -> str:
    """Register a verified key by a one-time code; the login. NotFound: no such code, used, or out of date.

    Conflict: the key is registered. The token of a pending invitation is a code too: it is accepted by it. The key
    opens the organisation that has made the code, or everything where its owner made it himself (`KeyReach`).
    """
    key, code = parse_public_key(public_key), code.strip()
    directory = installation.directory
    if len(code) > LONGEST or not (code.isascii() and code.isprintable()):
        raise NotFound(NO_CODE)
    found = directory.open_code(code)
    if found is not None:
        _by_code(installation, found, key, name)
        return found.login
    invited = directory.invitation_by_token(code)
    if invited is None or invited.state is not InvitationState.PENDING or invited.org.state is not OrgState.OPEN:
        raise NotFound(NO_CODE)
    _by_invitation(installation, invited, code, key, name)
    return invited.login


def _by_code(installation: Installation, found: CodeRow, key: PublicKey, name: str) -> None:
    directory = installation.directory
    org = directory.org_by_id(found.org_id)
    if org is None or org.state is not OrgState.OPEN:
        raise NotFound(NO_CODE)
    store = installation.store_of(org)
    with store.engine.write():
        store.hold_people()
        member = store.member(found.login)
        # U43: whoever has the login since is somebody else.
        if member is None or member.id != found.user_id or member.state is not UserState.ACTIVE:
            raise NotFound(NO_CODE)
        with announced(installation, org, store, _entry(installation, member, key), whole=True):
            reach = _reach(installation, found)
            directory.use_code(found.id)
            _register(installation, member, key, name, reach)


def _reach(installation: Installation, found: CodeRow) -> KeyReach:
    """NotFound where the key is gone by which the code's maker came: it may have been lost."""
    closed = frozenset[int]()
    if found.by_key is not None:
        maker = installation.directory.key(found.by_key)
        if maker is None or not maker.opens(found.org_id, found.user_id):
            raise NotFound(NO_CODE)
        closed = maker.closed
    return KeyReach(found.org_id, found.user_id, everywhere=found.everywhere, closed=closed)


def _by_invitation(installation: Installation, invited: InvitationRow, token: str, key: PublicKey, name: str) -> None:
    store = installation.store_of(invited.org)

    def register(found: InvitationRow, member: MemberRow) -> None:
        """Behind the organisation's lock: of two who come by one token the second finds it answered."""
        if found.state is not InvitationState.PENDING:
            raise NotFound(NO_CODE)
        installation.directory.add_login(found.login, member.name)
        reach = KeyReach(found.org.id, member.id)
        known = installation.directory.key_by_fingerprint(key.fingerprint)
        with announced(installation, found.org, store, _entry(installation, member, key), whole=True):
            if known is None or known.login != found.login or not known.opens(reach.org_id, reach.user_id):
                _register(installation, member, key, name, reach)

    answer(installation, invited.login, accepted=True, token=token, door=DOOR, then=register)


def _register(installation: Installation, member: MemberRow, key: PublicKey, name: str, reach: KeyReach) -> None:
    ring = OwnKeyRing(installation, reach.org_id)
    called = free_name(name, key, ring.of(member.login, member.id, own=reach.everywhere))
    known = installation.directory.key_by_fingerprint(key.fingerprint)
    if known is not None and known.login != member.login:
        raise Conflict(message("This key is registered already, to another login."))
    installation.directory.register_key(member.login, key, called, reach)


def _entry(installation: Installation, member: MemberRow, key: PublicKey) -> AuditEntry:
    """He is not in while he joins, so it is no act of a gate; the organisation's audit has it all the same."""
    return AuditEntry(
        at=epoch(installation.clock.now()), actor_id=member.id, login=member.login, action="settings.personal",
        outcome="allowed", rule="U12", door=DOOR, detail=f"{member.login} {key.fingerprint} by code",
    )  # fmt: skip
