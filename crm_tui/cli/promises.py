"""`promise …`: the organisation's own tests of its access (AC57)."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import N_, _, message, ngettext
from crm_tui.cli.output import Json
from crm_tui.cli.records import WHERE
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.promises import Kept, Must, Promise, Subject

BROKEN = 1
COLUMNS = ("id", "label", "who", "must", "action", "module", "field", "criteria")
CHECKED = ("id", "label", "holds", "checked", "breakers")


def promise_list(call: Call) -> None:
    """All promises, oldest first."""
    call.out.rows([_json(promise) for promise in call.workspace.promises.list()], COLUMNS)


def promise_show(call: Call) -> None:
    """One promise."""
    call.out.one(_json(_found(call)))


def promise_new(call: Call) -> None:
    """A promise that is kept from now on."""
    args = call.args
    subject, name = _who(args.who)
    action, module = _what(args.action)
    promise = Promise(0, args.label, subject, name, action, Must(args.must), module, args.field or "", args.where or "")
    _saved(call, call.workspace.promises.save(promise))


def promise_edit(call: Call) -> None:
    """Change what is given."""
    args, promise = call.args, _found(call)
    if args.label is not None:
        promise = replace(promise, label=args.label)
    if args.who is not None:
        subject, name = _who(args.who)
        promise = replace(promise, subject=subject, name=name)
    if args.action is not None:
        action, module = _what(args.action)
        promise = replace(promise, action=action, module=module)
    if args.must is not None:
        promise = replace(promise, must=Must(args.must))
    given = {"field": args.field, "criteria": args.where}
    promise = replace(promise, **{name: value for name, value in given.items() if value is not None})
    _saved(call, call.workspace.promises.save(promise))


def promise_delete(call: Call) -> None:
    """Remove a promise."""
    call.workspace.promises.delete(call.args.id)
    call.out.one({"deleted": call.args.id}, _("Promise {id} removed.", id=call.args.id))


def promise_check(call: Call) -> int:
    """How each stands now; status 1 where one does not hold."""
    kept = [one for one in call.workspace.promises.check() if call.args.id in (None, one.promise.id)]
    if call.args.id is not None and not kept:
        raise NotFound
    call.out.rows([_kept_json(one) for one in kept], CHECKED)
    broken = sum(not one.holds for one in kept)
    if not call.out.as_json:
        call.out.line(ngettext("{count} promise broken.", "{count} promises broken.", broken))
    return BROKEN if broken else 0


def _found(call: Call) -> Promise:
    for promise in call.workspace.promises.list():
        if promise.id == call.args.id:
            return promise
    raise NotFound


def _who(text: str) -> tuple[Subject, str]:
    word, _sign, name = text.partition(":")
    try:
        subject = Subject(word)
    except ValueError:
        raise Invalid(message("{text} names nobody: write {form}.", text=text, form=WHO_FORM)) from None
    if bool(name) is (subject is Subject.EVERYBODY):
        raise Invalid(message("{text} names nobody: write {form}.", text=text, form=WHO_FORM))
    return subject, name


def _what(text: str) -> tuple[str, str]:
    action, _sign, module = text.partition("/")
    return action, module


def _saved(call: Call, number: int) -> None:
    call.out.one({"id": number}, _("Promise {id} is kept from now on.", id=number))


def _json(promise: Promise) -> dict[str, Json]:
    who = promise.subject.value if promise.subject is Subject.EVERYBODY else f"{promise.subject.value}:{promise.name}"
    return {
        "id": promise.id, "label": promise.label, "who": who, "must": promise.must.value, "action": promise.action,
        "module": promise.module, "field": promise.field, "criteria": promise.criteria,
    }  # fmt: skip


def _kept_json(kept: Kept) -> dict[str, Json]:
    return {
        **_json(kept.promise), "holds": kept.holds, "checked": kept.checked, "breakers": list(kept.breakers),
        "records": list(kept.records),
    }  # fmt: skip


WHO_FORM = "everybody|kind:KIND|profile:NAME|role:NAME|login:LOGIN"
ID = Argument("id", N_("its number"), number=True)
MUST = tuple(must.value for must in Must)
FIELD = Argument("--field", N_("about this field"))
VERBS = (
    Verb("promise list", N_("List the access promises."), promise_list, (), "access.promises"),
    Verb("promise show", N_("Show an access promise."), promise_show, (ID,), "access.promises"),
    Verb("promise new", N_("Promise who may or may not do what; no change of rights may break it."), promise_new, (
        Argument("label", N_("how people read it")),
        Argument("who", N_("whom it is about"), metavar=WHO_FORM),
        Argument("action", N_("an action id, as records.edit, and where"), metavar="ACTION[/MODULE]"),
        Argument("must", N_("what must come of it"), choices=MUST),
        FIELD, WHERE,
    ), "access.promises"),
    Verb("promise edit", N_("Change an access promise."), promise_edit, (
        ID, Argument("--label", N_("how people read it")),
        Argument("--who", N_("whom it is about"), metavar=WHO_FORM),
        Argument("--action", N_("an action id, as records.edit, and where"), metavar="ACTION[/MODULE]"),
        Argument("--must", N_("what must come of it"), choices=MUST),
        FIELD, WHERE,
    ), "access.promises"),
    Verb("promise delete", N_("Remove an access promise."), promise_delete, (ID,), "access.promises"),
    Verb("promise check", N_("Check how the access promises stand."), promise_check, (
        Argument("id", N_("its number"), many="?", number=True),
    ), "access.promises"),
)  # fmt: skip
