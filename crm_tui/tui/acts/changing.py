"""Changes of rights: each is shown with its effect, and saved only from there (AC58)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ParamSpec

from crm_tui.base.messages import message
from crm_tui.domain.effects import Effect
from crm_tui.domain.errors import Conflict
from crm_tui.domain.modules import Catalog
from crm_tui.services.workspace import Workspace
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.change import Change, ChangeDialog
from crm_tui.tui.forms.setup_form import SetupForm
from crm_tui.tui.forms.spec import FormSpec
from crm_tui.tui.presenters.cells import label_of
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title

P = ParamSpec("P")
ActOn = Callable[[Workspace], object]
"""What makes a change, as `lambda ws: ws.roles.edit("Sales_Rep", peers=True)`; runs in a thread."""


def change_of(desk: Desk, title: str, act: ActOn, warning: str = "", verb: str = "") -> Change:
    """A change with the rehearsal that shows its effect."""
    ws = desk.ws

    def make() -> object:
        return act(ws)

    effect, save = as_seen(ws, lambda: ws.effects.of(make, asked=True), make)
    return Change(title, save, effect, warning, verb, names_of(ws.catalog()))


def as_seen(
    ws: Workspace, rehearse: Callable[P, Effect], save: Callable[P, object]
) -> tuple[Callable[P, Effect], Callable[P, object]]:
    """Both, but that nothing is saved whose effect was worked out on other rights than those that stand now: Conflict
    (decision 0012). The dialog then shows the effect anew."""
    seen: list[int] = []

    def rehearsed(*args: P.args, **kwargs: P.kwargs) -> Effect:
        version = ws.session.refresh().version
        effect = rehearse(*args, **kwargs)
        seen[:] = [version]
        return effect

    def saved(*args: P.args, **kwargs: P.kwargs) -> object:
        if seen != [ws.session.refresh().version]:
            raise Conflict(message("Somebody else changed rights meanwhile: this is what it does now."))
        return save(*args, **kwargs)

    return rehearsed, saved


def names_of(catalog: Catalog) -> dict[str, str]:
    """What people call modules, by `Leads`, and their fields, by `Leads.Phone`."""
    names = {module.api_name: module_title(module) for module in catalog.modules}
    for module in catalog.modules:
        names |= {f"{module.api_name}.{field.api_name}": label_of(field) for field in module.fields}
    return names


async def change(desk: Desk, title: str, act: ActOn, done: str, *, warning: str = "", verb: str = "") -> bool:
    """Show what a change does and save it from there; whether it was. `done` says so in the status line."""
    saved = await desk.ask(ChangeDialog(change_of(desk, title, act, warning, verb)))
    if saved:
        await changed(desk, done)
    return bool(saved)


async def change_by_form(desk: Desk, spec: FormSpec, act: Callable[[Mapping[str, object]], ActOn], done: str) -> bool:
    """Let one enter something, show what it does, and save it from there; who goes back finds what he typed."""
    form = SetupForm(spec, lambda values: change_of(desk, spec.title, act(values)))
    saved = await desk.ask(form)
    if saved is not None:
        await changed(desk, done)
    return saved is not None


async def changed(desk: Desk, done: str) -> None:
    """Read everything again, rights too, and say what was done. The cursor goes to what is new on the page: the next
    key is meant for it."""
    desk.areas.seek_new()
    await desk.changed()
    desk.say(Status(done, "done"))
