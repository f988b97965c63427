"""Making an organisation: directory first, then its database with profiles, roles and standard modules."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.base.clock import epoch
from crm_tui.base.messages import N_, Message, message
from crm_tui.base.text import clean
from crm_tui.bootstrap.memberships import OwnMemberships
from crm_tui.domain.blueprints import standard_modules
from crm_tui.domain.editions import general_limits
from crm_tui.domain.errors import Invalid, LimitReached
from crm_tui.domain.money import currency_digits
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import UserKind
from crm_tui.policy.profiles import ADMINISTRATOR, STANDARD, TEAM_USER
from crm_tui.services.names import NO_SLUG, is_login, is_slug
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace
from crm_tui.store.directory_rows import OrgRow
from crm_tui.store.files import FileStore
from crm_tui.store.organisation import OrganisationRow, create_organisation, open_organisation

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation

TRIAL = "enterprise_trial"
_CURRENCY = re.compile(r"[A-Z]{3}")
_LOCALE = re.compile(r"[a-z]{2,3}([_-][A-Z][a-z]{3})?([_-]([A-Z]{2}|[0-9]{3}))?")
_LONGEST = 255
"""Characters of an organisation's or a person's name."""
DAY = 86_400

Furnish = Callable[[Session], None]
"""Fills a new organisation, as its maker, before anybody else can see it."""


def create(
    installation: Installation, new: NewOrganisation, *, edition: str = TRIAL, furnish: Furnish | None = None
) -> str:
    """Make an organisation; its slug. Nothing of it is left where a step fails.

    `furnish` fills it; without one it starts empty, or with sample records where those are asked for (ORG-7).
    Invalid names the field; Conflict: the slug is taken; LimitReached: ORG-1, ORG-2.
    """
    _check(new)
    login = new.login.casefold()
    _may_create(installation, login)
    directory = installation.directory
    directory.add_login(login, clean(new.user_name))
    org = directory.begin_org(new.slug, clean(new.name), login)
    try:
        _set_aside(installation, org)
        _fill(installation, org.location, new, edition)
        if furnish or new.sample_data:
            _furnish(installation, org, login, furnish or _with_sample)
    except BaseException:
        directory.abandon_org(org.id)
        if not installation.places.url:
            shutil.rmtree(installation.places.home(org.location), ignore_errors=True)
        raise
    with directory.engine.write():
        # An organisation in use that its maker does not belong to could be opened by nobody.
        directory.finish_org(org.id)
        directory.add_membership(login, org.id)
    return org.slug


def _fill(installation: Installation, location: str, new: NewOrganisation, edition: str) -> None:
    now = epoch(installation.clock.now())
    info = OrganisationRow(
        name=clean(new.name),
        slug=new.slug,
        edition=edition,
        currency=new.currency,
        currency_digits=currency_digits(new.currency),
        locale=new.locale,
        country=new.country,
        time_zone=new.time_zone,
        created_at=now,
        trial_until=now + general_limits().trial_days * DAY if edition == TRIAL else None,
    )
    engine = installation.places.organisation(location, create=True)
    try:
        store = create_organisation(engine, info, clock=installation.clock)
        with engine.write():
            administrator = store.add_profile(ADMINISTRATOR)
            store.add_profile(STANDARD)
            store.add_profile(TEAM_USER)
            ceo = store.add_role("CEO", N_("CEO"))
            store.add_role("Manager", N_("Manager"), ceo)
            for blueprint in standard_modules():
                store.add_module(blueprint)
            store.add_member(new.login, clean(new.user_name), UserKind.SUPER_ADMIN, administrator, ceo)
    finally:
        engine.close()


def _set_aside(installation: Installation, org: OrgRow) -> None:
    """A folder that is there already is left from a crash or from a lost directory; nobody's data is written over."""
    home = installation.places.home(org.location)
    if installation.places.url or not home.exists():
        return
    taken = sum(1 for _ in home.parent.glob(f"{org.location}.left-*"))
    home.rename(home.with_name(f"{org.location}.left-{taken + 1}"))


def _furnish(installation: Installation, org: OrgRow, login: str, furnish: Furnish) -> None:
    engine = installation.places.organisation(org.location)
    try:
        session = Session(
            open_organisation(engine, clock=installation.clock),
            login,
            clock=installation.clock,
            ids=installation.ids,
            files=FileStore(installation.places.files(org.location)),
            memberships=OwnMemberships(installation, org.id),
        )
        furnish(session)
    finally:
        engine.close()


def _with_sample(session: Session) -> None:
    from crm_tui.bootstrap.sample import load_sample

    load_sample(Workspace(session))


def _check(new: NewOrganisation) -> None:
    wrong = _wrong_names(new) | _wrong_places(new)
    if not is_slug(new.slug):
        wrong["slug"] = NO_SLUG
    if not is_login(new.login):
        wrong["login"] = message("A login is an e-mail address.")
    if wrong:
        raise Invalid(message("The organisation was not made."), wrong)


def _wrong_names(new: NewOrganisation) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    for field, name in (("name", clean(new.name)), ("user_name", clean(new.user_name))):
        if not name:
            wrong[field] = message("This must be filled in.")
        elif len(name) > _LONGEST:
            wrong[field] = message("At most {limit} characters; this has {count}.", limit=_LONGEST, count=len(name))
    return wrong


def _wrong_places(new: NewOrganisation) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if not _CURRENCY.fullmatch(new.currency):
        wrong["currency"] = message("A currency has three capital letters, as EUR.")
    if not _LOCALE.fullmatch(new.locale):
        wrong["locale"] = message("There is no language {locale}.", locale=new.locale)
    try:
        ZoneInfo(new.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong["time_zone"] = message("There is no time zone {zone}.", zone=new.time_zone)
    return wrong


def _may_create(installation: Installation, login: str) -> None:
    """ORG-1, ORG-2."""
    directory, limits = installation.directory, general_limits()
    mine = directory.organisations_of(login)
    if not mine and not directory.orgs():
        return  # the very first login makes its first organisation
    if len(mine) >= limits.organisations_per_login:
        raise LimitReached(message("A login is in at most {most} organisations.", most=limits.organisations_per_login))
    if sum(row.created for row in mine) >= limits.created_per_login:
        raise LimitReached(message("A login makes at most {most} organisations.", most=limits.created_per_login))
