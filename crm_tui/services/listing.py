"""Lists and counts: a query in words becomes a plan under the actor's scope and mask."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from dataclasses import replace
from operator import itemgetter

from crm_tui.base.messages import message
from crm_tui.domain.criteria.ast import And, Criterion
from crm_tui.domain.criteria.parser import parse
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef, ViewDef
from crm_tui.domain.records import Count, Cursor, ListQuery, Page, Row, Sort
from crm_tui.services.modules import Modules
from crm_tui.services.reading import Reading
from crm_tui.services.session import Rights, Session
from crm_tui.services.views import Views
from crm_tui.store.plans import ListPlan, StoredRow

UNSORTABLE = (FieldKind.LONG_TEXT, FieldKind.MULTI_PICKLIST, FieldKind.PARENT)

FRONT = 4
HEAD = itemgetter(*range(FRONT))
"""Id, version, owner and sort key of a stored row."""
KEPT = 64
"""Plans kept for each actor."""


class Listing:
    """Pages and counts of one actor."""

    def __init__(self, session: Session, modules: Modules, reading: Reading, views: Views) -> None:
        self._session, self._modules, self._reading, self._views = session, modules, reading, views
        self._kept: OrderedDict[ListQuery, tuple[Rights, ListPlan]] = OrderedDict()

    def page(
        self,
        query: ListQuery,
        *,
        limit: int = 50,
        after: Cursor | None = None,
        before: Cursor | None = None,
        offset: int = 0,
        with_facts: bool = False,
    ) -> Page:
        """Up to `limit` rows (1 to 1,000) of a list, from its start, after a cursor or before one.

        `offset` skips rows from there. `with_facts` adds what greying needs to know of each row.
        Invalid names an unknown or hidden field, a bad criterion, a bad sort.
        """
        limit = max(1, min(limit, 1000))
        plan = self.plan(query)
        rows = self._session.rows.page(plan, limit=limit, after=after, before=before, offset=offset)
        return self._page(plan, rows, limit, backwards=before is not None, with_facts=with_facts)

    def count(self, query: ListQuery, cap: int | None = 1001) -> Count:
        """How many records the list holds for this actor; stops at `cap`."""
        return self._session.rows.count(self.plan(query), cap)

    def place_of(self, query: ListQuery, record_id: int) -> int | None:
        """Where a record stands in a list, counted from 0; None where it is not in it for this actor."""
        return self._session.rows.place(self.plan(query), record_id)

    def plan(self, query: ListQuery) -> ListPlan:
        """The query resolved: names to fields that the actor may see, rights to a scope.

        A plan is kept as long as the rights that it was made under; of views, which change by themselves, and of
        related lists, which ask for a record, it is made each time.
        """
        rights = self._session.refresh()
        known = self._kept.get(query)
        if known is not None and known[0] is rights:
            # Only criteria ask what day it is.
            return known[1] if known[1].criteria is None else replace(known[1], now=self._now())
        plan = self._resolved(query)
        witnessed = plan.module.is_team and self._session.actor.is_admin  # each look of his is audited (M03)
        if not query.view and query.related is None and not witnessed:
            self._kept[query] = (rights, plan)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return plan

    def _now(self) -> dt.datetime:
        return self._session.now().astimezone(self._session.zone())

    def _resolved(self, query: ListQuery) -> ListPlan:
        module = self._module(query)
        view = self._views.named(module, query.view) if query.view else None
        where = self._criterion(module, query.where)
        session = self._session
        return ListPlan(
            module=module,
            scope=session.scope(module),
            criteria=both(self._of_view(module, view), where),
            text=query.text,
            sort=self._sort(module, query.sort, view),
            columns=self._columns(module, query.columns, view),
            bin=query.bin,
            related=self._related(module, query.related),
            hidden=session.mask(module).hidden,
            user_id=session.actor.user_id,
            now=self._now(),
        )

    def _module(self, query: ListQuery) -> ModuleDef:
        """A requester has no lists of the module but one: his own requests beside the record they are about (M10)."""
        beside = query.related is not None and not query.view and not query.bin
        return self._modules.reached(query.module) if beside else self._modules.find(query.module)

    def _page(self, plan: ListPlan, stored: list[StoredRow], limit: int, *, backwards: bool, with_facts: bool) -> Page:
        columns = list(zip(*stored, strict=True))[FRONT:]
        values = self._reading.by_columns(plan.columns, columns, plan.module) if columns else [() for _ in stored]
        facts = self._facts(plan, [row.id for row in stored]) if with_facts else {}
        # Unpacked at once: fifty rows with five properties each are a tenth of a page.
        rows = tuple(
            [
                Row(record_id, version, owner_id, shown, Cursor(key, record_id), facts.get(record_id))
                for (record_id, version, owner_id, key), shown in zip(map(HEAD, stored), values, strict=True)
            ]
        )
        full = len(rows) == limit
        return Page(
            columns=plan.columns,
            rows=rows,
            sort=plan.sort,
            before=rows[0].cursor if rows and (full or not backwards) else None,
            after=rows[-1].cursor if rows and (full or backwards) else None,
        )

    def _facts(self, plan: ListPlan, ids: list[int]) -> dict[int, RecordFacts]:
        many = self._session.rows.facts_of_many(plan.module, ids, self._session.actor.user_id)
        return {record_id: facts for record_id, (facts, _binned, _version) in many.items()}

    def _of_view(self, module: ModuleDef, view: ViewDef | None) -> Criterion | None:
        """A view's criteria; one that filters by a field hidden from the actor shows nothing of it (AC08)."""
        if view is None or not view.criteria:
            return None
        return self._criterion(module, view.criteria)

    def _criterion(self, module: ModuleDef, text: str) -> Criterion | None:
        """Criteria over the fields that he sees: a hidden one reads as one that does not exist."""
        return parse(text, self._modules.shown(module)) if text.strip() else None

    def _columns(self, module: ModuleDef, names: tuple[str, ...], view: ViewDef | None) -> tuple[FieldDef, ...]:
        if names:
            return tuple(self._field(module, name) for name in names)
        chosen = (view.columns if view else ()) or module.list_columns
        mask = self._session.mask(module)
        return tuple(f for name in chosen if (f := module.field(name)) and mask.shows(f.api_name))

    def _field(self, module: ModuleDef, name: str) -> FieldDef:
        field = module.field(name)
        if field is None or not self._session.mask(module).shows(field.api_name):
            raise unknown_field(module, name)
        return field

    def _sort(self, module: ModuleDef, sort: Sort | None, view: ViewDef | None) -> Sort:
        if sort is None and view is not None and view.sort:
            sort = Sort.parse(view.sort)
            if not self._session.mask(module).shows(sort.field):
                sort = None
        if sort is None:
            return Sort("Modified_Time", descending=True)
        field = self._field(module, sort.field)
        if field.kind in UNSORTABLE:
            raise Invalid(message("A list cannot be sorted by {field}.", field=field.api_name))
        return Sort(field.api_name, sort.descending)

    def _related(self, module: ModuleDef, related: tuple[str, int] | None) -> tuple[FieldDef, int] | None:
        """Rows that point to a record: only to one that he sees, or they would tell what it hides (AC28)."""
        if related is None:
            return None
        field = self._field(module, related[0])
        if related[1] not in self._reading.links([related[1]]):
            raise NotFound
        return field, related[1]


def unknown_field(module: ModuleDef, name: str) -> Invalid:
    """The same words for a field that does not exist and for one that is hidden (AC08)."""
    return Invalid(message("{module} has no field {field}.", module=module.api_name, field=name))


def both(one: Criterion | None, other: Criterion | None) -> Criterion | None:
    """Criteria of which both hold; None stands for everything."""
    if one is None or other is None:
        return one or other
    return And((one, other))
