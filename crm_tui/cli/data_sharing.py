"""`sharing …`: organisation defaults, sharing rules, e-mail sharing (AC14, AC15, AC30)."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import N_, _
from crm_tui.cli.output import Json
from crm_tui.cli.profiles import warning_text
from crm_tui.cli.setup_words import LABEL, done, party_json, party_of
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import NotFound
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.sharing import EmailSharing
from crm_tui.services.data_sharing import RuleInfo

LEVELS = {level.name.lower(): level for level in (Level.READ, Level.EDIT, Level.FULL)}


def sharing_list(call: Call) -> None:
    """The sharing rules, of one module or of all."""
    rows = [rule_row(rule) for rule in call.workspace.data_sharing.rules(call.args.module or "")]
    call.out.rows(rows, ["id", "module", "label", "from", "where", "to", "level", "superiors"])


def sharing_show(call: Call) -> None:
    """One sharing rule."""
    call.out.one(rule_row(_rule(call)))


def sharing_new(call: Call) -> None:
    """A sharing rule."""
    args = call.args
    source = getattr(args, "from")
    rule = RuleInfo(
        0, args.module, args.label, party_of(args.to), LEVELS[args.level], party_of(source) if source else None,
        args.where or "", args.superiors,
    )  # fmt: skip
    made = call.workspace.data_sharing.save_rule(rule)
    call.out.one({"id": made, "done": _("Sharing rule {id} made.", id=made)}, _("Sharing rule {id} made.", id=made))


def sharing_edit(call: Call) -> None:
    """Change a sharing rule."""
    rule, args = _rule(call), call.args
    if args.label is not None:
        rule = replace(rule, label=args.label)
    if source := getattr(args, "from"):
        rule = replace(rule, source=party_of(source), criteria="")
    if args.where:
        rule = replace(rule, source=None if not source else rule.source, criteria=args.where)
    if args.to:
        rule = replace(rule, target=party_of(args.to))
    if args.level:
        rule = replace(rule, level=LEVELS[args.level])
    if args.superiors:
        rule = replace(rule, superiors=args.superiors == "on")
    call.workspace.data_sharing.save_rule(rule)
    done(call, _("Sharing rule {id} saved.", id=rule.id))


def sharing_delete(call: Call) -> None:
    """Remove a sharing rule."""
    call.workspace.data_sharing.delete_rule(call.args.id)
    done(call, _("Sharing rule {id} removed.", id=call.args.id))


def sharing_default(call: Call) -> None:
    """Show or set what everybody may with the records of organisation modules."""
    sharing, args = call.workspace.data_sharing, call.args
    if args.level is not None:
        warning = sharing.set_default(args.module, OrgDefault(args.level))
        warnings = [warning_text(warning)] if warning else []
        done(call, _("{module}: {level} for everybody.", module=args.module, level=args.level), warnings)
        return
    wanted = (args.module or "").casefold()
    rows = [(module, level) for module, level in sharing.defaults() if wanted in ("", module.casefold())]
    if not rows:
        raise NotFound
    call.out.rows([{"module": module, "level": level.value} for module, level in rows])


def sharing_email(call: Call) -> None:
    """Show or set who reads other people's e-mails."""
    sharing, args = call.workspace.data_sharing, call.args
    if args.sharing:
        sharing.set_email(EmailSharing(args.sharing), args.roles)
    kind, roles = sharing.email()
    call.out.one({"sharing": kind.value, "roles": list(roles)})


def rule_row(rule: RuleInfo) -> dict[str, Json]:
    """A sharing rule as JSON; `where` is null where its criteria read what is hidden from the reader."""
    return {
        "id": rule.id, "module": rule.module, "label": rule.label, "from": party_json(rule.source),
        "where": None if rule.withheld else rule.criteria, "to": party_json(rule.target),
        "level": rule.level.name.lower(), "superiors": rule.superiors,
    }  # fmt: skip


def _rule(call: Call) -> RuleInfo:
    found = next((rule for rule in call.workspace.data_sharing.rules() if rule.id == call.args.id), None)
    if found is None:
        raise NotFound
    return found


_ID = Argument("id", N_("the number of the rule"), number=True)
_MODULE = N_("an organisation module by its API name")
_PARTY = N_("role:NAME, role_below:NAME, group:NAME; to also a login")
_RULE = (
    Argument("--from", _PARTY, metavar="PARTY"), Argument("--where", N_("or which records, by criteria")),
    Argument("--to", _PARTY, metavar="PARTY"),
)  # fmt: skip
_DEFAULTS = tuple(level.value for level in OrgDefault)

VERBS = (
    Verb(
        "sharing list", N_("List the sharing rules."), sharing_list, (Argument("module", _MODULE, many="?"),),
        "sharing.manage",
    ),
    Verb("sharing show", N_("Show a sharing rule."), sharing_show, (_ID,), "sharing.manage"),
    Verb(
        "sharing new", N_("Share records of a module with others."), sharing_new,
        (
            Argument("module", _MODULE), Argument("label", N_("its name")), Argument("to", _PARTY), *_RULE[:2],
            Argument("--level", N_("what they may"), choices=tuple(LEVELS), default="read"),
            Argument("--superiors", N_("those above them too"), flag=True),
        ),
        "sharing.manage",
    ),
    Verb(
        "sharing edit", N_("Change a sharing rule."), sharing_edit,
        (
            _ID, LABEL, *_RULE, Argument("--level", N_("what they may"), choices=tuple(LEVELS)),
            Argument("--superiors", N_("those above them too"), choices=("on", "off")),
        ),
        "sharing.manage",
    ),
    Verb("sharing delete", N_("Remove a sharing rule."), sharing_delete, (_ID,), "sharing.manage"),
    Verb(
        "sharing default", N_("Show or set what everybody may with a module's records."), sharing_default,
        (Argument("module", _MODULE, many="?"), Argument("level", N_("what they may"), many="?", choices=_DEFAULTS)),
        "sharing.manage",
    ),
    Verb(
        "sharing email", N_("Show or set who reads other people's e-mails."), sharing_email,
        (
            Argument("sharing", N_("who"), many="?", choices=tuple(one.value for one in EmailSharing)),
            Argument("roles", N_("roles by API name"), many="*"),
        ),
        "sharing.manage",
    ),
)  # fmt: skip
