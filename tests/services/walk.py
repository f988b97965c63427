"""Every public method of every service with a way to call it: what the gate's tests walk."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crm_tui.domain.events import EventFilter
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.interactions import Channel, Direction, NewInteraction
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.places import KeptPlace
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.records import ListQuery, Record, Sort
from crm_tui.domain.requests import RequestSettings
from crm_tui.domain.sharing import EmailSharing, Hierarchy
from crm_tui.domain.users import ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import TEAM_USER
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace
from tests.key_lines import ed25519
from tests.services.cast import BOSS, CLAIMS, HEAD, OUTSIDER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast, claims
from tests.services.making import account, contact, lead

WAITING, SECOND = "waiting@acme.test", "second@acme.test"
"""Somebody who is invited, and another administrator."""
INTERNAL = frozenset({"session", "entering"})
"""Attributes of a workspace that are no use cases: what services share, and the reader of entries."""


@dataclass
class World:
    """A contact of REP's with one of everything, an account, and a request of his."""

    cast: Cast
    folder: Path
    record: Record
    binned: Record
    note: int
    file: int
    view: str
    lead: int
    request: int
    mail: int
    rule: int
    promise: int
    ask: int
    session: str = "open"
    """Of REP, at a screen."""

    @property
    def at(self) -> tuple[str, int]:
        return "Contacts", self.record.id


def make_world(cast: Cast, folder: Path) -> World:
    """Made by REP, who is a requester of the team module besides."""
    ws = cast.ws(REP)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, REP, TeamProfile.REQUESTER)
    request = ws.requests.new(CLAIMS, {"Name": "Asked"}).id
    cast.ws().staff.invite(WAITING, "Walt Waiting", UserKind.REGULAR, "Standard")
    cast.ws().staff.add(SECOND, "Sue Second", UserKind.ADMINISTRATOR, "Administrator")
    record, binned = contact(ws, Account_Name=str(account(ws).id)), contact(ws, "Binned")
    at = ("Contacts", record.id)
    ws.notes.add(*at, "note for @boss")
    ws.tags.add(*at, ["tag"])
    ws.attachments.add_stream(*at, "file.txt", io.BytesIO(b"file"))
    ws.sharing.share(*at, REP2, "read")
    ws.records.delete("Contacts", binned.id)
    view = ws.views.new("Contacts", "Special", shared=True)
    (folder / "file").write_bytes(b"more")
    note, file = ws.notes.list(*at)[0].id, ws.attachments.list(*at)[0].id
    ws.interactions.log(*at, NewInteraction(Channel.EMAIL, Direction.OUT, "mail"))
    cast.ws().groups.add("Pals", "Pals", (PartyName("user", REP2),))
    rule = cast.ws().data_sharing.save_rule(rule_of("Quotes"))
    last = ws.interactions.stream(*at).head.last
    assert last is not None
    ask = ws.access_requests.ask("module.customise", "Contacts").id
    promise = cast.ws().promises.save(PROMISE)
    cast.at_screen(REP, name=World.session)
    cast.ws().keys.add(ed25519(1, "box"))
    ids = (lead(ws).id, request, last.id, rule, promise, ask)
    return World(cast, folder, record, binned, note, file, view.api_name, *ids)


PROMISE = Promise(0, "Team users manage nobody", Subject.KIND, "team", "users.manage", Must.REFUSED)


def rule_of(module: str, rule_id: int = 0, level: Level = Level.READ) -> RuleInfo:
    """Records of sales people for the managers."""
    return RuleInfo(rule_id, module, "Sales", PartyName("role", "Manager"), level, PartyName("role", "Sales_Rep"))


Call = Callable[[Workspace, World], object]

