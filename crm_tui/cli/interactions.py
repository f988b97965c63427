"""`interactions …`, `record email`, `record contact`: the stream of a customer, and entering contacts into it."""

from __future__ import annotations

import datetime as dt

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.cli.days import day_named, moment_named
from crm_tui.cli.output import Json
from crm_tui.cli.records import TARGET, report_done
from crm_tui.cli.values import done_json, moment_json, user_json, value_json
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.fields import UserRef
from crm_tui.domain.interactions import (
    Channel,
    Direction,
    Entry,
    Gap,
    Interaction,
    Milestone,
    NewInteraction,
    Stream,
    StreamFilter,
)

PAGE = 500
ENTERED = ("form", "chat", "survey", "social")
"""Of the channels, those that may have no record of their own; which of them do is the service's to say."""


def stream(call: Call) -> None:
    """The contacts with a customer, with the silences and milestones between them."""
    module, record_id = call.target()
    wanted, left, after = _filter(call), int(call.args.limit), None
    entries: list[Entry] = []
    while True:
        found = call.workspace.interactions.stream(module, record_id, wanted, min(left, PAGE), after)
        if not entries and not call.out.as_json:
            _head(call, found)
        entries += found.entries
        left -= sum(isinstance(entry, Interaction) for entry in found.entries)
        after = found.after
        if after is None or left < 1:
            break
    if call.out.as_json:
        call.out.json([entry_json(entry) for entry in entries])
        return
    for entry in entries:
        call.out.line(_line(entry, call.workspace.session.zone()))


def show(call: Call) -> None:
    """One contact with its text."""
    entry, text = call.workspace.interactions.get(call.args.id)
    call.out.one(entry_json(entry) | {"text": text or None})


def mark(call: Call) -> None:
    """An e-mail was opened, clicked or bounced."""
    call.workspace.interactions.mark(call.args.id, call.args.status)
    call.out.one({"id": call.args.id, "status": call.args.status}, _("Marked."))


def delete(call: Call) -> None:
    """Remove a contact that has no record of its own."""
    report_done(call, call.workspace.interactions.delete(call.args.id))


def enter(call: Call) -> None:
    """Enter a contact that has no record of its own."""
    args, target = call.args, call.target()
    new = NewInteraction(
        channel=Channel(getattr(args, "channel", Channel.EMAIL)),
        direction=Direction(args.direction),
        subject=args.subject or "",
        at=moment_named(call, args.at),
        people=args.people or "",
        text=args.text or "",
        status=args.status or "",
        minutes=args.minutes,
        user=args.user or "",
    )
    done = call.workspace.interactions.log(*target, new)
    call.out.one(done_json(done) | {"interaction": done.item_id}, done.text)


def entry_json(entry: Entry) -> dict[str, Json]:
    """A line of a stream; `type` says which keys it has."""
    match entry:
        case Gap():
            return {
                "type": "gap", "days": entry.days, "since": moment_json(entry.since), "until": moment_json(entry.until)
            }  # fmt: skip
        case Milestone():
            return {
                "type": "milestone", "kind": entry.kind, "at": moment_json(entry.at), "actor": user_json(entry.actor),
                "field": entry.field or None, "before": value_json(entry.before), "after": value_json(entry.after),
                "record": _record((entry.module, entry.record_id, entry.name)) if entry.module else None,
            }  # fmt: skip
    return {
        "type": "interaction", "id": entry.id, "at": moment_json(entry.at), "channel": str(entry.channel),
        "direction": str(entry.direction) or None, "status": entry.status or None, "subject": entry.subject or None,
        "people": entry.people or None, "actor": user_json(entry.actor) if entry.actor else None,
        "minutes": entry.minutes, "marks": {name: int(count) for name, count in entry.marks},
        "source": {"module": entry.source[0], "id": entry.source[1]} if entry.source else None,
        "record": _record(entry.on) if entry.on else None, "redacted": entry.redacted, "contact": entry.contact,
    }  # fmt: skip


def _record(on: tuple[str, int, str]) -> dict[str, Json]:
    return {"module": on[0], "id": on[1], "name": on[2]}


