"""Domain values as JSON says them. The shapes are public: docs/cli.md lists them."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal

from crm_tui.base.messages import _, message
from crm_tui.cli.output import Json
from crm_tui.domain.decisions import Decision, Explanation, Person, Step
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import Link, UserRef, Value
from crm_tui.domain.records import Attachment, Cursor, Done, Event, Found, Note, Page, Record
from crm_tui.domain.requests import Request
from crm_tui.domain.standing import Way


def value_json(value: Value) -> Json:
    """Any field's value: numbers, text, ISO dates, lists, objects for links and users."""
    match value:
        case Decimal():
            return number_json(value)
        case dt.date():  # a datetime is a date too
            return value.isoformat()
        case Link():
            return link_json(value)
        case UserRef():
            return user_json(value)
        case tuple():
            return list(value)
        case _:
            return value


def number_json(value: Decimal) -> int | float | str:
    """A number; as text where a float would change it."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def link_json(link: Link) -> dict[str, Json]:
    """A look-up; AC28: neither id nor name where the reader may not see the record."""
    if not link.visible:
        return {"id": None, "module": None, "name": _("(not visible)")}
    return {"id": link.id, "module": link.module, "name": link.name}


def user_json(user: UserRef) -> dict[str, Json]:
    """A user as a value; `former_member` stands there for an owner who left the team module (M53)."""
    name = _("(former)") if user.former and not user.name else user.name
    return {"login": user.login, "name": name, **({"former_member": True} if user.left else {})}


def record_json(record: Record) -> dict[str, Json]:
    """A record: what it is, then its fields by API name."""
    head: dict[str, Json] = {
        "id": record.id,
        "module": record.module.api_name,
        "name": record.name,
        "version": record.version,
        "number": record.number or None,
        "locked": record.locked,
        "tags": list(record.tags),
    }
    return head | {name: value_json(value) for name, value in record.values.items()}


def request_json(request: Request) -> dict[str, Json]:
    """A request as its requester sees it."""
    return {
        "id": request.id,
        "module": request.module.api_name,
        "number": request.number or None,
        "name": request.name,
        "state": request.state or None,
        "closed": request.closed,
        "accepted": request.accepted,
        "owner": user_json(request.owner) if request.owner else None,
        "requester": user_json(request.requester),
        "of": link_json(request.of) if request.of else None,
        "at": moment_json(request.at),
        "changed_at": moment_json(request.changed_at),
        "editable": request.editable,
    }


def page_json(page: Page) -> list[dict[str, Json]]:
    """A list: its columns by API name; `cursor` is what `--after` takes to go on behind that row."""
    names = [column.api_name for column in page.columns]
    return [
        {"id": row.id}
        | {name: value_json(value) for name, value in zip(names, row.values, strict=True)}
        | {"cursor": cursor_text(row.cursor)}
        for row in page.rows
    ]


def cursor_text(cursor: Cursor) -> str:
    """A place in a list as one word."""
    return base64.urlsafe_b64encode(json.dumps([cursor.key, cursor.id]).encode()).decode().rstrip("=")


def cursor_of(text: str) -> Cursor:
    """The place that `cursor_text` wrote; Invalid for anything else."""
    try:
        key, record_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if isinstance(record_id, int) and isinstance(key, None | int | float | str):
            return Cursor(key, record_id)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        pass
    raise Invalid(message("{text} is no cursor of a list.", text=text))


def moment_json(at: dt.datetime | None) -> str | None:
    """A moment in ISO 8601 with its offset."""
    return at.isoformat() if at else None


def done_json(done: Done) -> dict[str, Json]:
    """What a change did, and the undo that takes it back."""
    return {"done": done.text, "undo": done.undo_id, "id": done.record_id, "refused": list(done.refused)}


def note_json(note: Note) -> dict[str, Json]:
    """A note on a record."""
    return {
        "id": note.id,
        "author": user_json(note.author),
        "text": note.text,
        "at": moment_json(note.at),
        "edited_at": moment_json(note.edited_at),
        "internal": note.internal,
    }


def attachment_json(attachment: Attachment) -> dict[str, Json]:
    """A file on a record."""
    return {
        "id": attachment.id,
        "author": user_json(attachment.author),
        "name": attachment.name,
        "size": attachment.size,
        "digest": attachment.digest,
        "at": moment_json(attachment.at),
    }


def event_json(event: Event) -> dict[str, Json]:
    """A line of a timeline."""
    return {
        "id": event.id,
        "at": moment_json(event.at),
        "actor": user_json(event.actor),
        "kind": event.kind,
        "door": event.door,
        "changes": [
            {"field": one.field, "label": one.label, "before": value_json(one.before), "after": value_json(one.after)}
            for one in event.changes
        ],
        "detail": event.detail,
        "record": link_json(event.link) if event.link is not None else None,
    }


def found_json(found: Found) -> dict[str, Json]:
    """A hit of search."""
    return {"id": found.id, "module": found.module, "name": found.name, "detail": found.detail}


def decision_json(explanation: Explanation) -> dict[str, Json]:
    """A decision with who could grant what it denies."""
    decision = explanation.decision
    return {"allowed": decision.allowed, "scope": _scope(decision)} | reasons_json(explanation)


def reasons_json(explanation: Explanation) -> dict[str, Json]:
    """Why: rule, reason, remedy and people; the same words in errors and answers."""
    decision = explanation.decision
    return {
        "rule": decision.rule,
        "because": str(decision.because),
        "remedy": str(decision.remedy),
        "grantors": people_json(explanation.grantors),
    }


def people_json(people: Iterable[Person]) -> list[Json]:
    """Who could grant, in the order in which to ask."""
    return [{"name": one.name, "login": one.login or None, "why": str(one.why) if one.why else ""} for one in people]


def step_json(step: Step) -> dict[str, Json]:
    """One step of an explanation."""
    return {
        "step": step.number,
        "rule": step.rule,
        "title": str(step.title),
        "outcome": step.outcome,
        "because": str(step.because),
    }


def way_text(way: Way) -> str:
    """What opens a record, and how far, as `rule EMEA (edit)`."""
    return f"{way.by.value} {way.name}".rstrip() + f" ({way.level.name.lower()})"


def _scope(decision: Decision) -> str | None:
    return decision.scope.value if decision.scope else None
