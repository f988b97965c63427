"""A save onto a newer version, field by field (decision 0012): what only somebody else changed stays as he left it,
and what both changed is asked about. Nothing is overwritten silently."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crm_tui.base.messages import message
from crm_tui.domain.computed import following
from crm_tui.domain.errors import Conflict
from crm_tui.domain.fields import UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.entering import Entering
from crm_tui.services.meanwhile import Meanwhile, Moved, same
from crm_tui.services.reading import LINKS, Reading
from crm_tui.services.session import Session
from crm_tui.store.plans import Held, StoredRecord


class Merging:
    """Compares what was entered on an older version with what the record has become, for one actor."""

    def __init__(self, session: Session, reading: Reading, entering: Entering) -> None:
        self._session, self._reading, self._entering = session, reading, entering
        self._meanwhile = Meanwhile(session)

    def refuse_overlap(
        self,
        module: ModuleDef,
        before: StoredRecord,
        version: int | None,
        mine: Mapping[str, Value],
        writable: Collection[str],
    ) -> None:
        """Conflict where somebody else changed one of these fields since `version`, with both sides of those alone.

        `mine`: what was entered, of fields that he may write, so no hidden field is ever named. Where it cannot be
        told what happened since, every field that differs counts.
        """
        if version is None or version == before.version:
            return
        moved = self._meanwhile.of(before, version)
        mine = {**self._following(module, before, mine, writable), **mine}
        held = self._held(module, mine)
        since = {one.field: one for one in moved or () if one.differs}
        differing = [name for name, value in held.items() if not same(before.values.get(name), value)]
        both = [name for name in differing if moved is None or name in since]
        if both:
            self._refuse(module, before, {name: mine[name] for name in both}, [since[n] for n in both if n in since])

    def refuse_stale(self, module: ModuleDef, before: StoredRecord, version: int | None) -> None:
        """Conflict unless the record is as it was read: for acts on all of it, as a conversion."""
        if version is not None and version != before.version:
            self._refuse(module, before, {}, ())

    def shown(self, module: ModuleDef, before: StoredRecord, names: Collection[str]) -> dict[str, Value]:
        """The values of these fields as the actor reads them."""
        fields = [module.by_name[name] for name in names]
        links = self._reading.links(
            int(held)  # type: ignore[arg-type]
            for f in fields
            if f.kind in LINKS and (held := before.values.get(f.api_name)) is not None
        )
        return {f.api_name: self._reading.value(f, before.values.get(f.api_name), links) for f in fields}

    def scalars(self, module: ModuleDef, held: Mapping[str, Held]) -> dict[str, Value]:
        """Domain values of all fields that are no look-ups."""
        fields = (f for f in module.fields if f.kind not in LINKS)
        return {f.api_name: self._reading.value(f, held.get(f.api_name), {}) for f in fields}

    def _refuse(
        self, module: ModuleDef, before: StoredRecord, mine: Mapping[str, Value], moved: Collection[Moved]
    ) -> None:
        theirs = self.shown(module, before, mine)
        by = ", ".join(dict.fromkeys(self._session.user(one.by).name for one in moved))
        by = by or self._session.user(before.modified_by).name
        named = self._session.mask(module).shows(module.name_field)
        raise Conflict(
            message("{name} was changed by {user} meanwhile.", name=before.name if named else module.singular, user=by),
            theirs=theirs,
            mine=mine,
            version=before.version,
            changed_by=by,
        )

    def _following(
        self, module: ModuleDef, before: StoredRecord, mine: Mapping[str, Value], writable: Collection[str]
    ) -> dict[str, Value]:
        """What his entries would set besides, though people enter it too, as a deal's probability (R04)."""
        held = self._entering.stored(module, mine)
        changed = {name for name, value in held.items() if not same(before.values.get(name), value)}
        after = self.scalars(module, {**before.values, **held})
        return {name: value for name, value in following(module, after, changed).items() if name in writable}

    def _held(self, module: ModuleDef, mine: Mapping[str, Value]) -> dict[str, Held]:
        held, owner = self._entering.stored(module, mine), mine.get("Owner")
        return {**held, "Owner": owner.id} if isinstance(owner, UserRef) else held
