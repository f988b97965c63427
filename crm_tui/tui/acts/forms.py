"""A record's form, made from its module's layout, wired to what searches and saves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError
from crm_tui.domain.fields import FieldDef, FieldKind, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Record
from crm_tui.domain.values import ValueContext, default_values
from crm_tui.services.workspace import Workspace
from crm_tui.tui.desk import Desk
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.sources import links, users
from crm_tui.tui.forms.spec import FormSources, FormSpec, QuickCreate, Search, form_sections, quick_create_fields
from crm_tui.tui.presenters.cells import decimal_mark
from crm_tui.tui.presenters.navigation import module_singular

Save = Callable[[Mapping[str, object], int | None], object]


async def record_form(
    desk: Desk, module_name: str, record: Record | None, values: Mapping[str, Value], save: Save
) -> RecordForm:
    """A form for a new record (None) or for one that is there."""
    spec = await desk.off_loop(lambda: form_spec(desk.ws, module_name, record, values))
    if record is None:
        return RecordForm(spec, save)
    record_id = record.id
    return RecordForm(spec, save, since=lambda version: desk.ws.records.since(module_name, record_id, version))


def form_spec(
    ws: Workspace, module_name: str, record: Record | None, values: Mapping[str, Value], only: tuple[str, ...] = ()
) -> FormSpec:
    """What the form shows; runs in a thread. `only`: the quick-create set."""
    module = ws.modules.reached(module_name)
    context, writable = _context(ws), ws.modules.writable(module)
    if record is None:
        me = ws.session.user(ws.actor.user_id)
        values = {**default_values(module, context), "Owner": me, **values}
    else:
        writable = frozenset(writable - {"Owner"})  # the owner is changed by a command of its own
    visible = [f.api_name for f in ws.modules.fields(module)]
    if record is None:
        # What the program fills in later would only be empty lines.
        visible = [name for name in visible if name in writable]
    sections = form_sections(
        module,
        values,
        writable=writable,
        visible=visible,
        sources=FormSources(_search_of(ws, module), _create_of(ws)),
        only=only or None,
    )
    title = record.name if record is not None else _("New: {module}", module=module_singular(module))
    return FormSpec(title, sections, context, record.version if record is not None else None)


def request_spec(ws: Workspace, form: ModuleDef, values: Mapping[str, Value]) -> FormSpec:
    """The form of a new request: nothing but what its requester may fill (Q01); runs in a thread."""
    names = [field.api_name for field in form.fields]
    sources = FormSources(_search_of(ws, form), _create_of(ws))
    sections = form_sections(form, values, writable=names, visible=names, sources=sources)
    return FormSpec(_("Request: {module}", module=module_singular(form)), sections, _context(ws))


def _context(ws: Workspace) -> ValueContext:
    session = ws.session
    mark = decimal_mark(session.locale())
    return ValueContext(session.now(), session.zone(), ws.organisation.currency_digits, mark)


def _search_of(ws: Workspace, module: ModuleDef) -> Callable[[FieldDef], Search | None]:
    def search(field: FieldDef) -> Search | None:
        name, field_name = module.api_name, field.api_name
        if field.kind is FieldKind.USER:
            return users(lambda text: ws.pickers.users(name, field_name, text))
        if field.kind in (FieldKind.LOOKUP, FieldKind.PARENT):
            many = field.kind is FieldKind.PARENT
            return links(lambda text: ws.pickers.choices(name, field_name, text), show_module=many)
        return None

    return search


def _create_of(ws: Workspace) -> Callable[[FieldDef], QuickCreate | None]:
    """R13: a look-up may make the record that it misses, where the actor may make one."""

    def create(field: FieldDef) -> QuickCreate | None:
        if field.kind is not FieldKind.LOOKUP or not field.target:
            return None
        try:
            target = ws.module(field.target)
        except CrmError:
            return None
        if not ws.access.decide("records.create", target).allowed:
            return None
        return QuickCreate(module_singular(target), _spec_for(ws, target), _save(ws, target))

    return create


def _spec_for(ws: Workspace, target: ModuleDef) -> Callable[[str], FormSpec]:
    def spec(typed: str) -> FormSpec:
        start = "Last_Name" if target.person else target.name_field
        return form_spec(ws, target.api_name, None, {start: typed} if typed else {}, quick_create_fields(target))

    return spec


def _save(ws: Workspace, target: ModuleDef) -> Callable[[Mapping[str, object], int | None], Link]:
    def save(raw: Mapping[str, object], _version: int | None) -> Link:
        record = ws.records.new(target.api_name, raw)
        return Link(record.id, target.api_name, record.name)

    return save
