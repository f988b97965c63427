"""What is asked about: the organisation, modules, spaces and records, as the facts that the engine is told."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crm_tui.domain.facts import ModuleFacts, RecordFacts
from crm_tui.domain.modules import Level, ModuleKind, OrgDefault
from tests.oracle.people import BELOW, CONTRACTS, ME, OTHER_SPACE, OWN_SPACE, RUN_SPACE, STRANGER


@dataclass(frozen=True, slots=True)
class Target:
    """A module, a record of it, a space (a record with `space_id` alone), or with neither the organisation.

    Of a view (`view`) the record tells who made it and whether it is shared.
    """

    key: str
    module: ModuleFacts | None = None
    record: RecordFacts | None = None
    view: bool = False


LEADS = ModuleFacts(1, "Leads", ModuleKind.ORGANISATION)
INVOICES = ModuleFacts(2, "Invoices", ModuleKind.ORGANISATION)
ASSETS = ModuleFacts(3, "Assets", ModuleKind.ORGANISATION, standard=False)
SECRETS = ModuleFacts(4, "Secrets", ModuleKind.ORGANISATION, standard=False)
TASKS = ModuleFacts(5, "Tasks", ModuleKind.ORGANISATION, activity=True)
CONTRACT = ModuleFacts(CONTRACTS, "Contracts", ModuleKind.TEAM, standard=False)

OWNERS = (ME, BELOW, STRANGER)
STATES: dict[str, frozenset[str]] = {
    "": frozenset(),
    "locked": frozenset({"locked"}),
    "pending": frozenset({"pending"}),
    "pending for him": frozenset({"pending", "approver"}),
    "deleted": frozenset({"deleted"}),
}


def with_default(module: ModuleFacts, default: OrgDefault) -> ModuleFacts:
    """The same module under another organisation default: to Cedar another module."""
    return replace(module, id=module.id * 10 + list(OrgDefault).index(default), default=default)


def general() -> Iterator[Target]:
    """No record is named (AC51)."""
    yield Target("the organisation")
    for module in (LEADS, INVOICES, ASSETS, SECRETS, TASKS):
        yield Target(module.api_name, module)
    yield Target("Contracts", CONTRACT)


def spaces() -> Iterator[Target]:
    for number in (OWN_SPACE, RUN_SPACE, OTHER_SPACE):
        yield Target(f"space {number}", None, RecordFacts(owner_id=STRANGER, space_id=number))


def organisation_records() -> Iterator[Target]:
    """Owner x organisation default x level x lock, in modules that are enabled and not."""
    for module, default in itertools.product((LEADS, INVOICES, ASSETS, SECRETS), OrgDefault):
        for owner, level, state in itertools.product(OWNERS, Level, STATES):
            yield _record(with_default(module, default), owner, level, state)


def team_records() -> Iterator[Target]:
    """Owner x level x requester x taken up or not x lock, with and without Q09."""
    for after, handled, requester in itertools.product((False, True), (False, True), (None, ME, STRANGER)):
        module = replace(CONTRACT, requests_after_acceptance=after)
        for owner, level, state in itertools.product(OWNERS, Level, STATES):
            yield _record(module, owner, level, state, requester=requester, handled=handled)


def activities() -> Iterator[Target]:
    """Tasks: hanging on nothing, on a record of an organisation module, and on one of a team module (AC10)."""
    for default, owner, level, parent in itertools.product(OrgDefault, OWNERS, Level, (None, *_parents())):
        yield _record(with_default(TASKS, default), owner, level, "", parent=parent)
    for state, parent in itertools.product(STATES, (None, *_parents())):
        yield _record(TASKS, ME, Level.NONE, state, parent=parent)


def _parents() -> list[Target]:
    defaults = (OrgDefault.PRIVATE, OrgDefault.READ_ONLY)
    levels = (Level.NONE, Level.READ)
    enabled = [
        _record(with_default(LEADS, default), owner, level, "")
        for default, owner, level in itertools.product(defaults, OWNERS, levels)
    ]
    not_enabled = [
        _record(with_default(INVOICES, default), owner, Level.NONE, "")
        for default, owner in itertools.product(defaults, (ME, STRANGER))
    ]
    team = [
        _record(CONTRACT, owner, level, "", requester=requester)
        for owner, level, requester in itertools.product((ME, STRANGER), levels, (None, ME))
    ]
    locked = [
        _record(module, ME, Level.NONE, "locked") for module in (with_default(LEADS, OrgDefault.PRIVATE), CONTRACT)
    ]
    return enabled + not_enabled + team + locked


def items(targets: Iterable[Target]) -> Iterator[Target]:
    """The same records, with who made the note, tag, file or mail that the act is on."""
    for target, author in itertools.product(list(targets), OWNERS):
        assert target.record is not None
        yield replace(target, key=f"{target.key}, item of {author}", record=replace(target.record, item_author=author))


def views() -> Iterator[Target]:
    for module, author, public in itertools.product((LEADS, INVOICES, TASKS, CONTRACT), OWNERS, (False, True)):
        record = RecordFacts(author, item_author=author, item_public=public)
        yield Target(f"{module.api_name}/view of {author}{', public' * public}", module, record, view=True)


def _record(
    module: ModuleFacts, owner: int, level: Level, state: str, *, requester: int | None = None,
    handled: bool = False, parent: Target | None = None,
) -> Target:  # fmt: skip
    on = (parent.module, parent.record) if parent and parent.module and parent.record else None
    marks = STATES[state]
    record = RecordFacts(
        owner, level, requester, handled, parent=on, deleted="deleted" in marks, locked="locked" in marks,
        pending="pending" in marks, approver="approver" in marks,
    )  # fmt: skip
    said = [f"{module.api_name}/record of {owner}, default {module.default}, shared {level.name.lower()}", state]
    said += [f"requested by {requester}{', taken up' * handled}"] if requester or handled else []
    said += ["allowed after acceptance"] if module.requests_after_acceptance else []
    said += [f"hanging on ({parent.key})"] if parent else []
    return Target(", ".join(filter(None, said)), module, record)
