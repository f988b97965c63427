"""`timeline`: what happened to a record, as its reader may know it (6.4)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.days import day_named
from crm_tui.cli.output import shown
from crm_tui.cli.records import TARGET
from crm_tui.cli.values import event_json, value_json
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid
from crm_tui.domain.events import MAKING, EventFilter, EventGroup, EventPage, door_words, kind_words
from crm_tui.domain.records import Event, FieldChange

NOTHING = "–"


def timeline(call: Call) -> None:
    """What happened to a record, newest first."""
    args = call.args
    page = call.workspace.timeline.read(
        *call.target(), _filter(call), limit=args.limit, before=args.before, everything=args.all
    )
    if call.out.as_json:
        call.out.json([event_json(event) for event in page.events])
    else:
        _print(call, page)


def _filter(call: Call) -> EventFilter:
    args = call.args
    since, until = day_named(call, args.since), day_named(call, args.until)
    return EventFilter(_groups(args.kind), args.user or "", args.field or "", since, until)


def _groups(text: str | None) -> frozenset[EventGroup]:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    known = {group.value: group for group in EventGroup}
    if unknown := [name for name in names if name not in known]:
        raise Invalid(message("{name} is none of: {known}.", name=unknown[0], known=", ".join(known)))
    return frozenset(known[name] for name in names)


def _print(call: Call, page: EventPage) -> None:
    zone = call.workspace.session.zone()
    for event in page.events:
        call.out.line(f"{event.at.astimezone(zone):%Y-%m-%d %H:%M}  {event_line(event)}")
        for change in () if event.kind in MAKING and not call.args.field else event.changes:
            call.out.line(f"    {change_line(change)}")
    if page.after is not None:
        call.out.line(_("More: --before {id}", id=page.after))
    elif page.older:
        call.out.line(_("Older than six months: --all"))


def event_line(event: Event) -> str:
    """Who did what, and through which door."""
    who = shown({"name": event.actor.name, "login": event.actor.login}) or _("(former)")
    detail = f": {event.detail}" if event.detail else ""
    door = f" ({door_words(event.door)})" if door_words(event.door) else ""
    return f"{who} {kind_words(event.kind)}{detail}{door}"


def change_line(change: FieldChange) -> str:
    """A field before and after."""
    before, after = (shown(value_json(value)) or NOTHING for value in (change.before, change.after))
    return f"{change.label}: {before} → {after}"


VERBS = (
    Verb(
        "timeline", N_("Show what happened to a record, newest first."), timeline,
        (
            TARGET, Argument("--all", N_("older than six months too"), flag=True),
            Argument("--kind", N_("only these kinds, separated by commas: changes, notes, owner, activities")),
            Argument("--user", N_("only what this user did"), metavar="LOGIN"),
            Argument("--field", N_("only changes of this field")),
            Argument("--since", N_("from this day on, however long ago"), metavar="DATE"),
            Argument("--until", N_("up to this day"), metavar="DATE"),
            Argument("--before", N_("go on behind the event of this number"), number=True, metavar="ID"),
            Argument("--limit", N_("at most so many events"), number=True, default=100, metavar="N"),
        ),
        "timeline.view",
    ),
)  # fmt: skip
