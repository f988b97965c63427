"""`org …`: the organisations of a login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import NotFound
from crm_tui.domain.organisations import NewOrganisation

if TYPE_CHECKING:
    from crm_tui.domain.organisations import Membership


def org_list(call: Call) -> None:
    """The organisations that the login is in."""
    call.out.rows([membership_json(one) for one in call.installation.organisations(call.login)])


def membership_json(one: Membership) -> dict[str, Json]:
    """An organisation as its member sees it in his list."""
    return {
        "slug": one.slug, "name": one.name, "edition": one.edition, "kind": one.kind, "profile": one.profile,
        "default": one.default, "created_by_me": one.created_by_me,
    }  # fmt: skip


def org_new(call: Call) -> None:
    """Make an organisation; whoever makes it is its super administrator."""
    args = call.args
    slug = call.installation.create_organisation(
        NewOrganisation(
            args.name, args.slug, args.currency, args.locale, args.country, args.time_zone,
            sample_data=args.sample, login=call.login, user_name=args.user_name or call.login.partition("@")[0],
        )
    )  # fmt: skip
    # ORG-7: whoever makes it lands in it.
    call.installation.workspace(call.login, slug, door="cli")
    call.out.one({"slug": slug, "name": args.name}, _("Organisation {slug} made.", slug=slug))


def org_default(call: Call) -> None:
    """Which organisation opens without --org; with a slug, choose it."""
    if call.args.slug:
        call.installation.workspace(call.login, call.args.slug, door="cli")
        call.installation.directory.set_default(call.login, call.installation.org(call.args.slug).id)
    for one in call.installation.organisations(call.login):
        if one.default:
            call.out.one(membership_json(one), f"{one.slug}  {one.name}")
            return
    raise NotFound(message("No default organisation is chosen."))


VERBS = (
    Verb("org list", N_("List the organisations that you are in."), org_list),
    Verb(
        "org new", N_("Make an organisation."), org_new,
        (
            Argument("name", N_("its name")), Argument("slug", N_("its short name: small letters, digits, dashes")),
            Argument("--user-name", N_("your name as people read it")),
            Argument("--currency", N_("the currency of its amounts"), default="EUR", metavar="CODE"),
            Argument("--locale", N_("how it writes numbers and dates"), default="en"),
            Argument("--country", N_("where it is"), default=""),
            Argument("--time-zone", N_("as Europe/Paris"), default="UTC", metavar="ZONE"),
            Argument("--sample", N_("with sample records"), flag=True),
        ),
        "org.create", on_empty=True,
    ),
    Verb(
        "org use", N_("Choose the organisation that commands work in without --org."), org_default,
        (Argument("slug", N_("its slug")),), "settings.personal",
    ),
    Verb(
        "org default", N_("Show the organisation that opens without --org, or choose it."), org_default,
        (Argument("slug", N_("its slug"), many="?"),), "settings.personal",
    ),
)  # fmt: skip
