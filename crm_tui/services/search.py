"""Search over all modules that the actor sees, in his scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.domain.fields import FieldDef, FieldKind, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found
from crm_tui.services.modules import Modules
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.search import SearchIndex

WORDS = (FieldKind.TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL, FieldKind.LOOKUP, FieldKind.PARENT)


class Search:
    """Finds records by words: `Lodz` finds Łódź, `王伟` finds given 伟, family 王."""

    def __init__(self, session: Session, modules: Modules, reading: Reading) -> None:
        self._session, self._modules, self._reading = session, modules, reading
        self._index = SearchIndex(session.store, session.parent_scope)

    def find(self, text: str, limit: int = 50, module_name: str = "") -> list[Found]:
        """Records whose words begin with all words of the text; of one module or of all."""
        if not text.strip():
            return []
        modules = [self._modules.find(module_name)] if module_name else list(self._modules.visible())
        scopes = {m.id: self._session.scope(m) for m in modules}
        names = {m.id: m for m in modules}
        hidden = {m.id: mask.hidden for m in modules if (mask := self._session.mask(m)).hidden}
        hits = self._index.find(text, scopes, limit, hidden)
        details = self._details(hits, names)
        return [Found(i, names[m].api_name, name, details.get(i, "")) for i, m, name in hits]

    def _details(self, hits: Sequence[tuple[int, int, str]], modules: Mapping[int, ModuleDef]) -> dict[int, str]:
        """What tells hits of the same name apart: the first words of their business cards, by record id."""
        ids: dict[int, list[int]] = {}
        for record_id, module_id, _name in hits:
            ids.setdefault(module_id, []).append(record_id)
        found: dict[int, str] = {}
        for module_id, members in ids.items():
            if field := self._telling(modules[module_id]):
                held = self._session.rows.field_of(modules[module_id], field, members)
                values = self._reading.values([field], [[one] for one in held.values()])
                found |= {i: words(value) for i, (value,) in zip(held, values, strict=True)}
        return found

    def _telling(self, module: ModuleDef) -> FieldDef | None:
        """The first field of the card that holds words and that he sees."""
        shows = self._session.mask(module).shows
        fields = (module.field(name) for name in module.layout.card)
        return next((f for f in fields if f and f.kind in WORDS and not f.system and shows(f.api_name)), None)


def words(value: Value) -> str:
    """A value as words; nothing for a look-up that he may not see (AC28)."""
    return value.name if isinstance(value, Link) else str(value or "")