READS: Mapping[str, Call] = {
    "access.all_actions": lambda ws, w: ws.access.all_actions(*w.at),
    "access.can": lambda ws, w: ws.access.can(ws.actor.login, "records.edit", *w.at, explain=True),
    "access.decide": lambda ws, w: ws.access.decide("records.edit", w.record.module, w.record),
    "access_requests.get": lambda ws, w: ws.access_requests.get(w.ask),
    "access_requests.may_ask": lambda ws, w: ws.access_requests.may_ask(ws.access.decide("records.delete")),
    "access_requests.mine": lambda ws, w: ws.access_requests.mine(),
    "access_requests.waiting": lambda ws, w: ws.access_requests.waiting(),
    "access.may_ask": lambda ws, w: ws.access.may_ask(ws.actor.login),
    "access.may_ask_about": lambda ws, w: ws.access.may_ask_about(BOSS),
    "access.mine": lambda ws, w: ws.access.mine("records.edit", *w.at),
    "attachments.count": lambda ws, w: ws.attachments.count(*w.at),
    "attachments.list": lambda ws, w: ws.attachments.list(*w.at),
    "attachments.read": lambda ws, w: ws.attachments.read(w.file),
    "attachments.save_to": lambda ws, w: ws.attachments.save_to(
        w.file, w.folder / f"copy{len(list(w.folder.iterdir()))}"
    ),
    "audit.check": lambda ws, w: ws.audit.check(),
    "audit.list": lambda ws, w: ws.audit.list(),
    "bin.list": lambda ws, w: ws.bin.list("Contacts"),
    "changes.poll": lambda ws, w: ws.changes.poll(),
    "changes.rights": lambda ws, w: ws.changes.rights(),
    "changes.touched": lambda ws, w: ws.changes.touched(),
    "converting.proposal": lambda ws, w: ws.converting.proposal(w.lead),
    "history.last": lambda ws, w: ws.history.last(),
    "interactions.count": lambda ws, w: ws.interactions.count(*w.at),
    "interactions.get": lambda ws, w: ws.interactions.get(w.mail),
    "interactions.stream": lambda ws, w: ws.interactions.stream(*w.at),
    "home.next_action_of": lambda ws, w: ws.home.next_action_of(*w.at),
    "home.next_actions": lambda ws, w: ws.home.next_actions(),
    "home.open_deals": lambda ws, w: ws.home.open_deals(),
    "home.silences": lambda ws, w: ws.home.silences(),
    "keys.list": lambda ws, w: ws.keys.list(),
    "listing.count": lambda ws, w: ws.listing.count(ListQuery("Contacts")),
    "listing.place_of": lambda ws, w: ws.listing.place_of(ListQuery("Contacts"), w.record.id),
    "listing.page": lambda ws, w: ws.listing.page(ListQuery("Contacts", sort=Sort("Last_Name")), with_facts=True),
    "listing.plan": lambda ws, w: ws.listing.plan(ListQuery("Contacts", view=w.view)),
    "matrix.rows": lambda ws, w: ws.matrix.rows(ws.actor.login),
    "modules.fields": lambda ws, w: ws.modules.fields(w.record.module),
    "modules.find": lambda ws, w: ws.modules.find("Contacts"),
    "modules.named": lambda ws, w: ws.modules.named("Contacts"),
    "modules.of_question": lambda ws, w: ws.modules.of_question("records.view", "Contacts"),
    "modules.reached": lambda ws, w: ws.modules.reached("Contacts"),
    "modules.shown": lambda ws, w: ws.modules.shown(w.record.module),
    "modules.visible": lambda ws, w: ws.modules.visible(),
    "modules.writable": lambda ws, w: ws.modules.writable(w.record.module),
    "notes.count": lambda ws, w: ws.notes.count(*w.at),
    "notes.list": lambda ws, w: ws.notes.list(*w.at),
    "notices.list": lambda ws, w: ws.notices.list(),
    "notices.unread": lambda ws, w: ws.notices.unread(),
    "pickers.choices": lambda ws, w: ws.pickers.choices("Contacts", "Account_Name", "pol"),
    "pickers.everybody": lambda ws, w: ws.pickers.everybody("Contacts"),
    "pickers.may_own": lambda ws, w: ws.pickers.may_own(w.record.module, w.record.owner),
    "pickers.may_see": lambda ws, w: ws.pickers.may_see(w.record.module, w.record.owner),
    "pickers.may_stand_in": lambda ws, w: ws.pickers.may_stand_in(w.record.module, w.record.owner),
    "pickers.member": lambda ws, w: ws.pickers.member(REP),
    "pickers.owners": lambda ws, w: ws.pickers.owners("Contacts"),
    "pickers.records": lambda ws, w: ws.pickers.records(ListQuery("Contacts"), 5),
    "pickers.users": lambda ws, w: ws.pickers.users("Contacts", "Owner"),
    "reach.of_record": lambda ws, w: ws.reach.of_record(*w.at),
    "reach.of_user": lambda ws, w: ws.reach.of_user(ws.actor.login),
    "reach.setup_rights": lambda ws, w: ws.reach.setup_rights(ws.actor.login),
    "viewing.end": lambda ws, w: ws.viewing.end(),
    "recent.list": lambda ws, w: ws.recent.list(),
    "records.clone_values": lambda ws, w: ws.records.clone_values(*w.at),
    "records.get": lambda ws, w: ws.records.get(*w.at),
    "records.since": lambda ws, w: ws.records.since(*w.at, 1),
    "related.list": lambda ws, w: ws.related.list(*w.at),
    "requests.form": lambda ws, w: ws.requests.form(CLAIMS, w.at),
    "requests.get": lambda ws, w: ws.requests.get(CLAIMS, w.request),
    "requests.mine": lambda ws, w: ws.requests.mine(closed=True),
    "requests.modules": lambda ws, w: ws.requests.modules(),
    "requests.settings": lambda ws, w: ws.requests.settings(CLAIMS),
    "search.find": lambda ws, w: ws.search.find("kow"),
    "settings.last_place": lambda ws, w: ws.settings.last_place(),
    "settings.mine": lambda ws, w: ws.settings.mine(),
    "sharing.list": lambda ws, w: ws.sharing.list(*w.at),
    "staff.invitations": lambda ws, w: ws.staff.invitations(),
    "licences.state": lambda ws, w: ws.licences.state(),
    "spaces.list": lambda ws, w: ws.spaces.list(),
    "tags.list": lambda ws, w: ws.tags.list(*w.at),
    "tags.suggestions": lambda ws, w: ws.tags.suggestions("Contacts", ""),
    "timeline.list": lambda ws, w: ws.timeline.list(*w.at),
    "timeline.read": lambda ws, w: ws.timeline.read(*w.at, EventFilter(user=REP, field="Phone")),
    "open_sessions.attend": lambda ws, w: ws.open_sessions.attend(),
    "open_sessions.glance": lambda ws, w: ws.open_sessions.glance(),
    "open_sessions.list": lambda ws, w: ws.open_sessions.list(),
    "open_sessions.look": lambda ws, w: ws.open_sessions.look(),
    "open_sessions.stay": lambda ws, w: ws.open_sessions.stay(active=True),
    "presence.leave": lambda ws, w: ws.presence.leave(),
    "presence.others": lambda ws, w: ws.presence.others(*w.at),
    "presence.stand": lambda ws, w: ws.presence.stand(*w.at),
    "users.list": lambda ws, w: ws.users.list(),
    "users.managed": lambda ws, w: ws.users.managed(),
    "users.options": lambda ws, w: ws.users.options(),
    "effects.of": lambda ws, w: ws.effects.of(lambda: ws.staff.set_state(OUTSIDER, UserState.INACTIVE)),
    "promises.check": lambda ws, w: ws.promises.check(),
    "promises.list": lambda ws, w: ws.promises.list(),
    "profiles.list": lambda ws, w: ws.profiles.list(),
    "roles.list": lambda ws, w: ws.roles.list(),
    "profiles.tree": lambda ws, w: ws.profiles.tree("Standard"),
    "profiles.unseen": lambda ws, w: ws.profiles.unseen("Leads"),
    "roles.hierarchy": lambda ws, w: ws.roles.hierarchy(),
    "groups.list": lambda ws, w: ws.groups.list(),
    "groups.parties": lambda ws, w: ws.groups.parties(),
    "data_sharing.parties": lambda ws, w: ws.data_sharing.parties(),
    "team_members.parties": lambda ws, w: ws.team_members.parties(CLAIMS),
    "data_sharing.defaults": lambda ws, w: ws.data_sharing.defaults(),
    "data_sharing.email": lambda ws, w: ws.data_sharing.email(),
    "data_sharing.rules": lambda ws, w: ws.data_sharing.rules(),
    "data_sharing.unseen": lambda ws, w: ws.data_sharing.unseen("Leads"),
    "field_permissions.holders": lambda ws, w: ws.field_permissions.holders("Contacts"),
    "field_permissions.table": lambda ws, w: ws.field_permissions.table("Contacts"),
    "team_members.former": lambda ws, w: ws.team_members.former(CLAIMS),
    "team_members.list": lambda ws, w: ws.team_members.list(CLAIMS),
    "views.list": lambda ws, w: ws.views.list("Contacts"),
    "views.named": lambda ws, w: ws.views.named(w.record.module, w.view),
}
"""They write nothing, whoever asks (AC53)."""

