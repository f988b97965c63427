"""`org …`: the organisations of a login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.people import tell_token
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import UserKind

if TYPE_CHECKING:
    from crm_tui.domain.organisations import Membership


def org_list(call: Call) -> None:
    """The organisations that the login is in, or the invitations that wait for his answer (ORG-14)."""
    if call.args.invitations:
        found = call.installation.invitations(call.login)
        call.out.rows([
            {"slug": one.slug, "name": one.name, "edition": one.edition, "by": one.by, "days": one.days}
            for one in found
        ])  # fmt: skip
        return
    call.out.rows([membership_json(one) for one in call.installation.organisations(call.login)])


def membership_json(one: Membership) -> dict[str, Json]:
    """An organisation as its member sees it in his list."""
    return {
        "slug": one.slug, "name": one.name, "edition": one.edition, "kind": one.kind, "profile": one.profile,
        "default": one.default, "created_by_me": one.created_by_me,
    }  # fmt: skip


def org_new(call: Call) -> None:
    """Make an organisation; whoever makes it is its super administrator."""
    call.oneself()
    args = call.args
    slug = call.installation.create_organisation(
        NewOrganisation(
            args.name, args.slug, args.currency, args.locale, args.country, args.time_zone,
            sample_data=args.sample, login=call.login, user_name=args.user_name or call.login.partition("@")[0],
        )
    )  # fmt: skip
    # ORG-7: whoever makes it lands in it.
    call.own_workspace(slug)
    call.out.one({"slug": slug, "name": args.name}, _("Organisation {slug} made.", slug=slug))


def org_default(call: Call) -> None:
    """Which organisation opens without --org; with a slug, choose it."""
    if call.args.slug:
        call.oneself()
        call.own_workspace(call.args.slug)
        call.installation.choose_default(call.login, call.args.slug)
    for one in call.installation.organisations(call.login):
        if one.default:
            call.out.one(membership_json(one), f"{one.slug}  {one.name}")
            return
    raise NotFound(message("No default organisation is chosen."))


def org_accept(call: Call) -> None:
    """Accept an invitation."""
    _answer(call, accepted=True)


def org_decline(call: Call) -> None:
    """Decline an invitation."""
    _answer(call, accepted=False)


def _answer(call: Call, *, accepted: bool) -> None:
    call.oneself()
    args = call.args
    if not (args.slug or args.token):
        raise Invalid(message("Name the invitation: SLUG, or --token TOKEN."))
    done = call.installation.answer(
        call.login, accepted=accepted, slug=args.slug or "", token=args.token or "", door=call.through
    )
    text = _("You are in {slug} now.", slug=done.slug) if accepted else _("Declined: {slug}.", slug=done.slug)
    call.out.one({"slug": done.slug, "name": done.name, "accepted": accepted, "kind": done.kind.value}, text)


def org_invite(call: Call) -> None:
    """Invite an external user, or send an invitation again (9.7, `org.invite`)."""
    args, staff = call.args, call.workspace.staff
    if args.again:
        tell_token(call, staff.send_again(args.login))
        return
    if not args.name:
        raise Invalid(message("Say how people read him, or --again to send his invitation again."))
    tell_token(call, staff.invite(args.login, args.name, UserKind.EXTERNAL, "Standard"))


def org_revoke(call: Call) -> None:
    """Take an invitation back."""
    call.workspace.staff.revoke(call.args.login)
    _done(call, _("The invitation of {login} is revoked.", login=call.args.login))


def org_slug(call: Call) -> None:
    """Another slug; the old one is dead at once (ORG-6)."""
    call.workspace.org.change_slug(call.args.slug)
    _done(call, _("The organisation is {slug} now.", slug=call.args.slug))


def org_leave(call: Call) -> None:
    """Belong to the organisation no longer (ORG-15)."""
    slug = call.workspace.organisation.slug
    call.workspace.org.leave()
    _done(call, _("You left {slug}.", slug=slug))


def org_delete(call: Call) -> None:
    """Out of use for good; the slug is typed as a confirmation, and a backup is made where one is asked for."""
    args, ws = call.args, call.workspace
    if args.backup and args.slug == ws.organisation.slug and ws.access.mine("org.delete").decision.allowed:
        call.installation.backup(call.path("backup"))
    ws.org.delete(args.slug)
    _done(call, _("The organisation {slug} is deleted.", slug=args.slug))


def _done(call: Call, text: str) -> None:
    call.out.one({"done": text}, text)


SLUG = Argument("slug", N_("its slug"), many="?")
TOKEN = Argument("--token", N_("the token of the invitation"))
LOGIN = Argument("login", N_("whom"))

VERBS = (
    Verb(
        "org list", N_("List the organisations that you are in."), org_list,
        (Argument("--invitations", N_("those that you are invited to instead"), flag=True),),
    ),
    Verb("org accept", N_("Accept an invitation."), org_accept, (SLUG, TOKEN)),
    Verb("org decline", N_("Decline an invitation."), org_decline, (SLUG, TOKEN)),
    Verb(
        "org invite", N_("Invite an external user, or send an invitation again."), org_invite,
        (
            LOGIN, Argument("name", N_("how people read him"), many="?"),
            Argument("--again", N_("seven more days, under a new token"), flag=True),
        ),
        "org.invite",
    ),
    Verb("org revoke", N_("Take an invitation back."), org_revoke, (LOGIN,), "org.invite"),
    Verb(
        "org slug", N_("Give the organisation another slug."), org_slug, (Argument("slug", N_("its new slug")),),
        "org.change_slug",
    ),
    Verb("org leave", N_("Leave the organisation."), org_leave, (), "settings.personal"),
    Verb(
        "org delete", N_("Delete the organisation."), org_delete,
        (
            Argument("slug", N_("its slug, typed as a confirmation")),
            Argument("--backup", N_("write all data into this file first"), metavar="FILE"),
        ),
        "org.delete",
    ),
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
