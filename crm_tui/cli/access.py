"""`can` and `matrix`: what the rules say, without doing it. They write nothing (AC53)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.values import decision_json, step_json, way_text
from crm_tui.cli.verbs import Argument, Call, Verb, split_target
from crm_tui.domain.decisions import Explanation
from crm_tui.domain.errors import CrmError, Invalid

if TYPE_CHECKING:
    from crm_tui.services.workspace import Workspace

FORBIDDEN = 3


def can(call: Call) -> int:
    """May this login do this there? Status 0 or 3."""
    args = call.args
    if args.batch:
        return _batch(call)
    if not args.login or not args.action:
        raise Invalid(message("Write: can LOGIN ACTION [MODULE[/ID]]."))
    ws = asker(call, args.login)
    module, record_id = split_target(args.target or "")
    explanation = ws.access.can(args.login, args.action, module, record_id, args.field or "", explain=args.explain)
    answer = decision_json(explanation)
    if args.explain:
        answer["steps"] = [step_json(step) for step in explanation.steps]
        answer["ways"] = [way_text(way) for way in explanation.ways]
    if call.out.as_json:
        call.out.one(answer)
    else:
        _print(call, explanation)
    return 0 if explanation.decision.allowed else FORBIDDEN


def asker(call: Call, about: str) -> Workspace:
    """AC52: `--as` asks as that login; else the owner of the data asks, and sees the true reason."""
    if call.globals.login or call.door:
        return call.workspace
    return call.installation.workspace(about, call.globals.org, door="cli", owner_of_data=True)


def _batch(call: Call) -> int:
    """A JSON line for each line of standard input; an unknown word is an error in its line (AC52)."""
    askers: dict[str, Workspace] = {}
    for line in call.lines():
        try:
            answer = _answer(call, line.split(), askers)
        except CrmError as error:
            answer = {"error": str(error)}
        call.out.json_line(answer)
    return 0


def _answer(call: Call, words: list[str], askers: dict[str, Workspace]) -> dict[str, Json]:
    if len(words) not in (2, 3):
        raise Invalid(message("Write: LOGIN ACTION [MODULE[/ID]]."))
    login, action = words[:2]
    module, record_id = split_target(words[2] if len(words) == 3 else "")
    return decision_json(_asker(call, login, askers).access.can(login, action, module, record_id))


def _asker(call: Call, login: str, askers: dict[str, Workspace]) -> Workspace:
    """Kept from line to line. One who acts asks about everybody: the names that he makes up are not kept."""
    key = "" if call.globals.login or call.door else login
    if key not in askers:
        askers[key] = asker(call, login)
    return askers[key]


def _print(call: Call, explanation: Explanation) -> None:
    decision, out = explanation.decision, call.out
    scope = f" ({decision.scope})" if decision.scope else ""
    out.line((_("allowed") if decision.allowed else _("forbidden")) + f"{scope} · {decision.rule}")
    out.line(str(decision.because))
    if str(decision.remedy):
        out.line(_("You could: {remedy}", remedy=decision.remedy))
    for person in explanation.grantors:
        out.line(f"  {person.name} {person.login} {person.why or ''}".rstrip())
    if explanation.ways:
        out.line(_("Open by: {ways}", ways=", ".join(map(way_text, explanation.ways))))
    for step in explanation.steps:
        out.line(f"  {step.number} {step.outcome:8} {step.title} · {step.rule} {step.because}".rstrip())


def matrix(call: Call) -> None:
    """The whole table of decisions, or one person's."""
    login = call.args.login or call.globals.login
    ws = asker(call, login or call.login)
    rows: list[dict[str, Json]] = [
        {
            "subject": row.subject, "module_kind": row.module_kind, "module": row.module, "action": row.action,
            "allowed": row.allowed, "scope": row.scope.value if row.scope else None, "rule": row.rule,
        }
        for row in ws.matrix.rows(call.args.login or "")
    ]  # fmt: skip
    call.out.rows(rows)


VERBS = (
    Verb("can", N_("May this user do this there, by which rule, and who could grant it?"), can, (
        Argument("login", N_("whom the question is about"), many="?"),
        Argument("action", N_("an action id, as records.edit"), many="?"),
        Argument("target", N_("a module, or a record as Leads/12"), many="?", metavar="MODULE[/ID]"),
        Argument("--field", N_("ask about this field")),
        Argument("--explain", N_("show every step of the decision"), flag=True),
        Argument("--batch", N_("answer each line of standard input with a line of JSON"), flag=True),
    )),
    Verb("matrix", N_("Print the full table: who may do what, by which rule."), matrix, (
        Argument("--login", N_("only this user")),
    )),
)  # fmt: skip
