"""Stored rows as requests, as their requester may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from crm_tui.base.clock import from_epoch
from crm_tui.domain.criteria.ast import Criterion
from crm_tui.domain.criteria.parser import parse
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import NOT_VISIBLE, FieldDef, FieldKind, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Sort
from crm_tui.domain.requests import Request
from crm_tui.domain.views import standard_view
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.reading import NUMBER, Reading
from crm_tui.services.session import Session
from crm_tui.store.plans import ListPlan, StoredRecord

OWNER, CREATED, CHANGED = "Owner", "Created_Time", "Modified_Time"


class RequestRows:
    """Reads requests of one actor. What he may see at all is asked before."""

    def __init__(self, session: Session, reading: Reading) -> None:
        self._session, self._reading = session, reading

    def mine(self, module: ModuleDef, *, closed: bool, limit: int) -> list[Request]:
        """His own of a module, latest change first; of open ones only those that his mask lets him tell apart."""
        plan = self._plan(module, closed=closed)
        rows = self._session.rows.page(plan, limit=limit)
        values = self._reading.values(plan.columns, [row.values for row in rows])
        facts = self._session.rows.facts_of_many(module, [row.id for row in rows], self._session.actor.user_id)
        names = [field.api_name for field in plan.columns]
        return [
            self._request(module, row.id, dict(zip(names, found, strict=True)), facts[row.id][0])
            for row, found in zip(rows, values, strict=True)
            if row.id in facts
        ]

    def open(self, module: ModuleDef) -> int:
        """How many of his own are open."""
        return self._session.rows.count(self._plan(module, closed=False), None).number

    def one(self, module: ModuleDef, stored: StoredRecord, facts: RecordFacts) -> Request:
        """One request."""
        fields = self._columns(module)
        found = self._reading.values(fields, [[stored.values.get(f.api_name) for f in fields]])[0]
        return self._request(module, stored.id, {f.api_name: v for f, v in zip(fields, found, strict=True)}, facts)

    def link(self, record_id: int) -> Link:
        """A record as the value of a look-up."""
        return self._reading.links([record_id]).get(record_id, NOT_VISIBLE)

    def _plan(self, module: ModuleDef, *, closed: bool) -> ListPlan:
        me = self._session.actor.user_id
        return ListPlan(
            module=module,
            scope=RowScope(requester_id=me),
            criteria=None if closed else self._open(module),
            sort=Sort(CHANGED, descending=True),
            columns=self._columns(module),
            user_id=me,
            now=self._session.now().astimezone(self._session.zone()),
        )

    def _open(self, module: ModuleDef) -> Criterion | None:
        """What the team's view calls open (Q13); nothing tells open from closed where the state is hidden (M26)."""
        view = standard_view(module, "Open_Requests")
        return parse(view.criteria, module) if view is not None and self._shows(module, module.status_field) else None

    def _columns(self, module: ModuleDef) -> tuple[FieldDef, ...]:
        """Times always, as of any record; the rest as his mask shows it."""
        names = (module.name_field, NUMBER, module.status_field)
        shown = [f for name in names if (f := module.by_name.get(name)) and self._shows(module, name)]
        lookups = [f for f in module.lookups if self._shows(module, f.api_name)]
        return (*shown, *lookups, module.by_name[CREATED], module.by_name[CHANGED])

    def _shows(self, module: ModuleDef, name: str) -> bool:
        return self._session.mask(module).shows(name)

    def _request(self, module: ModuleDef, record_id: int, values: Mapping[str, Value], facts: RecordFacts) -> Request:
        state = str(values.get(module.status_field) or "")
        return Request(
            id=record_id,
            module=module,
            number=str(values.get(NUMBER) or ""),
            name=str(values.get(module.name_field) or ""),
            state=state,
            closed=self._closes(module, state),
            accepted=facts.handled,
            owner=self._session.user(facts.owner_id) if self._shows(module, OWNER) else None,
            requester=self._session.user(facts.requester_id),
            at=_moment(values[CREATED]),
            changed_at=_moment(values[CHANGED]),
            of=_origin(module.lookups, values),
            editable=self._may_edit(module, facts),
            facts=facts,
        )

    def _closes(self, module: ModuleDef, state: str) -> bool:
        field = module.by_name.get(module.status_field)
        choice = field.choice(state) if field is not None else None
        return choice is not None and choice.closed

    def _may_edit(self, module: ModuleDef, facts: RecordFacts) -> bool:
        session = self._session
        return session.policy.decide(session.actor, "requests.edit", session.module_facts(module), facts).allowed


def _origin(lookups: Sequence[FieldDef], values: Mapping[str, Value]) -> Link | None:
    """The first look-up that is filled, not visible to him or not (AC28)."""
    filled = (values.get(f.api_name) for f in lookups if f.kind is FieldKind.LOOKUP)
    return next((value for value in filled if isinstance(value, Link)), None)


def _moment(value: Value) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else from_epoch(0)
