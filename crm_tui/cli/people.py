"""`user …`: inviting, changing, converting and deleting users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import N_, _, message, ngettext
from crm_tui.cli.changing_setup import KINDS, LOGIN, REMOVE, kind_and_profile
from crm_tui.cli.joining import how_to_join
from crm_tui.cli.output import Json
from crm_tui.cli.reading_setup import user_row
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid

if TYPE_CHECKING:
    from crm_tui.services.staff import InvitationInfo, Invited

YES, NO = "yes", "no"


def user_list(call: Call) -> None:
    """The people of the organisation, or its invitations."""
    if call.args.invitations:
        call.out.rows([invitation_row(one) for one in call.workspace.staff.invitations()])
        return
    rows = [user_row(user) for user in call.workspace.users.list()]
    call.out.rows(rows, ["login", "name", "kind", "state", "profile", "role"])


def invitation_row(one: InvitationInfo) -> dict[str, Json]:
    """An invitation as JSON, without its token."""
    return {
        "login": one.login, "name": one.name, "state": one.state, "sent_at": from_epoch(one.sent_at).isoformat(),
        "expires_at": from_epoch(one.expires_at).isoformat(), "by": one.by,
    }  # fmt: skip


def user_invite(call: Call) -> None:
    """An unconfirmed user; the token of his invitation is shown this once (U44)."""
    args = call.args
    sent = call.workspace.staff.invite(args.login, args.name, *kind_and_profile(args), args.role or "")
    tell_token(call, sent)


def tell_token(call: Call, sent: Invited) -> None:
    """The token goes to whoever invites, who hands it on: there is no mail yet."""
    until, send = from_epoch(sent.expires_at), how_to_join(call, sent.port)
    text = _(
        "{login} is invited until {day}, and comes in by: {command}. The token for it, shown only now: {token}",
        login=sent.login, day=until.date().isoformat(), command=send, token=sent.token,
    )  # fmt: skip
    call.out.one({"login": sent.login, "token": sent.token, "expires_at": until.isoformat(), "send": send}, text)


def user_edit(call: Call) -> None:
    """Change what is given; an administrator is appointed or dismissed besides."""
    args, staff = call.args, call.workspace.staff
    given = {name: _emptied(getattr(args, name)) for name in ("name", "role", "manager")}
    appointing = args.administrator is not None
    if not appointing and args.profile is None and not any(value is not None for value in given.values()):
        raise Invalid(message("Say what is to be changed."))
    if appointing:
        staff.appoint(args.login, administrator=args.administrator == YES, profile=args.profile or "")
    profile = None if appointing else args.profile
    if profile is not None or any(value is not None for value in given.values()):
        staff.edit(args.login, **given, profile=profile)
    _done(call, _("{login} is changed.", login=args.login))


def _emptied(word: str | None) -> str | None:
    return "" if word == REMOVE else word


def user_convert(call: Call) -> None:
    """Team to regular user; never back (U51)."""
    call.workspace.staff.convert(call.args.login, call.args.profile)
    _done(call, _("{login} is a regular user.", login=call.args.login))


def user_delete(call: Call) -> None:
    """For good; his name stays on what was his."""
    args = call.args
    moved = call.workspace.staff.delete(args.login, args.transfer_to or "", team_records=args.team_records)
    text = _("{login} is deleted.", login=args.login)
    if args.transfer_to:
        text += " " + ngettext("{count} record transferred.", "{count} records transferred.", moved)
    call.out.one({"done": text, "transferred": moved}, text)


def user_hand_over(call: Call) -> None:
    """Make an administrator the super administrator."""
    call.workspace.staff.hand_over(call.args.login)
    _done(call, _("{login} is the super administrator.", login=call.args.login))


def _done(call: Call, text: str) -> None:
    call.out.one({"done": text}, text)


NAME = Argument("name", N_("how people read him"))
PROFILE = Argument("--profile", N_("his profile by its API name"), default="Standard")
ROLE = Argument("--role", N_("his role by its API name"))

VERBS = (
    Verb(
        "user list", N_("List the people of the organisation."), user_list,
        (Argument("--invitations", N_("who is invited instead"), flag=True),),
    ),
    Verb(
        "user invite", N_("Invite a user; the token is shown once."), user_invite,
        (
            LOGIN, NAME, Argument("--kind", N_("his kind"), choices=KINDS, default="regular", otherwise="regular"),
            Argument("--profile", N_("his profile, if not the usual one of his kind")), ROLE,
        ),
        "users.invite",
    ),
    Verb(
        "user edit", N_("Change a user; a role or manager of \"none\" takes it away."), user_edit,
        (
            LOGIN, Argument("--name", N_("how people read him")), ROLE,
            Argument("--profile", N_("his profile by its API name")),
            Argument("--manager", N_("whom he reports to"), metavar="LOGIN"),
            Argument("--administrator", N_("whether he is one"), choices=(YES, NO)),
        ),
        "users.manage",
    ),
    Verb("user convert", N_("Make a team user a regular one."), user_convert, (LOGIN, PROFILE), "users.convert"),
    Verb(
        "user delete", N_("Delete a user for good."), user_delete,
        (
            LOGIN,
            Argument("--transfer-to", N_("who gets his open deals and activities"), metavar="LOGIN"),
            Argument("--team-records", N_("open records of team modules too"), flag=True),
        ),
        "users.delete",
    ),
    Verb("user hand-over", N_("Make an administrator the super administrator."), user_hand_over, (LOGIN,),
         "users.hand_over"),
)  # fmt: skip