def _filter(call: Call) -> StreamFilter:
    args = call.args
    return StreamFilter(
        channels=frozenset({Channel(args.channel)} if args.channel else ()),
        direction=Direction(args.direction) if args.direction else None,
        user=args.user or "",
        since=day_named(call, args.since),
        until=day_named(call, args.until),
        gap=args.gap,
        oldest_first=args.oldest,
    )


def _head(call: Call, found: Stream) -> None:
    head, zone = found.head, call.workspace.session.zone()
    number = f"{head.count.number}+" if head.count.more else str(head.count.number)
    call.out.line(_("{number} contacts", number=number))
    named = ((_("Last contact"), head.last), (_("Owed an answer"), head.owed), (_("Waiting for him"), head.waiting))
    for label, entry in named:
        if entry is not None:
            call.out.line(f"{label}: {_line(entry, zone)}")
    if head.best is not None:
        call.out.line(_("Best channel: {channel}", channel=str(head.best)))


def _line(entry: Entry, zone: dt.tzinfo) -> str:
    if isinstance(entry, Gap):
        return "— " + ngettext("{count} day without contact", "{count} days without contact", entry.days)
    at = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(entry, Milestone):
        change = " → ".join(_said(value) for value in (entry.before, entry.after) if value is not None)
        return "  ".join(part for part in (at, "◆", entry.kind, entry.name, change) if part)
    way = {Direction.IN: "←", Direction.OUT: "→"}.get(entry.direction, "·")
    words = _("(not visible)") if entry.redacted else entry.subject
    actor = entry.actor.name if entry.actor else ""
    on = f"({entry.on[2]})" if entry.on else ""
    parts = (at, way, str(entry.channel), entry.status, words, actor, on)
    return "  ".join(part for part in parts if part)


def _said(value: object) -> str:
    return value.name if isinstance(value, UserRef) else str(value)


CHANNEL = Argument("--channel", N_("only this channel"), choices=tuple(map(str, Channel)))
NUMBER = Argument("id", N_("the number of a contact"), number=True)
DIRECTION = Argument("--direction", N_("from the customer or to him"), choices=("in", "out"), default="in")
USER = Argument("--user", N_("a user by his login"), metavar="LOGIN")
DETAILS = (
    Argument("--subject", N_("what it is about"), metavar="TEXT"),
    Argument("--people", N_("addresses or names of the others"), metavar="TEXT"),
    Argument("--text", N_("the text"), metavar="TEXT"),
    Argument("--at", N_("when; now by default"), metavar="TIME"),
    Argument("--status", N_("what became of it")),
    Argument("--minutes", N_("how long it took"), number=True, least=0, metavar="N"),
    USER,
)
VERBS = (
    Verb(
        "interactions", N_("Show the contacts with a customer, newest first."), stream,
        (
            TARGET, CHANNEL,
            Argument("--direction", N_("only from the customer or to him"), choices=("in", "out")),
            USER,
            Argument("--since", N_("from this day on"), metavar="DATE"),
            Argument("--until", N_("up to this day"), metavar="DATE"),
            Argument(
                "--gap", N_("days of silence from which it is shown; 0 for never"), number=True, least=0, default=14,
                metavar="DAYS",
            ),
            Argument("--oldest", N_("oldest first"), flag=True),
            Argument("--limit", N_("at most so many contacts"), number=True, default=50, metavar="N"),
        ),
        "interactions.view",
    ),
    Verb("interactions show", N_("Show a contact with its text."), show, (NUMBER,), "interactions.view"),
    Verb(
        "interactions mark", N_("Say what became of an e-mail."), mark,
        (NUMBER, Argument("status", N_("opened, clicked or bounced"))), "email.send",
    ),
    Verb("interactions delete", N_("Remove an e-mail or another contact."), delete, (NUMBER,), "email.delete"),
    Verb(
        "record email", N_("Enter an e-mail that was sent or received."), enter, (TARGET, DIRECTION, *DETAILS),
        "email.send",
    ),
    Verb(
        "record contact", N_("Enter a contact that has no record of its own."), enter,
        (
            TARGET, Argument("--channel", N_("by which channel"), choices=ENTERED, default=ENTERED[0]), DIRECTION,
            *DETAILS,
        ),
        "records.edit",
    ),
)  # fmt: skip
