"""Requests to other teams: raise, edit, withdraw one's own; take others' up (3.5)."""

from __future__ import annotations

from typing import cast

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.fields import Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Record
from crm_tui.domain.requests import RequestModule
from crm_tui.tui.acts.forms import record_form, request_spec
from crm_tui.tui.acts.hanging import where, write_note
from crm_tui.tui.acts.records import last_done, to_bin
from crm_tui.tui.areas.requests import RequestsSource
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title

Origin = tuple[str, int]


async def new(desk: Desk) -> None:
    """Raise a request and show it."""
    made = await _raise(desk, None)
    if made is not None:
        await desk.go(desk.place.at_area("requests").on(made.id, "info", made.module.api_name))


async def raise_from_record(desk: Desk) -> None:
    """Raise a request from the record; one stays where one is."""
    await _raise(desk, where(desk))


async def _raise(desk: Desk, origin: Origin | None) -> Record | None:
    chosen = await _choose_module(desk, origin)
    if chosen is None:
        return None
    module, saved = chosen.module, list[Record]()
    values = await desk.off_loop(lambda: desk.ws.requests.form(module.api_name, origin))
    spec = await desk.off_loop(lambda: request_spec(desk.ws, module, cast(dict[str, Value], values)))
    form = RecordForm(spec, lambda raw, _v: saved.append(desk.ws.requests.new(module.api_name, raw)))
    if await desk.ask(form) is None or not saved:
        return None
    await desk.changed(await last_done(desk, _("Raised {name}", name=saved[-1].name)))
    return saved[-1]


async def _choose_module(desk: Desk, origin: Origin | None) -> RequestModule | None:
    """Where to raise it; those that can say what it is about stand first. Nothing is asked where there is one."""
    found = await desk.off_loop(desk.ws.requests.modules)
    lines = sorted((_module_line(one, origin) for one in found), key=lambda line: not line.detail)
    if not lines:
        desk.say(Status(_("No team takes requests from you yet."), "warn"))
        return None
    if len(lines) == 1:
        return lines[0].value
    return await desk.ask(Picker(_("Raise a request to"), items=lines))


def _module_line(one: RequestModule, origin: Origin | None) -> PickItem[RequestModule]:
    return PickItem(one, module_title(one.module), _about(one.module, origin[0]) if origin is not None else "")


def _about(module: ModuleDef, target: str) -> str:
    """The look-up by which a request says what it was raised from (Q02)."""
    return next((display_text(field.label) for field in module.lookups if field.target == target), "")


async def edit(desk: Desk) -> None:
    """Change one's own request; only what was touched is sent, on the version that was read."""
    module, record_id = where(desk)
    record = await desk.off_loop(lambda: desk.ws.records.get(module, record_id))
    requests = desk.ws.requests
    form = await record_form(
        desk, module, record, dict(record.values), lambda raw, version: requests.edit(module, record_id, raw, version)
    )
    sent = await desk.ask(form)
    if sent:
        await desk.changed(await last_done(desk, _("Saved")))
    elif sent is not None:
        desk.say(Status(_("Nothing was changed.")))


async def withdraw(desk: Desk) -> None:
    """Take one's own request back."""
    await to_bin(desk, _("Withdraw this request?"), _("Withdraw"), desk.ws.requests.withdraw)


async def accept(desk: Desk) -> None:
    """Take the request up."""
    module, record_id = where(desk)
    await desk.changed(await desk.off_loop(lambda: desk.ws.requests.accept(module, record_id)))


async def internal_note(desk: Desk) -> None:
    """Write a note that the requester does not read."""
    module, record_id = where(desk)

    def save(text: str) -> Done:
        return desk.ws.notes.add(module, record_id, text, internal=True)

    await write_note(desk, _("Internal note"), save)


async def closed_too(desk: Desk) -> None:
    """Show closed requests too, or open ones only."""
    source = desk.areas.source
    if isinstance(source, RequestsSource):
        source.closed_too = not source.closed_too
        await desk.areas.reload()
        desk.repaint_bars()
