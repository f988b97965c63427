"""Stored rows turned into domain values, as one actor may read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_tui.base.clock import from_epoch
from crm_tui.domain.fields import NOT_VISIBLE, FieldDef, FieldKind, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Record
from crm_tui.domain.values import from_stored
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.session import Session
from crm_tui.store.plans import Held, StoredRecord

LINKS = (FieldKind.LOOKUP, FieldKind.PARENT)
_AS_STORED = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL})
"""Kinds of which the stored form is the domain value."""
Links = Mapping[int, Link]


class Reading:
    """Reads stored values for one actor: look-ups become links under his row scope (AC28), ids become names."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def links(self, ids: Iterable[int]) -> dict[int, Link]:
        """Record ids as links; those outside the actor's scope are not visible."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        session, by_module = self._session, dict[int, list[int]]()
        for record_id, module_id in session.rows.modules_of(wanted).items():
            by_module.setdefault(module_id, []).append(record_id)
        found: dict[int, Link] = {}
        for module_id, members in by_module.items():
            module = session.catalog().by_id.get(module_id)
            if module is not None:
                names = session.rows.names(module, members, session.scope(module))
                found.update({i: Link(i, module.api_name, name) for i, name in names.items()})
        return found

    def value(self, field: FieldDef, held: Held, links: Links) -> Value:
        """One value as the actor may read it."""
        if held is None:
            return None
        match field.kind:
            case FieldKind.LOOKUP | FieldKind.PARENT:
                return links.get(int(held), NOT_VISIBLE)  # type: ignore[arg-type]
            case FieldKind.USER:
                return self._session.user(int(held))  # type: ignore[arg-type]
            case FieldKind.PICKLIST:
                return next((c.api_name for c in field.choices if c.id == held), None)
            case FieldKind.MULTI_PICKLIST:
                chosen = held if isinstance(held, tuple) else ()
                return tuple(c.api_name for c in field.choices if c.id in chosen)
        if isinstance(held, tuple):
            raise TypeError(f"{field.api_name} holds several values")
        return from_stored(field, held, self._session.store.info().currency_digits)

    def values(self, fields: Sequence[FieldDef], rows: Sequence[Sequence[Held]]) -> list[tuple[Value, ...]]:
        """Rows of values in the order of the fields; look-ups of all rows are read together."""
        places = [i for i, field in enumerate(fields) if field.kind in LINKS]
        links = self.links(int(row[i]) for row in rows for i in places if row[i] is not None)  # type: ignore[arg-type]
        if not fields or not rows:
            return [() for _ in rows]
        # By columns: reading single values took three times as long as the query of the page itself.
        columns = zip(*rows, strict=True)
        return list(zip(*(self._column(f, held, links) for f, held in zip(fields, columns, strict=True)), strict=True))

    def _column(self, field: FieldDef, column: tuple[Held, ...], links: Links) -> Iterable[Value]:
        """The values of one field in several rows; each distinct one is read once."""
        kind = field.kind
        if kind in _AS_STORED:
            return column  # type: ignore[return-value]
        if kind in LINKS:
            return [None if held is None else links.get(held, NOT_VISIBLE) for held in column]  # type: ignore[arg-type]
        if kind is FieldKind.USER:
            user = self._session.user
            known: dict[Held, Value] = {held: None if held is None else user(held) for held in set(column)}  # type: ignore[arg-type]
        else:
            known = {held: self.value(field, held, links) for held in set(column)}
        return [known[held] for held in column]

    def record(self, module: ModuleDef, stored: StoredRecord, facts: RecordFacts, tags: tuple[str, ...]) -> Record:
        """A whole record; hidden fields are absent."""
        session = self._session
        mask = session.mask(module)
        fields = [f for f in module.fields if mask.shows(f.api_name)]
        values = self.values(fields, [[stored.values.get(f.api_name) for f in fields]])[0]
        return Record(
            id=stored.id,
            module=module,
            name=stored.name if mask.shows(module.name_field) else "",
            version=stored.version,
            owner=session.user(stored.owner_id),
            values={f.api_name: value for f, value in zip(fields, values, strict=True)},
            level=session.policy.level(session.actor, session.module_facts(module), facts),
            created_at=from_epoch(stored.created_at),
            modified_at=from_epoch(stored.modified_at),
            deleted_at=from_epoch(stored.deleted_at) if stored.deleted_at else None,
            locked=stored.locked,
            tags=tags,
            number=stored.number,
            facts=facts,
        )
