"""Who may come in through a door, and whether he still may: one rule for the sign-in and for open sessions.

All of it is asked after the signature was verified (DOOR-2), so that it may say clearly what stands in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.base.messages import Message, message
from crm_tui.bootstrap import callers
from crm_tui.bootstrap.installation import Installation
from crm_tui.bootstrap.joining import join
from crm_tui.domain.decisions import Decision, Explanation, RemedyClass
from crm_tui.domain.doors import EndReason
from crm_tui.domain.errors import CrmError, Forbidden, Invalid, NotFound
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.seats import Seats
from crm_tui.store.directory_rows import BelongsRow, OrgRow
from crm_tui.store.key_standing import read_standing
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.people import MemberRow

__all__ = ["Admitted", "admit", "admit_login", "join", "language_for", "recognise", "still"]


@dataclass(frozen=True, slots=True)
class Admitted:
    """Somebody whose signature was verified, and who may work in an organisation.

    `user_id`: who he is there; 0 where only the directory could be asked, so that it is whoever has the login there.
    `key_id`: None, and `key_name` empty, where another program has recognised him.
    `locale`: the language in which he reads there, empty where it is not known.
    """

    login: str
    slug: str
    org_id: int
    key_id: int | None
    key_name: str
    user_id: int
    locale: str = ""


def admit(installation: Installation, fingerprint: str, asked: str) -> Admitted:
    """Who a verified key belongs to, in the organisation asked for by the SSH user name, else in his default one.

    `asked` is ignored unless it is the slug of an organisation of his that the key opens. Raises what he may be told
    now (DOOR-2): NotFound for an unknown key or one that opens nothing, Forbidden for an inactive user, Invalid where
    he has to name an organisation.
    """
    directory = installation.directory
    found = directory.key_by_fingerprint(fingerprint)
    if found is None:
        raise NotFound(
            message("This key is not registered. Ask an administrator for a code, and come in once as join with it.")
        )
    installation.reconcile(found.login)
    mine = callers.opened(installation, found.login, found)
    admitted = _admitted(installation, found.login, _chosen(mine, asked), found.id, found.name)
    directory.key_used(found, admitted.org_id)
    return admitted


def admit_login(installation: Installation, login: str, asked: str) -> Admitted:
    """The same for somebody whom another program has recognised, as an sshd of one's own does."""
    login = login.strip().casefold()
    installation.reconcile(login)
    return _admitted(installation, login, _chosen(installation.directory.organisations_of(login), asked), None, "")


def recognise(installation: Installation, fingerprint: str, asked: str) -> Admitted:
    """As `admit`, by the directory alone: for a server that is older than the organisation's schema (DOOR-3).

    Whoever it starts a session for is admitted there, by the program of now: its installation is opened with a
    `Caller`. NotFound and Invalid as of `admit`.
    """
    found = installation.directory.key_by_fingerprint(fingerprint)
    mine = installation.directory.organisations_of(found.login) if found is not None else ()
    reached = {row.org.id: found.user_in(row.org.id) for row in mine if found is not None}
    opened = [row for row in mine if reached[row.org.id] is not None]
    org = _chosen(opened, asked)
    assert found is not None
    return Admitted(found.login, org.slug, org.id, found.id, found.name, reached[org.id] or 0)


def still(installation: Installation, admitted: Admitted) -> EndReason | None:
    """Why an open session must end now; None where it may go on. Reads a few small rows."""
    engine = installation.directory.engine
    standing = read_standing(engine, admitted.login, admitted.org_id, admitted.key_id)
    if standing is None or not standing.in_use:
        return EndReason.CLOSED
    store = installation.store_of(standing.org)
    store.policy_version()
    member = store.members().get(admitted.user_id) if admitted.user_id else store.member(admitted.login)
    if member is None or member.state is UserState.DELETED or not standing.belongs:
        return EndReason.REMOVED
    if member.state is not UserState.ACTIVE:
        return EndReason.INACTIVE
    if admitted.key_id is None or (standing.key and standing.key.opens(admitted.org_id, member.id)):
        return None
    return EndReason.KEY_REVOKED


def language_for(installation: Installation, fingerprint: str, asked: str) -> str:
    """The language of whoever a verified key belongs to, to tell him why he may not come in; empty where unknown."""
    found = installation.directory.key_by_fingerprint(fingerprint)
    if found is None:
        return ""
    try:
        store = installation.store_of(_chosen(callers.opened(installation, found.login, found), asked))
        member = store.member(found.login)
        return _locale(store, member) if member is not None else ""
    except CrmError:
        return ""


def _locale(store: OrganisationStore, member: MemberRow) -> str:
    return member.locale or store.info().locale


def _chosen(mine: Sequence[BelongsRow], asked: str) -> OrgRow:
    """The organisation that is opened. It tells of none that the key does not open."""
    if not mine:
        raise NotFound(message("There is no organisation that this key opens."))
    named = next((row.org for row in mine if row.org.slug == asked.casefold()), None)
    default = next((row.org for row in mine if row.default), mine[0].org if len(mine) == 1 else None)
    if named is None and default is None:
        slugs = ", ".join(row.org.slug for row in mine)
        raise Invalid(message("Name the organisation in front of the @, one of: {slugs}.", slugs=slugs))
    return named or default or mine[0].org


def _admitted(installation: Installation, login: str, org: OrgRow, key_id: int | None, key_name: str) -> Admitted:
    store = installation.store_of(org)
    store.policy_version()
    member = store.member(login)
    if member is None:
        raise NotFound(message("There is no organisation that this key opens."))
    if member.state is not UserState.ACTIVE:
        raise Forbidden(Explanation(_not_active(store, org, member), ()))
    return Admitted(login, org.slug, org.id, key_id, key_name, member.id, _locale(store, member))


def _not_active(store: OrganisationStore, org: OrgRow, member: MemberRow) -> Decision:
    """AC01, and where it is for want of a licence, that it is so (U28, U60, U61)."""
    if member.state is UserState.UNCONFIRMED:
        because = message("You have accepted, and wait for a free seat in {slug}.", slug=org.slug)
        return _denial("U28", because)
    if member.kind is UserKind.TEAM and not Seats(store).all()[1]:
        return _denial("U60", message("{slug} has no team licences any more.", slug=org.slug))
    return _denial("AC01", message("You are no active user of {slug}.", slug=org.slug))


def _denial(rule: str, because: Message) -> Decision:
    remedy = message("Ask an administrator there.")
    return Decision(allowed=False, rule=rule, because=because, remedy=remedy, remedy_class=RemedyClass.NOBODY)
