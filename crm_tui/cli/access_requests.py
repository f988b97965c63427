"""`access …`: asking for what was refused, and answering those who ask; `record access` and `user access`."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.values import link_json, moment_json, user_json, way_text
from crm_tui.cli.verbs import Argument, Call, Verb, split_target
from crm_tui.domain.access_requests import AccessRequest, Offer
from crm_tui.domain.errors import Invalid
from crm_tui.domain.standing import ModuleReach, Reacher

COLUMNS = ("id", "state", "asker", "action", "target", "offers", "text")
RECORD_COLUMNS = ("user", "login", "level", "ways")
USER_COLUMNS = ("module", "sees", "edits", "deletes", "profile", "hidden", "read_only")


def ask(call: Call) -> None:
    """Ask whoever can grant an action that is refused."""
    args = call.args
    module, record_id = split_target(args.target or "")
    made = call.workspace.access_requests.ask(args.action, module, record_id, args.text or "")
    call.out.one(request_json(made), _("Asked as number {number}.", number=made.id))


def list_requests(call: Call) -> None:
    """One's own requests, or those that wait for one's answer."""
    requests = call.workspace.access_requests
    found = requests.mine() if call.args.mine else requests.waiting()
    call.out.rows([request_json(one) for one in found], COLUMNS)


def grant(call: Call) -> None:
    """Grant a request the way that an offer says, by default the first."""
    requests, args = call.workspace.access_requests, call.args
    one = requests.get(args.id)
    at = (args.offer or 1) - 1
    if not one.offers or at >= len(one.offers):
        raise Invalid(message("There is no such way to grant it."))
    done = requests.grant(args.id, at)
    call.out.one(request_json(done), _("Granted: {way}.", way=_offer(one.offers[at])))


def decline(call: Call) -> None:
    """Decline a request, perhaps with a word why."""
    done = call.workspace.access_requests.decline(call.args.id, call.args.text or "")
    call.out.one(request_json(done), _("Declined."))


def withdraw(call: Call) -> None:
    """Take one's own request back."""
    call.workspace.access_requests.withdraw(call.args.id)
    call.out.one({"withdrawn": call.args.id}, _("Withdrawn."))


def record_access(call: Call) -> None:
    """Who sees and changes a record, and by what."""
    call.out.rows([reacher_json(one) for one in call.workspace.reach.of_record(*call.target())], RECORD_COLUMNS)


def user_access(call: Call) -> None:
    """What a user reaches, module by module, and his rights of set-up."""
    reach, login = call.workspace.reach, call.args.login
    modules, rights = reach.of_user(login), reach.setup_rights(login)
    if call.out.as_json:
        call.out.one({"modules": [reach_json(one) for one in modules], "setup": list(rights)})
        return
    call.out.rows([reach_json(one) for one in modules], USER_COLUMNS)
    call.out.line(_("Set-up: {actions}", actions=", ".join(rights) or "-"))


def request_json(one: AccessRequest) -> dict[str, Json]:
    """A request for access as its reader may see it."""
    record = link_json(one.record) if one.record is not None else None
    return {
        "id": one.id,
        "state": one.state.value,
        "asker": user_json(one.asker),
        "action": one.action,
        "module": one.module or None,
        "record": record,
        "target": record or one.module or None,
        "rule": one.rule,
        "at": moment_json(one.at),
        "text": one.text,
        "answered_by": user_json(one.answered_by) if one.answered_by is not None else None,
        "answer": one.answer,
        "offers": [_offer(offer) for offer in one.offers],
    }


def _offer(offer: Offer) -> str:
    return f"{offer.kind.value} {offer.value}".rstrip()


def reacher_json(one: Reacher) -> dict[str, Json]:
    """Somebody who sees a record."""
    return {
        "user": one.user.name,
        "login": one.user.login,
        "level": one.level.name.lower(),
        "ways": [way_text(way) for way in one.ways],
    }


def reach_json(one: ModuleReach) -> dict[str, Json]:
    """What a user reaches in one module."""
    return {
        "module": one.module, "sees": one.sees, "edits": one.edits, "deletes": one.deletes, "at_least": one.at_least,
        "profile": one.profile, "hidden": list(one.hidden), "read_only": list(one.read_only),
    }  # fmt: skip


_ID = Argument("id", N_("number of the request"), number=True)
_TEXT = Argument("--text", N_("a word why"))

VERBS = (
    Verb("access ask", N_("Ask whoever can grant an action that is refused to you."), ask, (
        Argument("action", N_("an action id, as records.edit")),
        Argument("target", N_("a module, or a record as Leads/12"), many="?", metavar="MODULE[/ID]"),
        _TEXT,
    ), "settings.personal"),
    Verb("access list", N_("List requests for access that wait for your answer."), list_requests, (
        Argument("--mine", N_("those that you made instead"), flag=True),
    ), "settings.personal"),
    Verb("access grant", N_("Grant a request with your own rights, and tell who asked."), grant, (
        _ID, Argument("--offer", N_("which of its offers, 1 by default"), number=True),
    ), "access.grant"),
    Verb("access decline", N_("Decline a request, and tell who asked."), decline, (_ID, _TEXT), "access.grant"),
    Verb("access withdraw", N_("Take a request of your own back."), withdraw, (_ID,), "settings.personal"),
    Verb("record access", N_("Show who can see and change a record, and by what."), record_access, (
        Argument("target", N_("a record, as Leads/12"), metavar="MODULE/ID"),
    ), "records.view"),
    Verb("user access", N_("Show what a user reaches, module by module."), user_access, (
        Argument("login", N_("the user's login")),
    ), "settings.personal"),
)  # fmt: skip
