"""Stored rows turned into domain values, as one actor may read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from crm_tui.base.clock import from_epoch
from crm_tui.domain.fields import NOT_VISIBLE, FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Record
from crm_tui.domain.values import from_stored
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.membership import Membership
from crm_tui.services.session import Session
from crm_tui.store.plans import Held, StoredRecord

LINKS = (FieldKind.LOOKUP, FieldKind.PARENT)
_AS_STORED = frozenset({FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL})
"""Kinds of which the stored form is the domain value."""
NUMBER = "Number"
Links = Mapping[int, Link]


class Reading:
    """Reads stored values for one actor: look-ups become links under his row scope (AC28), ids become names."""

    def __init__(self, session: Session) -> None:
        self._session, self._membership = session, Membership(session)

    def links(self, ids: Iterable[int]) -> dict[int, Link]:
        """Record ids as links; those outside the actor's scope are not visible."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        by_module: dict[int, list[int]] = {}
        for record_id, module_id in self._session.rows.modules_of(wanted).items():
            by_module.setdefault(module_id, []).append(record_id)
        found: dict[int, Link] = {}
        for module_id, members in by_module.items():
            module = self._session.catalog().by_id.get(module_id)
            if module is not None:
                found |= self._links_into(module, members)
        return found

    def _links_into(self, module: ModuleDef, ids: Iterable[int]) -> dict[int, Link]:
        """Ids of one module's records as links, those in scope."""
        names = self._session.rows.names(module, ids, self._session.scope(module))
        if not self._session.mask(module).shows(module.name_field):
            names = dict.fromkeys(names, "")  # AC08: there is a record, and what it is called is not told
        return {i: Link(i, module.api_name, name) for i, name in names.items()}

    def _links_of(self, fields: Sequence[FieldDef], columns: Sequence[tuple[Held, ...]]) -> dict[int, Link]:
        """The links that columns hold; where a look-up names its module, nobody need ask which it is."""
        found: dict[int, Link] = {}
        unknown: set[int] = set()
        for field, column in zip(fields, columns, strict=True):
            if field.kind not in LINKS:
                continue
            ids: set[int] = {held for held in column if isinstance(held, int)}
            target = self._session.catalog().by_name.get(field.target or "")
            if target is None:
                unknown |= ids
            elif ids:
                found |= self._links_into(target, ids)
        return found | self.links(unknown - found.keys())

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
        if not fields or not rows:
            return [() for _ in rows]
        return self.by_columns(fields, list(zip(*rows, strict=True)))

    def by_columns(
        self, fields: Sequence[FieldDef], columns: Sequence[tuple[Held, ...]], module: ModuleDef | None = None
    ) -> list[tuple[Value, ...]]:
        """As `values`, of columns: reading single values took three times as long as the query of the page itself.

        `module`: whose fields they are, where owners are to be marked that are no members any more (M53).
        """
        links = self._links_of(fields, columns)
        read = (self._column(f, held, links, module) for f, held in zip(fields, columns, strict=True))
        return list(zip(*read, strict=True))

    def owner(self, module: ModuleDef, user_id: int) -> UserRef:
        """An owner, marked where he is no member of the team module any more; only its people are told that (M53)."""
        session, found = self._session, self._session.user(user_id)
        if not module.is_team or self._membership.has(module, user_id):
            return found
        told = session.policy.decide(session.actor, "module.see", session.module_facts(module)).allowed
        return replace(found, left=True) if told else found

    def _column(
        self, field: FieldDef, column: tuple[Held, ...], links: Links, module: ModuleDef | None
    ) -> Iterable[Value]:
        """The values of one field in several rows; each distinct one is read once."""
        kind = field.kind
        if kind in _AS_STORED:
            return column  # type: ignore[return-value]
        if kind in LINKS:
            return [None if held is None else links.get(held, NOT_VISIBLE) for held in column]  # type: ignore[arg-type]
        if kind is FieldKind.USER:
            owned = module if field.column == "owner_id" and module is not None and module.is_team else None
            user = self._session.user if owned is None else partial(self.owner, owned)
            known: dict[Held, Value] = {held: None if held is None else user(held) for held in set(column)}  # type: ignore[arg-type]
        else:
            known = {held: self.value(field, held, links) for held in set(column)}
        return [known[held] for held in column]

    def record(self, module: ModuleDef, stored: StoredRecord, facts: RecordFacts, tags: tuple[str, ...]) -> Record:
        """A whole record; hidden fields are absent."""
        session = self._session
        mask = session.mask(module)
        fields = [f for f in module.fields if mask.shows(f.api_name)]
        held = [(stored.values.get(f.api_name),) for f in fields]
        values = self.by_columns(fields, held, module)[0] if fields else ()
        return Record(
            id=stored.id,
            module=module,
            name=stored.name if mask.shows(module.name_field) else "",
            version=stored.version,
            owner=self.owner(module, stored.owner_id),
            values={f.api_name: value for f, value in zip(fields, values, strict=True)},
            level=session.policy.level(session.actor, session.module_facts(module), facts),
            created_at=from_epoch(stored.created_at),
            modified_at=from_epoch(stored.modified_at),
            deleted_at=from_epoch(stored.deleted_at) if stored.deleted_at else None,
            locked=stored.locked,
            tags=tags,
            number=stored.number if mask.shows(NUMBER) else "",
            facts=facts,
        )
