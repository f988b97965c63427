"""`user|space|module|view|licence …`: change how the organisation is set up."""

from __future__ import annotations

from argparse import Namespace

from crm_tui.base.messages import N_, _
from crm_tui.cli.reading_setup import NAME, module_json, view_json
from crm_tui.cli.records import MODULE, WHERE
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.blueprints import team_module
from crm_tui.domain.users import FIXED_PROFILES, STANDARD_PROFILE, SpaceRole, UserKind, UserState

LOGIN = Argument("login", N_("whom"))
REMOVE = "none"


def user_new(call: Call) -> None:
    """An active user; a free seat is needed."""
    args = call.args
    call.workspace.staff.add(args.login, args.name, *kind_and_profile(args), args.role or "")
    _done(call, _("{login} is a user now.", login=args.login))


def kind_and_profile(args: Namespace) -> tuple[UserKind, str]:
    """What a new user is to be; who names no profile gets the usual one of the kind."""
    kind = UserKind(args.kind)
    return kind, args.profile or FIXED_PROFILES.get(kind, STANDARD_PROFILE)


def activate(call: Call) -> None:
    """Let a user in again."""
    call.workspace.staff.set_state(call.args.login, UserState.ACTIVE)
    _done(call, _("{login} is active.", login=call.args.login))


def deactivate(call: Call) -> None:
    """Keep a user out; what is his stays."""
    call.workspace.staff.set_state(call.args.login, UserState.INACTIVE)
    _done(call, _("{login} is inactive.", login=call.args.login))


def space_new(call: Call) -> None:
    """A team space."""
    call.workspace.setup.add_space(call.args.name, call.args.label or call.args.name, call.args.description or "")
    _done(call, _("Space {name} made.", name=call.args.name))


def space_folder(call: Call) -> None:
    """A folder in a space."""
    call.workspace.setup.add_folder(call.args.space, call.args.name)
    _done(call, _("Folder {name} made.", name=call.args.name))


def space_module(call: Call) -> None:
    """List a module in a space; that grants nothing."""
    call.workspace.setup.put_in_space(call.args.space, call.args.module)
    _done(call, _("{module} stands in {space}.", module=call.args.module, space=call.args.space))


def space_member(call: Call) -> None:
    """Put a user into a space, or take him out."""
    role = None if call.args.role == REMOVE else SpaceRole(call.args.role)
    call.workspace.setup.set_space_member(call.args.space, call.args.login, role)
    _done(call, _("{login} in {space}: {role}.", login=call.args.login, space=call.args.space, role=call.args.role))


def module_new(call: Call) -> None:
    """A team module; whoever makes it is its first Admin."""
    args = call.args
    blueprint = team_module(args.name, args.label, args.singular or args.label, number_prefix=args.prefix or "")
    call.out.one(module_json(call.workspace.setup.add_module(blueprint, args.space or "")))


def licence_buy(call: Call) -> None:
    """Record how many licences there are."""
    call.workspace.licences.buy(regular=call.args.regular, team=call.args.team)
    _done(call, _("Licences recorded; no payment is made."))


def view_new(call: Call) -> None:
    """Keep a list view."""
    args = call.args
    columns = [name.strip() for name in (args.columns or "").split(",") if name.strip()]
    view = call.workspace.views.new(
        args.module, args.label, args.where or "", columns, args.sort or "", shared=args.shared
    )
    call.out.one(view_json(view), _("View {view} kept.", view=view.label))


def view_delete(call: Call) -> None:
    """Remove a list view."""
    call.workspace.views.delete(call.args.module, call.args.name)
    call.out.one({"done": _("View removed.")}, _("View removed."))


def _done(call: Call, text: str) -> None:
    call.out.one({"done": text}, text)


SPACE = Argument("space", N_("a team space by its API name"))
LABEL = Argument("--label", N_("how people read it"))
KINDS = ("administrator", "regular", "team", "external")

VERBS = (
    Verb(
        "user new", N_("Add a user."), user_new,
        (
            LOGIN, Argument("name", N_("how people read him")),
            Argument("--kind", N_("his kind"), choices=KINDS, default="regular", otherwise="regular"),
            Argument("--profile", N_("his profile, if not the usual one of his kind")),
            Argument("--role", N_("his role by its API name")),
        ),
        "users.invite",
    ),
    Verb("user activate", N_("Let a user in again."), activate, (LOGIN,), "users.activate"),
    Verb("user deactivate", N_("Keep a user out; what is his stays."), deactivate, (LOGIN,), "users.activate"),
    Verb(
        "space new", N_("Make a team space."), space_new,
        (NAME, LABEL, Argument("--description", N_("what it is for"))), "spaces.manage",
    ),
    Verb("space folder", N_("Make a folder in a space."), space_folder, (SPACE, NAME), "spaces.manage"),
    Verb("space module", N_("List a module in a space."), space_module, (SPACE, MODULE), "spaces.manage"),
    Verb(
        "space member", N_("Put a user into a space, or take him out."), space_member,
        (SPACE, LOGIN, Argument("role", N_("his role there"), choices=("user", "admin", REMOVE))), "spaces.manage",
    ),
    Verb(
        "module new", N_("Make a team module."), module_new,
        (
            NAME, Argument("label", N_("how people read it")),
            Argument("singular", N_("what one record is called"), many="?"),
            Argument("--prefix", N_("number its records, as CON-")),
            Argument("--space", N_("the space in which it stands")),
        ),
        "module.create",
    ),
    Verb(
        "licence buy", N_("Record how many licences there are."), licence_buy,
        (
            Argument("--regular", N_("regular licences"), number=True, least=0, metavar="N"),
            Argument("--team", N_("team licences"), number=True, least=0, metavar="N"),
        ),
        "licences.buy",
    ),
    Verb(
        "view new", N_("Keep a list view."), view_new,
        (
            MODULE, Argument("label", N_("its name")), WHERE,
            Argument("--columns", N_("fields to show, separated by commas"), metavar="A,B"),
            Argument("--sort", N_("a field to sort by; -FIELD is descending"), metavar="FIELD|-FIELD"),
            Argument("--shared", N_("others may use it too"), flag=True),
        ),
        "views.create",
    ),
    Verb("view delete", N_("Remove a list view."), view_delete, (MODULE, NAME), "views.manage"),
)  # fmt: skip
