"""The way in: welcome at first run, the picker of a login, or straight to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.domain.errors import Invalid
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.people import OrganisationLine, OrganisationSwitcher, SignInPicker
from crm_tui.tui.dialogs.welcome import SampleWanted, Welcome
from crm_tui.tui.entrance import Entrance
from crm_tui.tui.forms.organisation_options import likely_options, value_context
from crm_tui.tui.off_loop import off_loop

if TYPE_CHECKING:
    from crm_tui.tui.app import CrmApp

FIRST = "marketing@demo.test"
"""Who stands first in the picker of the sample organisation."""


async def find_way_in(app: CrmApp, entrance: Entrance, login: str | None, slug: str | None) -> Workspace | None:
    """An open workspace; None where the person left."""
    slugs = await off_loop(entrance.slugs)
    if not slugs:
        made = await _welcome(app, entrance)
        if made is None:
            return None
        slug, login = made
    if login is None:
        slug = slug or (slugs[0] if slugs else None)
        login = await _sign_in(app, entrance, slug or "")
        if login is None:
            return None
    return await _open(app, entrance, login, slug)


async def _open(app: CrmApp, entrance: Entrance, login: str, slug: str | None) -> Workspace | None:
    try:
        return await off_loop(lambda: entrance.workspace(login, slug))
    except Invalid:
        # ORG-12: no default organisation, so he chooses one.
        found = await off_loop(lambda: entrance.organisations(login))
        lines = [OrganisationLine(one.slug, one.name, one.edition, one.kind, one.profile) for one in found]
        chosen = await app.push_screen_wait(OrganisationSwitcher(lines))
        return await off_loop(lambda: entrance.workspace(login, chosen)) if chosen else None


async def _welcome(app: CrmApp, entrance: Entrance) -> tuple[str, str | None] | None:
    """First run: the sample, or an organisation of one's own."""

    def create(new: NewOrganisation) -> str:
        return entrance.create_organisation(new)

    answer = await app.push_screen_wait(Welcome(likely_options(), value_context(), create))
    if answer is None:
        return None
    if isinstance(answer, SampleWanted):
        return await off_loop(entrance.make_demo), None
    return answer.slug, answer.login


async def _sign_in(app: CrmApp, entrance: Entrance, slug: str) -> str | None:
    people = await off_loop(lambda: entrance.logins(slug))
    return await app.push_screen_wait(SignInPicker(slug, people, FIRST))