NOTES_ITSELF = frozenset({"recent.note", "users.arrive"})
"""Pass no gate: marks of one's own, that one saw a record and was here; no change of anybody's data, not undone."""

STEPS = frozenset(
    {
        "records.revert", "records.give_back", "notes.put_back", "tags.put_back", "attachments.put_back",
        "sharing.set_back", "requests.release", "interactions.put_back",
    }
)  # fmt: skip
"""Ways of undo: `history.undo` calls them with a step of its own, and the walk comes by there."""

CHANGES: Mapping[str, Call] = {
    "access.attempt": lambda ws, w: ws.access.attempt("org.settings"),
    "access_requests.ask": lambda ws, w: ws.access_requests.ask("records.purge", "Contacts"),
    "access_requests.decline": lambda ws, w: ws.access_requests.decline(w.ask),
    "access_requests.grant": lambda ws, w: ws.access_requests.grant(w.ask),
    "access_requests.withdraw": lambda ws, w: ws.access_requests.withdraw(w.ask),
    "viewing.begin": lambda ws, w: ws.viewing.begin(HEAD),
    "attachments.add": lambda ws, w: ws.attachments.add(*w.at, w.folder / "file"),
    "attachments.add_stream": lambda ws, w: ws.attachments.add_stream(*w.at, "x", io.BytesIO(b"x")),
    "attachments.delete": lambda ws, w: ws.attachments.delete(w.file),
    "bin.purge": lambda ws, w: ws.bin.purge("Contacts", w.binned.id),
    "bin.restore": lambda ws, w: ws.bin.restore("Contacts", w.binned.id),
    "converting.convert": lambda ws, w: ws.converting.convert(w.lead),
    "history.redo": lambda ws, w: ws.history.redo(),
    "history.undo": lambda ws, w: ws.history.undo(),
    "interactions.delete": lambda ws, w: ws.interactions.delete(w.mail),
    "interactions.log": lambda ws, w: ws.interactions.log(*w.at, NewInteraction(Channel.EMAIL, Direction.IN, "x")),
    "interactions.mark": lambda ws, w: ws.interactions.mark(w.mail, "opened"),
    "keys.add": lambda ws, w: ws.keys.add(ed25519(2), login=REP),
    "keys.invite": lambda ws, w: ws.keys.invite(BOSS),
    "keys.revoke": lambda ws, w: ws.keys.revoke("box", BOSS),
    "notes.add": lambda ws, w: ws.notes.add(*w.at, "x"),
    "notes.delete": lambda ws, w: ws.notes.delete(w.note),
    "notes.edit": lambda ws, w: ws.notes.edit(w.note, "other"),
    "notices.mark_read": lambda ws, w: ws.notices.mark_read(),
    "records.change_owner": lambda ws, w: ws.records.change_owner(*w.at, HEAD),
    "records.clone": lambda ws, w: ws.records.clone(*w.at),
    "records.delete": lambda ws, w: ws.records.delete(*w.at),
    "several.delete": lambda ws, w: ws.several.delete(w.at[0], [w.at[1]]),
    "records.edit": lambda ws, w: ws.records.edit(*w.at, {"Phone": "123"}),
    "records.new": lambda ws, w: contact(ws, "New"),
    "recent.note": lambda ws, w: ws.recent.note(w.record.id),
    "users.arrive": lambda ws, w: ws.users.arrive(),
    "requests.accept": lambda ws, w: ws.requests.accept(CLAIMS, w.request),
    "requests.configure": lambda ws, w: ws.requests.configure(CLAIMS, RequestSettings((TEAM_MEMBER,))),
    "requests.edit": lambda ws, w: ws.requests.edit(CLAIMS, w.request, {"Damage": "7"}),
    "requests.new": lambda ws, w: ws.requests.new(CLAIMS, {"Name": "Asked again"}),
    "requests.withdraw": lambda ws, w: ws.requests.withdraw(CLAIMS, w.request),
    "settings.keep_place": lambda ws, w: ws.settings.keep_place(KeptPlace(area="home")),
    "settings.change": lambda ws, w: ws.settings.change(theme="night", locale="fr"),
    "setup.add_folder": lambda ws, w: ws.setup.add_folder("Legal", "Folder"),
    "setup.add_module": lambda ws, w: ws.setup.add_module(claims("Cases_2"), "Legal"),
    "profiles.add": lambda ws, w: ws.profiles.add(ProfileRights("P", "P")),
    "roles.add": lambda ws, w: ws.roles.add("R", "R", "CEO"),
    "setup.add_space": lambda ws, w: ws.setup.add_space("S", "S"),
    "staff.add": lambda ws, w: ws.staff.add("new@acme.test", "New", UserKind.REGULAR, "Standard"),
    "staff.invite": lambda ws, w: ws.staff.invite("new@acme.test", "New", UserKind.REGULAR, "Standard"),
    "staff.send_again": lambda ws, w: ws.staff.send_again(WAITING),
    "staff.revoke": lambda ws, w: ws.staff.revoke(WAITING),
    "staff.edit": lambda ws, w: ws.staff.edit(REP2, name="Ron", role="Legal"),
    "staff.appoint": lambda ws, w: ws.staff.appoint(REP2, administrator=True),
    "staff.convert": lambda ws, w: ws.staff.convert(OUTSIDER, "Standard"),
    "staff.delete": lambda ws, w: ws.staff.delete(REP2, REP),
    "staff.hand_over": lambda ws, w: ws.staff.hand_over(SECOND),
    "licences.switch": lambda ws, w: ws.licences.switch(on=False),
    "licences.choose_edition": lambda ws, w: ws.licences.choose_edition("standard"),
    "licences.choose_limits": lambda ws, w: ws.licences.choose_limits("newer"),
    "org.change_slug": lambda ws, w: ws.org.change_slug("acme-group"),
    "open_sessions.end": lambda ws, w: ws.open_sessions.end(w.session),
    "org.leave": lambda ws, w: ws.org.leave(),
    "org.delete": lambda ws, w: ws.org.delete("acme"),
    "licences.buy": lambda ws, w: ws.licences.buy(team=5),
    "roles.delete": lambda ws, w: ws.roles.delete("Legal", "CEO"),
    "setup.put_in_space": lambda ws, w: ws.setup.put_in_space("Legal", "Contacts"),
    "profiles.save": lambda ws, w: ws.profiles.save(replace(TEAM_USER, custom_views=False)),
    "data_sharing.set_default": lambda ws, w: ws.data_sharing.set_default("Deals", OrgDefault.READ_ONLY),
    "data_sharing.delete_rule": lambda ws, w: ws.data_sharing.delete_rule(w.rule),
    "data_sharing.save_rule": lambda ws, w: ws.data_sharing.save_rule(rule_of("Quotes", w.rule, Level.EDIT)),
    "data_sharing.set_email": lambda ws, w: ws.data_sharing.set_email(EmailSharing.ROLES, ["Legal"]),
    "field_permissions.set": lambda ws, w: ws.field_permissions.set(
        "Contacts", [("Phone", "Reading", FieldAccess.HIDDEN)]
    ),
    "groups.add": lambda ws, w: ws.groups.add("G", "G", (PartyName("group", "Pals"),)),
    "groups.delete": lambda ws, w: ws.groups.delete("Pals"),
    "groups.edit": lambda ws, w: ws.groups.edit("Pals", label="Friends"),
    "profiles.clone": lambda ws, w: ws.profiles.clone("Standard", "Copied"),
    "profiles.delete": lambda ws, w: ws.profiles.delete("Reading", "Standard"),
    "profiles.enable": lambda ws, w: ws.profiles.enable("Team_User", "Quotes", on=True),
    "profiles.rename": lambda ws, w: ws.profiles.rename("Reading", "Readers"),
    "promises.delete": lambda ws, w: ws.promises.delete(w.promise),
    "promises.save": lambda ws, w: ws.promises.save(replace(PROMISE, label="Another")),
    "profiles.set": lambda ws, w: ws.profiles.set("Reading", [("records.export", "*", False)]),
    "roles.edit": lambda ws, w: ws.roles.edit("Legal", label="Law"),
    "roles.set_hierarchy": lambda ws, w: ws.roles.set_hierarchy(Hierarchy.REPORTING),
    "team_members.grant": lambda ws, w: ws.team_members.grant(
        CLAIMS, PartyName("role", "Sales_Manager"), TeamProfile.MEMBER
    ),
    "team_members.set": lambda ws, w: ws.team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER),
    "setup.set_space_member": lambda ws, w: ws.setup.set_space_member("Legal", TEAM_MEMBER, SpaceRole.ADMIN),
    "staff.set_state": lambda ws, w: ws.staff.set_state(OUTSIDER, UserState.INACTIVE),
    "locks.lock": lambda ws, w: ws.locks.lock(*w.at),
    "locks.unlock": lambda ws, w: ws.locks.unlock(*w.at),
    "sharing.share": lambda ws, w: ws.sharing.share(*w.at, HEAD),
    "sharing.unshare": lambda ws, w: ws.sharing.unshare(*w.at, REP2),
    "tags.add": lambda ws, w: ws.tags.add(*w.at, ["new"]),
    "tags.remove": lambda ws, w: ws.tags.remove(*w.at, ["tag"]),
    "views.delete": lambda ws, w: ws.views.delete("Contacts", w.view),
    "views.new": lambda ws, w: ws.views.new("Contacts", "Another", shared=True),
    "views.share": lambda ws, w: ws.views.share("Contacts", w.view, shared=False),
}


def public_methods(ws: Workspace) -> Iterator[str]:
    """`service.method` of everything that a face can call."""
    for name in dir(ws):
        service = getattr(ws, name)
        if name.startswith("_") or name in INTERNAL or not type(service).__module__.startswith("crm_tui.services."):
            continue
        for method, _ in inspect.getmembers(type(service), inspect.isfunction):
            if not method.startswith("_"):
                yield f"{name}.{method}"
