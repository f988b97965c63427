"""The table of surfaces: every place where data comes out of the services, with a way to make it speak.

A canary test plants a word in a record that somebody may not see, walks this table as that somebody, and finds
neither the word nor the record's id nor its count. Whoever adds a public method adds its line here: a test holds the
table against the services.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.domain.errors import CrmError, Invalid
from crm_tui.domain.events import EventFilter, EventGroup
from crm_tui.domain.interactions import Channel, Direction, NewInteraction, StreamFilter
from crm_tui.domain.places import KeptPlace
from crm_tui.domain.records import Cursor, ListQuery, Sort
from crm_tui.domain.requests import RequestSettings
from crm_tui.services.surface import Aim, Surface, answer, said, tried
from crm_tui.services.surfaces_people import PEOPLE
from crm_tui.services.surfaces_promises import PROMISES
from crm_tui.services.surfaces_rights import RIGHTS

if TYPE_CHECKING:
    from crm_tui.services.workspace import Workspace


__all__ = ["SURFACES", "Aim", "Surface", "answer"]


def _query(aim: Aim, where: str = "", text: str = "", sort: Sort | None = None, view: str = "") -> ListQuery:
    return ListQuery(aim.module, view=view, where=where, text=text, sort=sort)


def _sorted(ws: Workspace, aim: Aim) -> object:
    """A page in the order of each column, both ways, and from the place of the words on."""
    found: list[object] = []
    for field in ws.modules.fields(ws.module(aim.module)):
        for descending in (False, True):
            try:
                found.append(ws.listing.page(_query(aim, sort=Sort(field.api_name, descending))))
            except Invalid as error:
                found.append(said(error))
    start = Cursor(aim.words, 0)
    return found, ws.listing.page(_query(aim, sort=Sort(ws.module(aim.module).name_field)), after=start)


def _tries(ws: Workspace, aim: Aim) -> object:
    """Every act on the record itself, one after the other."""
    acts: tuple[Callable[[], object], ...] = (
        lambda: ws.records.edit(*aim.at, {}, version=0),
        lambda: ws.converting.convert(aim.record_id),
        lambda: ws.converting.convert(aim.pointer[1], account=aim.record_id, contact=aim.record_id),
        lambda: ws.records.delete(*aim.at),
        lambda: ws.several.delete(aim.at[0], [aim.at[1]]),
        lambda: ws.records.clone(*aim.at),
        lambda: ws.records.change_owner(*aim.at, aim.login),
        lambda: ws.sharing.share(*aim.at, aim.login),
        lambda: ws.sharing.unshare(*aim.at, aim.login),
        lambda: ws.locks.lock(*aim.at),
        lambda: ws.locks.unlock(*aim.at),
        lambda: ws.bin.restore(*aim.at),
        lambda: ws.bin.purge(*aim.at),
        lambda: ws.notes.add(*aim.at, "x"),
        lambda: ws.notes.edit(aim.note, "x"),
        lambda: ws.notes.delete(aim.note),
        lambda: ws.tags.add(*aim.at, ["x"]),
        lambda: ws.tags.remove(*aim.at, [aim.words]),
        lambda: ws.attachments.add_stream(*aim.at, "x", io.BytesIO(b"x")),
        lambda: ws.attachments.delete(aim.file),
        lambda: ws.interactions.log(*aim.at, NewInteraction(Channel.EMAIL, Direction.IN, "x")),
        lambda: ws.interactions.log(*aim.at, NewInteraction(Channel.FORM, Direction.IN, "x")),
        lambda: ws.interactions.mark(aim.contact, "opened"),
        lambda: ws.interactions.delete(aim.contact),
        lambda: ws.views.delete(aim.module, aim.words),
        lambda: ws.views.share(aim.module, aim.words, shared=True),
        lambda: ws.requests.edit(*aim.at, {}, version=0),
        lambda: ws.requests.withdraw(*aim.at),
        lambda: ws.requests.accept(*aim.at),
        lambda: ws.requests.configure(aim.module, RequestSettings((aim.login,))),
        lambda: ws.access_requests.ask("records.edit", *aim.at, "x"),
        lambda: ws.access_requests.grant(aim.record_id),
        lambda: ws.access_requests.decline(aim.record_id, "x"),
        lambda: ws.access_requests.withdraw(aim.record_id),
        lambda: ws.history.undo(),
        lambda: ws.history.redo(),
    )
    return tried(*acts)


def _asking(ws: Workspace, aim: Aim) -> object:
    """A request is raised with the record in its look-ups, by id and by name, wherever one may; what comes back."""
    found: list[object] = []
    for one in ws.requests.modules():
        name = one.module.api_name
        acts: list[Callable[[], object]] = [partial(ws.requests.form, name, aim.at)]
        for field in one.module.lookups:
            given = ({"Name": "x", field.api_name: entry} for entry in (str(aim.record_id), aim.words))
            acts += [partial(ws.requests.new, name, entries) for entries in given]
        for act in acts:
            try:
                found.append(act())
            except CrmError as error:
                found.append(said(error))
    return found


def _opened(ws: Workspace, aim: Aim) -> object:
    ws.recent.note(aim.record_id)
    return ws.recent.list()


def _here(ws: Workspace) -> object:
    """Everybody, once one has come oneself."""
    ws.users.arrive()
    return ws.users.list()


def _left(ws: Workspace, aim: Aim) -> object:
    """A record out of sight is no place to come back to."""
    ws.settings.keep_place(KeptPlace(module=aim.module, record_id=aim.record_id))
    return ws.settings.last_place()


def _streams(ws: Workspace, aim: Aim) -> object:
    """The stream under each filter, both ways round, and from a place on."""
    filters = (
        StreamFilter(), StreamFilter(oldest_first=True), StreamFilter(frozenset({Channel.EMAIL})),
        StreamFilter(direction=Direction.OUT), StreamFilter(user=aim.login), StreamFilter(gap=1),
    )  # fmt: skip
    streams = [ws.interactions.stream(*aim.at, wanted) for wanted in filters]
    return streams, ws.interactions.stream(*aim.at, limit=1, after=(2**40, 0))


def _taking(ws: Workspace, aim: Aim) -> object:
    """A look-up is given the record, by id and by name; the error or the link that comes back."""
    module, record_id = aim.pointer
    found: list[object] = []
    for entry in (str(aim.record_id), f"{aim.module}/{aim.record_id}", aim.words):
        try:
            found.append(ws.records.edit(module, record_id, {aim.field: entry}))
        except CrmError as error:
            found.append(said(error))
    return found


def _viewed(ws: Workspace, aim: Aim) -> object:
    """Through another's eyes, where one may look: what one reads then is that person's sight, tested as his."""
    seen = ws.view_as(aim.login)
    seen.viewing.end()
    return seen.actor.login


SURFACES: tuple[Surface, ...] = (
    Surface("spaces and modules", ("spaces.list", "modules.visible", "modules.find"), lambda ws, aim: (
        ws.spaces.list(), ws.modules.visible(), ws.module(aim.module))),
    Surface("definitions", (
        "modules.fields", "modules.writable", "modules.shown", "modules.named", "modules.reached",
        "modules.of_question"), lambda ws, aim: (
        ws.modules.fields(ws.module(aim.module)), ws.modules.writable(ws.module(aim.module)))),
    Surface("list", ("listing.page", "listing.plan"), lambda ws, aim: ws.listing.page(_query(aim), with_facts=True)),
    Surface("count", ("listing.count",), lambda ws, aim: ws.listing.count(_query(aim), None)),
    Surface("place in a list", ("listing.place_of",), lambda ws, aim: ws.listing.place_of(_query(aim), aim.record_id)),
    Surface("sort", ("listing.page",), _sorted),
    Surface("filter", ("listing.page",), lambda ws, aim: [
        ws.listing.page(_query(aim, where=f'{name} {test} "{aim.words}"'))
        for name in (ws.module(aim.module).name_field,) for test in ("=", "contains", "starts", "!=")]),
    Surface("filter by look-up", ("listing.page", "listing.count"), lambda ws, aim: [
        ws.listing.count(ListQuery(aim.pointer[0], where=f"{aim.field} {test}"))
        for test in (f'= "{aim.words}"', f'contains "{aim.words}"', f"= {aim.record_id}")]),
    Surface("text search in a list", ("listing.page",), lambda ws, aim: ws.listing.page(_query(aim, text=aim.words))),
    Surface("rows by look-up", ("listing.page",), lambda ws, aim: ws.listing.page(
        ListQuery(aim.pointer[0], columns=(aim.field,), related=(aim.field, aim.record_id)))),
    Surface("rows of the pointing module", ("listing.page",), lambda ws, aim: ws.listing.page(
        ListQuery(aim.pointer[0], columns=(aim.field,)), with_facts=True)),
    Surface("sort by look-up", ("listing.page",), lambda ws, aim: ws.listing.page(
        ListQuery(aim.pointer[0], columns=(aim.field,), sort=Sort(aim.field)))),
    Surface("bin", ("bin.list",), lambda ws, aim: ws.bin.list(aim.module)),
    Surface("look-up picker", ("pickers.choices", "pickers.records"), lambda ws, aim: (
        ws.pickers.choices(aim.pointer[0], aim.field, ""), ws.pickers.choices(aim.pointer[0], aim.field, aim.words),
        ws.pickers.records(ListQuery(aim.module), 50))),
    Surface("parent picker", ("pickers.choices",), lambda ws, aim: ws.pickers.choices("Tasks", "Parent", aim.words)),
    Surface("people pickers", (
        "pickers.owners", "pickers.users", "pickers.everybody", "pickers.member", "pickers.may_own",
        "pickers.may_see", "pickers.may_stand_in"), lambda ws, aim: (
        ws.pickers.owners("Tasks", parent=f"{aim.module}/{aim.record_id}"), ws.pickers.owners(aim.module),
        ws.pickers.users(aim.module, "Owner", aim.words), ws.pickers.everybody(aim.module, aim.words))),
    Surface("record", ("records.get",), lambda ws, aim: ws.records.get(*aim.at)),
    Surface("record since a version", ("records.since",), lambda ws, aim: ws.records.since(*aim.at, 0)),
    Surface("record that points there", ("records.get",), lambda ws, aim: ws.records.get(*aim.pointer)),
    Surface("clone values", ("records.clone_values",), lambda ws, aim: ws.records.clone_values(*aim.at)),
    Surface("clone values of what points there", ("records.clone_values",), lambda ws, aim: (
        ws.records.clone_values(*aim.pointer))),
    Surface("conversion", ("converting.proposal",), lambda ws, aim: ws.converting.proposal(aim.record_id)),
    Surface("related lists", ("related.list",), lambda ws, aim: ws.related.list(*aim.at)),
    Surface("related lists of what points there", ("related.list",), lambda ws, aim: ws.related.list(*aim.pointer)),
    Surface("notes", ("notes.list",), lambda ws, aim: ws.notes.list(*aim.at)),
    Surface("number of notes", ("notes.count",), lambda ws, aim: ws.notes.count(*aim.at)),
    Surface("tags", ("tags.list",), lambda ws, aim: ws.tags.list(*aim.at)),
    Surface("tag suggestions", ("tags.suggestions",), lambda ws, aim: (
        ws.tags.suggestions(aim.module, ""), ws.tags.suggestions(aim.module, aim.words[:3]))),
    Surface("attachment names", ("attachments.list",), lambda ws, aim: ws.attachments.list(*aim.at)),
    Surface("number of attachments", ("attachments.count",), lambda ws, aim: ws.attachments.count(*aim.at)),
    Surface("attachment content", ("attachments.read", "attachments.save_to"), lambda ws, aim: (
        ws.attachments.read(aim.file))),
    Surface("shares", ("sharing.list",), lambda ws, aim: ws.sharing.list(*aim.at)),
    Surface("timeline", ("timeline.list",), lambda ws, aim: ws.timeline.list(*aim.at, everything=True)),
    Surface("timeline of what points there", ("timeline.list",), lambda ws, aim: (
        ws.timeline.list(*aim.pointer, everything=True))),
    Surface("timeline by a filter", ("timeline.read",), lambda ws, aim: [
        ws.timeline.read(*at, wanted) for at in (aim.at, aim.pointer)
        for wanted in (EventFilter(), EventFilter(user=aim.login), EventFilter(frozenset(EventGroup)))]),
    Surface("interactions", ("interactions.stream",), _streams),
    Surface("interactions of what points there", ("interactions.stream",), lambda ws, aim: (
        ws.interactions.stream(*aim.pointer))),
    Surface("interactions of what it points to", ("interactions.stream",), lambda ws, aim: [
        ws.interactions.stream(*at) for at in aim.above]),
    Surface("count of interactions", ("interactions.count",), lambda ws, aim: ws.interactions.count(*aim.at)),
    Surface("interaction", ("interactions.get",), lambda ws, aim: ws.interactions.get(aim.contact)),
    Surface("views", ("views.list", "views.named"), lambda ws, aim: ws.views.list(aim.module)),
    Surface("view by name", ("views.named",), lambda ws, aim: ws.listing.page(_query(aim, view=aim.words))),
    Surface("search", ("search.find",), lambda ws, aim: (ws.search.find(aim.words), ws.search.find(aim.words[:4]))),
    Surface("search in a module", ("search.find",), lambda ws, aim: (
        ws.search.find(aim.words, module_name=aim.module))),
    Surface("recently opened", ("recent.list", "recent.note"), _opened),
    Surface("inbox", ("notices.list", "notices.unread", "notices.mark_read"), lambda ws, aim: (
        ws.notices.mark_read([aim.record_id]), ws.notices.unread(), ws.notices.list())),
    Surface("home", ("home.next_actions", "home.open_deals", "home.silences"), lambda ws, aim: (
        ws.home.next_actions(100), ws.home.open_deals(100), ws.home.silences(1, 100))),
    Surface("next action", ("home.next_action_of",), lambda ws, aim: ws.home.next_action_of(*aim.at)),
    Surface("next action of what points there", ("home.next_action_of",), lambda ws, aim: (
        ws.home.next_action_of(*aim.pointer))),
    Surface("undo title", ("history.last",), lambda ws, aim: ws.history.last()),
    Surface("can", ("access.can", "access.may_ask", "access.may_ask_about"), lambda ws, aim: (
        ws.access.can(ws.actor.login, "records.edit", *aim.at, explain=True))),
    Surface("can of others", ("access.can",), lambda ws, aim: ws.access.can(aim.login, "records.edit", *aim.at)),
    Surface("why-card", ("access.mine",), lambda ws, aim: ws.access.mine("records.view", *aim.at)),
    Surface("try", ("access.attempt",), lambda ws, aim: ws.access.attempt("records.view", *aim.at)),
    Surface("all actions", ("access.all_actions", "access.decide"), lambda ws, aim: ws.access.all_actions(*aim.at)),
    Surface("who reaches a record", ("reach.of_record",), lambda ws, aim: ws.reach.of_record(*aim.at)),
    Surface("what a user reaches", ("reach.of_user", "reach.setup_rights"), lambda ws, aim: (
        ws.reach.of_user(ws.actor.login), ws.reach.setup_rights(ws.actor.login))),
    Surface("what another reaches", ("reach.of_user", "reach.setup_rights"), lambda ws, aim: ws.reach.of_user(
        aim.login)),
    Surface("requests for access", (
        "access_requests.mine", "access_requests.waiting", "access_requests.get", "access_requests.may_ask"),
        lambda ws, aim: (ws.access_requests.mine(), ws.access_requests.waiting())),
    Surface("request for access", ("access_requests.get",), lambda ws, aim: ws.access_requests.get(aim.record_id)),
    Surface("view as", ("viewing.begin", "viewing.end"), lambda ws, aim: _viewed(ws, aim)),
    Surface("matrix", ("matrix.rows",), lambda ws, aim: ws.matrix.rows(ws.actor.login)),
    Surface("people", ("users.list", "users.arrive"), lambda ws, aim: _here(ws)),
    Surface("people to manage", ("users.managed",), lambda ws, aim: ws.users.managed()),
    Surface("what users may be", ("users.options",), lambda ws, aim: ws.users.options()),
    Surface("profiles", ("profiles.list",), lambda ws, aim: ws.profiles.list()),
    Surface("roles", ("roles.list",), lambda ws, aim: ws.roles.list()),
    Surface("own settings", ("settings.mine", "settings.change"), lambda ws, aim: ws.settings.mine()),
    Surface("where he left", ("settings.last_place", "settings.keep_place"), _left),
    Surface("audit", ("audit.list", "audit.check"), lambda ws, aim: (ws.audit.list(), ws.audit.check())),
    Surface("requests", ("requests.modules", "requests.mine"), lambda ws, aim: (
        ws.requests.modules(), ws.requests.mine(closed=True), ws.requests.mine(closed=True, module_name=aim.module))),
    Surface("request", ("requests.get",), lambda ws, aim: ws.requests.get(*aim.at)),
    Surface("request settings", ("requests.settings",), lambda ws, aim: ws.requests.settings(aim.module)),
    Surface("request form", ("requests.form", "requests.new"), _asking),
    Surface("what others changed", ("changes.poll", "changes.rights", "changes.touched"), lambda ws, aim: (
        type(ws.changes.poll()), ws.changes.rights(), isinstance(ws.changes.touched(), frozenset | None))),
    Surface("errors of a look-up", ("records.edit",), _taking),
    Surface("errors of acts", (
        "records.edit", "records.delete", "several.delete", "records.clone", "records.change_owner", "sharing.share",
        "sharing.unshare", "locks.lock", "locks.unlock",
        "converting.convert", "bin.restore", "bin.purge", "notes.add", "notes.edit", "notes.delete",
        "tags.add", "tags.remove", "attachments.add", "attachments.add_stream", "attachments.delete",
        "interactions.log", "interactions.mark", "interactions.delete", "views.delete", "views.share", "views.new",
        "requests.edit", "requests.withdraw", "requests.accept", "requests.configure",
        "access_requests.ask", "access_requests.grant", "access_requests.decline", "access_requests.withdraw",
        "history.undo", "history.redo"), _tries),
    *PEOPLE,
    *RIGHTS,
    *PROMISES,
    Surface("errors of making", ("records.new",), lambda ws, aim: ws.records.new(aim.module, {aim.field: aim.words})),
)  # fmt: skip
"""Frozen: a test names each line. Acts of set-up give back ids and definitions that whoever acts has entered."""
