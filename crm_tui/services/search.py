"""Search over all modules that the actor sees, in his scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.text import search_terms
from crm_tui.domain.fields import FieldDef, FieldKind, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found
from crm_tui.services.modules import Modules
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.search import SearchIndex
from crm_tui.store.search_sql import searchable, terms_to_find

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
        details = self._details(hits, names, terms_to_find(text))
        return [Found(i, names[m].api_name, name, details.get(i, "")) for i, m, name in hits]

    def _details(
        self, hits: Sequence[tuple[int, int, str]], modules: Mapping[int, ModuleDef], terms: Sequence[str]
    ) -> dict[int, str]:
        """What tells hits of the same name apart, by record id: the first words of their business cards, and what they
        were found by where neither these nor the name say it."""
        members: dict[int, dict[int, str]] = {}
        for record_id, module_id, name in hits:
            members.setdefault(module_id, {})[record_id] = name
        found: dict[int, str] = {}
        for module_id, names in members.items():
            found |= self._told(modules[module_id], names, terms)
        return found

    def _told(self, module: ModuleDef, names: Mapping[int, str], terms: Sequence[str]) -> dict[int, str]:
        """As `_details`, of one module in one query. `names`: by record id."""
        first, shows = self._telling(module), self._session.mask(module).shows
        fields = [first] if first else []
        fields += [field for field in searchable(module) if field not in fields and shows(field.api_name)]
        if not fields:
            return {}
        held = self._session.rows.fields_of(module, fields, names)
        values = self._reading.values(fields, list(held.values()))
        start = 1 if first else 0
        return {
            record_id: _detail(names[record_id], texts[:start], texts[start:], terms)
            for record_id, texts in zip(held, ([words(value) for value in row] for row in values), strict=True)
        }

    def _telling(self, module: ModuleDef) -> FieldDef | None:
        """The first field of the card that holds words and that he sees."""
        shows = self._session.mask(module).shows
        fields = (module.field(name) for name in module.layout.card)
        return next((f for f in fields if f and f.kind in WORDS and not f.system and shows(f.api_name)), None)


def _detail(name: str, told: Sequence[str], others: Sequence[str], terms: Sequence[str]) -> str:
    """What is told of a hit, and of the other texts those that hold a term which is not seen yet."""
    parts = [text for text in told if text]
    for text in others:
        if any(_holds(text, term) and not any(_holds(seen, term) for seen in (name, *parts)) for term in terms):
            parts.append(text)
    return " · ".join(parts)


def _holds(text: str, term: str) -> bool:
    """Whether a word of the text begins with the term, as the index has it."""
    return any(word.startswith(term) for word in search_terms(text.replace("_", " ")))


def words(value: Value) -> str:
    """A value as words; nothing for a look-up that he may not see (AC28)."""
    return value.name if isinstance(value, Link) else str(value or "")
