"""Promises: made, changed, removed, checked (AC57). They grant nothing, so no effect is shown before they are saved."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.promises import Kept, Must, Promise, Subject
from crm_tui.domain.users import UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.changing import changed
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.forms.made_fields import Options, made_field
from crm_tui.tui.forms.names_fields import choice, text
from crm_tui.tui.forms.setup_form import SetupForm, setup_spec
from crm_tui.tui.forms.spec import FieldSpec
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.people import KINDS
from crm_tui.tui.presenters.promises import MUSTS, SUBJECTS, promise_title

FRESH = Promise(0, "", Subject.EVERYBODY, "", "", Must.REFUSED)
"""Where a new one starts."""


def chosen(desk: Desk) -> Promise | None:
    """The promise under the cursor."""
    row = desk.areas.chosen_row()
    return row.item.promise if row is not None and isinstance(row.item, Kept) else None


async def new(desk: Desk) -> None:
    """A promise."""
    await _form(desk, _("New promise"), FRESH)


async def edit(desk: Desk) -> None:
    """The one under the cursor anew."""
    promise = chosen(desk)
    if promise is not None:
        await _form(desk, promise_title(promise), promise)


async def _form(desk: Desk, title: str, promise: Promise) -> None:
    fields = await desk.off_loop(lambda: promise_fields(desk.ws, promise))
    spec = setup_spec(title, fields, edited=bool(promise.id))
    form = SetupForm(spec, save=lambda values, _v: desk.ws.promises.save(promise_of(promise, values)))
    if await desk.ask(form) is not None:
        await changed(desk, _("Saved"))


def promise_fields(ws: Workspace, promise: Promise) -> tuple[FieldSpec, ...]:
    """What is entered of a promise. In a thread."""
    who = subjects(ws)
    now = subject_key(promise.subject, promise.name)
    options = [*who, *([(now, promise.name)] if now not in dict(who) else [])]
    actions = [(action.id, str(action.title)) for action in ACTIONS.values()]
    modules = [(each.api_name, module_title(each)) for each in ws.modules.visible()]
    return (
        FieldSpec(made_field("label", N_("Name"), FieldKind.TEXT, required=True), promise.label or None),
        choice("name", N_("Who"), options, now),
        choice("action", N_("Action"), actions, promise.action or None),
        choice("must", N_("Must be"), [(each, _(words)) for each, words in MUSTS.items()], promise.must),
        choice("module", N_("Module"), modules, promise.module or None, required=False),
        FieldSpec(made_field("field", N_("Field"), FieldKind.TEXT), promise.field or None),
        FieldSpec(made_field("criteria", N_("Records that meet"), FieldKind.TEXT), promise.criteria or None),
    )


def subjects(ws: Workspace) -> Options:
    """Whom a promise can be about, as far as one may list them."""
    decide = ws.access.decide
    profiles = ws.profiles.list() if decide("profiles.manage").allowed else ()
    roles = ws.roles.list() if decide("roles.manage").allowed else ()
    people = [one for one in ws.users.list() if one.state is UserState.ACTIVE]
    return [
        (subject_key(Subject.EVERYBODY, ""), _(SUBJECTS[Subject.EVERYBODY])),
        *((subject_key(Subject.KIND, kind.value), _(words)) for kind, words in KINDS.items()),
        *((subject_key(Subject.PROFILE, each.api_name), _("profile {name}", name=each.label)) for each in profiles),
        *((subject_key(Subject.ROLE, each.api_name), _("role {name}", name=each.label)) for each in roles),
        *((subject_key(Subject.LOGIN, one.login), one.name or one.login) for one in people),
    ]


def subject_key(subject: Subject, name: str) -> str:
    """As `profile:Standard`."""
    return f"{subject}:{name}"


def promise_of(promise: Promise, values: Mapping[str, object]) -> Promise:
    """The promise as it shall be; of one that is edited, only what was touched is among the values."""
    subject, _colon, name = text(values, "name", subject_key(promise.subject, promise.name)).partition(":")
    return Promise(
        promise.id,
        text(values, "label", promise.label),
        Subject(subject),
        name,
        text(values, "action", promise.action),
        Must(text(values, "must", promise.must)),
        text(values, "module", promise.module),
        text(values, "field", promise.field),
        text(values, "criteria", promise.criteria),
    )


async def delete(desk: Desk) -> None:
    """Remove the one under the cursor."""
    promise = chosen(desk)
    if promise is None:
        return
    question = Confirm(_("Remove this promise?"), promise_title(promise), yes=_("Remove"), dangerous=True)
    if await desk.ask(question):
        await desk.off_loop(lambda: desk.ws.promises.delete(promise.id))
        await changed(desk, _("Removed"))


async def check(desk: Desk) -> None:
    """Ask all of them again, and say how they stand."""
    found = await desk.off_loop(desk.ws.promises.check)
    await desk.areas.reload()  # the page tells which
    broken = sum(not kept.holds for kept in found)
    if broken:
        desk.say(Status(ngettext("{count} promise is broken", "{count} promises are broken", broken), "warn"))
    else:
        desk.say(Status(ngettext("{count} promise holds", "{count} promises hold", len(found)), "done"))
