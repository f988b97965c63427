"""The file of channels names only what there is, and says when a record is a contact."""

from __future__ import annotations

import pytest

from crm_tui.domain.blueprints import ModuleBlueprint, standard_module
from crm_tui.domain.channels import Source, channel_data
from crm_tui.domain.fields import Choice, FieldDef, FieldKind, Stored
from crm_tui.domain.interactions import Channel, Direction
from crm_tui.domain.modules import Layout, ModuleDef, ModuleKind

SOURCES = tuple(channel_data().sources.values())


def definition(blueprint: ModuleBlueprint) -> ModuleDef:
    """A standard module as an organisation has it; each choice has the number of its place."""
    fields = tuple(
        FieldDef(
            place, f.api_name, f.label, f.kind, f.column or f"f_{place}", target=f.target,
            choices=tuple(Choice(n, c.api_name, c.label, closed=c.closed, won=c.won) for n, c in enumerate(f.choices)),
        )
        for place, f in enumerate(blueprint.fields, 1)
    )  # fmt: skip
    return ModuleDef(
        1, blueprint.api_name, blueprint.label, blueprint.singular, ModuleKind.ORGANISATION, "m_1", fields, Layout(()),
        (), blueprint.name_field,
    )  # fmt: skip


def entry(name: str, **values: object) -> tuple[str, str, int | None] | None:
    """Direction, status and minutes of a record's entry."""
    module, source = definition(standard_module(name)), channel_data().sources[name]
    stored: dict[str, Stored] = {}
    for field, value in values.items():
        choice = module.by_name[field].choice(str(value))
        stored[field] = choice.id if choice else value  # type: ignore[assignment]
    found = source.entry(module, stored)
    return (str(found.direction), found.status, found.minutes) if found else None


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.module)
def test_every_name_of_a_source_exists(source: Source) -> None:
    module = definition(standard_module(source.module))
    for name in (*source.fields, source.people, source.text, *source.links):
        assert not name or module.field(name) is not None, name
    assert module.by_name[source.time].kind is FieldKind.DATETIME
    assert all(module.by_name[name].kind in (FieldKind.LOOKUP, FieldKind.PARENT) for name in source.links)
    for name, choices in ((source.status_field, source.statuses), (source.direction_field, source.directions)):
        assert all(module.by_name[name].choice(choice) for choice in choices), name
    assert set(source.overriding) <= set(source.directions)
    if standard_module(source.module).activity:
        # `ScopeSql.hanging` stands on it: an activity is in the streams of what it hangs on, and in no others.
        assert [module.by_name[name].kind for name in source.links] == [FieldKind.PARENT]
    assert {source.module for source in SOURCES} == set(channel_data().sources)


def test_every_name_of_the_rest_exists() -> None:
    data = channel_data()
    for rollup in (*data.rollups, *data.milestones):
        there, stream = (definition(standard_module(name)) for name in (rollup.module, rollup.stream))
        assert rollup.stream in data.streams
        assert not rollup.field or there.by_name[rollup.field].target == rollup.stream
        assert not rollup.through or stream.by_name[rollup.through].target == rollup.module
        assert all(not name or stream.field(name) for name in (rollup.since, rollup.until))
    assert all(standard_module(name) for name in data.streams)
    statuses = {status for source in SOURCES for status in (source.open, source.closed, *source.statuses.values())}
    statuses |= {s for source in SOURCES for s in source.overriding.values()}
    statuses |= {s for rules in data.channels.values() for known in rules.statuses.values() for s in known}
    assert data.unreached <= statuses
    for named in (data.asking, data.talks):
        assert {status for known in named.values() for status in known} <= statuses
    assert set(data.channels) | {source.channel for source in SOURCES} == set(Channel)
    assert all(
        set(rules.marks) <= set(rules.statuses[Direction.OUT]) for rules in data.channels.values() if rules.marks
    )


CALL = {"Call_Start_Time": 100, "Call_Duration": 0, "Call_Type": "Outbound", "Call_Status": "Completed"}
MEETING = {"Start_DateTime": 100, "End_DateTime": 100 + 45 * 60, "Meeting_Status": "Held"}


@pytest.mark.parametrize(
    ("module", "values", "wanted"),
    [
        ("Calls", CALL, ("out", "completed", 0)),
        ("Calls", {**CALL, "Call_Type": "Inbound", "Call_Duration": 7}, ("in", "completed", 7)),
        ("Calls", {**CALL, "Call_Type": "Missed"}, ("in", "missed", 0)),
        ("Calls", {**CALL, "Call_Status": "Scheduled"}, ("out", "planned", 0)),
        ("Calls", {**CALL, "Call_Status": "Scheduled", "Call_Duration": 3}, ("out", "completed", 3)),
        ("Calls", {**CALL, "Call_Status": "Cancelled"}, None),
        ("Calls", {**CALL, "Call_Start_Time": None}, None),
        ("Meetings", MEETING, ("", "held", 45)),
        ("Meetings", {**MEETING, "Meeting_Status": "Planned"}, ("", "planned", 45)),
        ("Meetings", {**MEETING, "Meeting_Status": "No Show"}, ("", "no_show", 45)),
        ("Meetings", {**MEETING, "Meeting_Status": "Cancelled"}, None),
        ("Meetings", {**MEETING, "End_DateTime": 1}, ("", "held", 0)),
        ("Tasks", {"Status": "Completed", "Closed_Time": 5}, ("", "completed", None)),
        ("Tasks", {"Status": "In Progress", "Closed_Time": None}, None),
        ("Cases", {"Status": "New", "Created_Time": 5}, ("in", "open", None)),
        ("Cases", {"Status": "Closed", "Created_Time": 5}, ("in", "closed", None)),
    ],
)
def test_when_a_record_is_a_contact(
    module: str, values: dict[str, object], wanted: tuple[str, str, int | None] | None
) -> None:
    assert entry(module, **values) == wanted


def test_a_choice_of_peoples_own_counts_as_it_closes() -> None:
    module = definition(standard_module("Cases"))
    assert channel_data().sources["Cases"].entry(module, {"Status": None, "Created_Time": 1}) is not None
    assert entry("Tasks", Status="Waiting for Input", Closed_Time=5) is None
