"""Afterwards: what the database holds, compared with what people were told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.serving.people import LEADS, VISITS
from bench.storm.ledger import Fate, Intent, Ledger
from crm_tui.bootstrap import Installation
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import ListQuery
from crm_tui.services.workspace import Workspace
from crm_tui.store.doctor import Severity, examine, examine_directory
from crm_tui.store.events import decoded
from crm_tui.store.organisation import OrganisationStore

WRITTEN = {LEADS: ("Last_Name", "Company"), VISITS: ("Name",)}
"""The fields that people write tokens into."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Faults by their kind, in words; all empty where nothing was lost or torn."""

    lost: Sequence[str]
    doubled: Sequence[str]
    torn: Sequence[str]
    ill: Sequence[str]

    @property
    def faults(self) -> list[str]:
        """All of them."""
        return [*self.lost, *self.doubled, *self.torn, *self.ill]


def judge(installation: Installation, slug: str, admin: str, ledger: Ledger) -> Verdict:
    """Read everything, as it stands now."""
    store, workspace = installation.store(slug), installation.workspace(admin, slug, door="cli")
    modules = [store.catalog().by_name[name] for name in WRITTEN]
    histories = [history for module in modules for history in _histories(store, module)]
    places = Counter(value for history in histories for value in history.values)
    places.update(text for (text,) in store.engine.rows("SELECT text FROM note"))
    return Verdict(
        lost=[_told(intent) for intent in ledger.intents if intent.fate is Fate.TOLD and not places[intent.token]],
        doubled=[_told(i) for i in ledger.intents if places[i.token] > (i.fate is not Fate.REFUSED)],
        torn=[
            *(f"{h.field} of {h.record}: {h.broken}" for h in histories if h.broken),
            *(fault for module in modules for fault in _torn(store, workspace, module)),
            *_unfound(store, workspace, ledger),
        ],
        ill=list(_ill(installation, store)),
    )


def _told(intent: Intent) -> str:
    return f"{intent.act} {intent.token} of {intent.login} by {intent.door}, {intent.fate} {intent.told_at}"


@dataclass(slots=True)
class _History:
    """All values that a field of a record had, by its events, the last one by its row."""

    record: str
    field: str
    values: list[str]
    broken: str = ""


def _histories(store: OrganisationStore, module: ModuleDef) -> Iterator[_History]:
    """Each change begins where the one before it ended: nobody overwrote what he had not seen."""
    changes = _changes(store, module)
    for name in WRITTEN[module.api_name]:
        column = module.by_name[name].column
        for record_id, now in store.engine.rows(f"SELECT id, {column} FROM {module.table}"):
            history = _History(f"{module.api_name}/{record_id}", name, [])
            for before, after in changes[record_id, name]:
                if not history.values:
                    history.values.append(before)
                elif history.values[-1] != before:
                    history.broken = f"a change began at {before!r} where {history.values[-1]!r} stood"
                history.values.append(after)
            if not history.values:
                history.values.append(now)
            elif history.values[-1] != now:
                history.broken = f"the row holds {now!r} where the last event says {history.values[-1]!r}"
            yield history


def _changes(store: OrganisationStore, module: ModuleDef) -> dict[tuple[int, str], list[tuple[str, str]]]:
    found: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    rows = store.engine.rows(
        "SELECT e.record_id, e.body FROM event e JOIN record r ON r.id = e.record_id"
        " WHERE r.module_id = ? AND e.kind = 'edited' ORDER BY e.id",
        (module.id,),
    )
    for record_id, body in rows:
        for change in decoded(body).changes:
            found[record_id, change.field].append((str(change.before), str(change.after)))
    return found


def _torn(store: OrganisationStore, workspace: Workspace, module: ModuleDef) -> Iterator[str]:
    """Row, registry, search entry, events, audit and counts agree."""
    engine, name = store.engine, module.api_name
    events = _counted(store, "SELECT record_id, kind, count(*) FROM event GROUP BY record_id, kind")
    audits = _counted(
        store, "SELECT target, action, count(*) FROM audit WHERE outcome = 'allowed' GROUP BY target, action"
    )
    notes = dict(engine.rows("SELECT record_id, count(*) FROM note GROUP BY record_id"))
    rows = engine.rows(
        f"SELECT t.id, t.version, t.name, d.name FROM {module.table} t"
        " LEFT JOIN record r ON r.id = t.id LEFT JOIN search_doc d ON d.id = r.id"
    )
    for key, version, title, found in rows:
        happened, done = events[str(key)], audits[f"{name}/{key}"]
        told = {
            "search entry": (found, title),
            "making": (happened["created"], 1),
            "edits and version": (happened["edited"], version - 1),
            "edits and audit": (happened["edited"], done["records.edit"]),
            "notes and their events": (happened["note_added"], notes.get(key, 0)),
            "notes and audit": (happened["note_added"], done["notes.add"]),
        }
        yield from (f"{name}/{key}: {what}: {is_} is not {must}" for what, (is_, must) in told.items() if is_ != must)
    count = workspace.listing.count(ListQuery(name), None).number
    if count != len(rows):
        yield f"{name}: {count} are counted, {len(rows)} are there"


def _counted(store: OrganisationStore, sql: str) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for of, kind, number in store.engine.rows(sql):
        found[str(of)][kind] = number
    return found


def _unfound(store: OrganisationStore, workspace: Workspace, ledger: Ledger) -> Iterator[str]:
    """Each record that was made is found by its name, by the words of the search."""
    names = {name: key for key, name in store.engine.rows("SELECT id, name FROM search_doc")}
    for intent in ledger.intents:
        key = names.get(intent.token)
        if key is not None and key not in {hit.id for hit in workspace.search.find(intent.token)}:
            yield f"{intent.token}: {intent.module}/{key} is not found by search"


def _ill(installation: Installation, store: OrganisationStore) -> Iterator[str]:
    """What `doctor` would tell, warnings too."""
    for engine in (store.engine, installation.directory.engine):
        findings = examine(engine) if engine is store.engine else examine_directory(engine)
        yield from (f"doctor: {each.check}" for each in findings if each.severity is not Severity.INFO)
