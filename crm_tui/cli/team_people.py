"""`module member|admin`: the people of a team module (3.2, 3.3)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.records import MODULE
from crm_tui.cli.setup_words import done
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid
from crm_tui.domain.groups import PartyKind
from crm_tui.domain.users import TeamProfile
from crm_tui.services.parties import PartyName
from crm_tui.services.team_members import FormerMember, TeamMember

REMOVE = "none"
PROFILES = (*(profile.value for profile in TeamProfile), REMOVE)


def module_member(call: Call) -> None:
    """List who is in a team module; put somebody in, change his profile there, or take him out."""
    args, party = call.args, _party(call)
    who, profile = (None, args.who) if party else (args.who, args.profile)
    if who is None and party is None:
        _list(call)
    elif profile not in PROFILES:
        raise Invalid(message("The profile is one of {known}.", known=", ".join(PROFILES)))
    else:
        _put(call, who, party, None if profile == REMOVE else TeamProfile(profile))
        done(call, _("{who} in {module}: {profile}.", who=party.name if party else who, module=args.module,
                     profile=profile))  # fmt: skip


def module_admin(call: Call) -> None:
    """Make somebody Admin of a team module."""
    party = _party(call)
    if (call.args.who is None) == (party is None):
        raise Invalid(message("Name a login, a role or a group."))
    _put(call, call.args.who, party, TeamProfile.ADMIN)
    who = party.name if party else call.args.who
    done(call, _("{login} is Admin of {module}.", login=who, module=call.args.module))


def _put(call: Call, login: str | None, party: PartyName | None, profile: TeamProfile | None) -> None:
    people = call.workspace.team_members
    if party is not None:
        people.grant(call.args.module, party, profile)
    else:
        people.set(call.args.module, login or "", profile, to=getattr(call.args, "to", None) or "")


def _list(call: Call) -> None:
    people, module = call.workspace.team_members, call.args.module
    rows = [*map(member_row, people.list(module)), *map(member_row, people.former(module))]
    call.out.rows(rows, ["kind", "name", "label", "profile", "records", "by_admin"])


def member_row(member: TeamMember | FormerMember) -> dict[str, Json]:
    """Somebody in a team module as JSON; `profile` is null for who is not in it any more (M34, M53)."""
    profile = member.profile.value if isinstance(member, TeamMember) else None
    return {
        "kind": member.party.kind, "name": member.party.name, "label": member.party.label, "profile": profile,
        "records": member.records, "by_admin": member.by_admin, "former": profile is None and member.records > 0,
    }  # fmt: skip


def _party(call: Call) -> PartyName | None:
    kinds = {"role": PartyKind.ROLE, "role_below": PartyKind.ROLE_BELOW, "group": PartyKind.GROUP}
    found = [PartyName(kind.value, name) for word, kind in kinds.items() if (name := getattr(call.args, word))]
    if len(found) > 1:
        raise Invalid(message("Name a login, a role or a group."))
    return found[0] if found else None


_WHO = Argument("who", N_("a login"), many="?", metavar="LOGIN")
_PARTIES = (
    Argument("--role", N_("all of this role instead")),
    Argument("--role-below", N_("all of this role and of those below it instead")),
    Argument("--group", N_("all of this group instead")),
)

VERBS = (
    Verb(
        "module member", N_("List the people of a team module, put somebody in, or take him out."), module_member,
        (
            MODULE, _WHO, Argument("profile", N_("the profile there"), many="?", metavar="|".join(PROFILES)),
            *_PARTIES, Argument("--to", N_("who gets the records of somebody who is taken out"), metavar="LOGIN"),
        ),
        "module.manage_members",
    ),
    Verb(
        "module admin", N_("Make a user, a role or a group Admin of a team module."), module_admin,
        (MODULE, _WHO, *_PARTIES), "module.appoint_admin",
    ),
)  # fmt: skip
