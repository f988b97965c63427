"""One scene of contacts with a customer, entered through the services, and how its streams are read back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.interactions import Channel, Direction, Gap, Interaction, Milestone, NewInteraction, StreamFilter
from crm_tui.domain.records import Record
from crm_tui.services.workspace import Workspace
from tests.services.cast import HEAD, NOW, REP, Cast
from tests.services.making import account, contact, deal

EMAIL, FORM, CHAT = Channel.EMAIL, Channel.FORM, Channel.CHAT
IN, OUT = Direction.IN, Direction.OUT


def ago(days: float) -> dt.datetime:
    """A moment before now."""
    return NOW - dt.timedelta(days=days)


def log(ws: Workspace, record: Record, subject: str, days: float = 0, **more: object) -> int:
    """Enter an e-mail or another contact; its id."""
    values = {"channel": EMAIL, "direction": IN, "at": ago(days), **more}
    done = ws.interactions.log(record.module.api_name, record.id, NewInteraction(subject=subject, **values))  # type: ignore[arg-type]
    assert done.item_id is not None
    return done.item_id


def call(ws: Workspace, record: Record, subject: str, days: float, kind: str = "Outbound", **more: object) -> Record:
    """A call on a record."""
    values = {"Call_Type": kind, "Call_Start_Time": ago(days), "Call_Duration": "5", "Call_Status": "Completed", **more}
    return ws.records.new("Calls", {"Subject": subject, "Parent": path(record), **values})


def meeting(ws: Workspace, record: Record, title: str, days: float, **more: object) -> Record:
    """A meeting of half an hour on a record."""
    start = ago(days)
    values = {"Start_DateTime": start, "End_DateTime": start + dt.timedelta(minutes=30), "Meeting_Status": "Held"}
    return ws.records.new("Meetings", {"Event_Title": title, "Parent": path(record), **values, **more})


def case(ws: Workspace, subject: str, **more: object) -> Record:
    """A case, of now."""
    return ws.records.new("Cases", {"Subject": subject, "Status": "New", "Case_Origin": "Phone", **more})


def path(record: Record) -> str:
    return f"{record.module.api_name}/{record.id}"


@dataclass
class Scene:
    """REP's customer: an account with two contacts, and a deal with the first one, made five days ago."""

    cast: Cast
    account: Record
    ida: Record
    ivo: Record
    deal: Record

    def told(self, login: str, record: Record, **wanted: object) -> list[str]:
        """What somebody reads of a stream, contacts only: the subject, or the channel where he may not read it."""
        return [told(entry) for entry in contacts(self.cast.ws(login), record, **wanted)]


def make_scene(cast: Cast) -> Scene:
    """Made by REP over the last weeks, all of it entered now."""
    cast.clock.move_to(ago(90))
    ws = cast.ws(REP)
    made = account(ws)
    ida, ivo = (contact(ws, name, Account_Name=str(made.id)) for name in ("Ida", "Ivo"))
    cast.clock.move_to(ago(5))
    chance = deal(ws, Account_Name=str(made.id), Contact_Name=str(ida.id))
    cast.clock.move_to(NOW)
    log(ws, ida, "form", 80, channel=FORM)
    call(ws, ida, "first call", 70)
    log(ws, ida, "offer", 40, direction=OUT, people="ida@kunde.test", text="Our offer.")
    log(cast.ws(HEAD), ida, "from head", 39, direction=OUT)
    meeting(ws, ivo, "visit", 20, Participants="Ivo, Ida")
    call(ws, made, "switchboard", 10, "Missed")
    log(ws, ida, "answer", 3)
    call(ws, chance, "price call", 2)
    meeting(ws, ida, "tomorrow", -1, Meeting_Status="Planned")
    case(ws, "broken", Related_To=str(ida.id), Account_Name=str(made.id))
    return Scene(cast, made, ida, ivo, chance)


def contacts(ws: Workspace, record: Record, **wanted: object) -> list[Interaction]:
    """The contacts of a stream."""
    found = ws.interactions.stream(record.module.api_name, record.id, StreamFilter(**wanted), limit=500)  # type: ignore[arg-type]
    return [entry for entry in found.entries if isinstance(entry, Interaction)]


def told(entry: Interaction | Gap | Milestone) -> str:
    """A line in a word."""
    match entry:
        case Gap():
            return f"{entry.days} days"
        case Milestone():
            return f"{entry.kind} {entry.module or entry.field}".strip()
        case _:
            return f"({entry.channel})" if entry.redacted else entry.subject


def hide(cast: Cast, module: str, *fields: str, profile: str = "Standard") -> None:
    """Hide fields of a module from a profile, in a team module from a team profile, until then open (AC18, M26)."""
    store = cast.installation.store("acme")
    found = store.catalog().by_name[module]
    holder = next((row.id for row in store.profiles().values() if row.rights.api_name == profile), 0)
    with store.engine.write():
        for field in found.fields:
            access = FieldAccess.HIDDEN if field.api_name in fields else FieldAccess.READ_WRITE
            store.set_field_permission(field.id, access, profile_id=holder, team="" if holder else profile)


def share_mail(cast: Cast, sharing: str, *roles: str) -> None:
    """The e-mail sharing setting (AC30): there is no service for it yet."""
    store = cast.installation.store("acme")
    ids = tuple(role.id for role in store.roles().values() if role.api_name in roles)
    with store.engine.write():
        store.edit_info(email_sharing=sharing, email_roles=ids)
