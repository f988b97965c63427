"""Search over all modules that the actor sees, in his scope."""

from __future__ import annotations

from crm_tui.domain.fields import FieldKind, Link
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
        return [Found(i, names[m].api_name, name, self._detail(names[m], i)) for i, m, name in hits]

    def _detail(self, module: ModuleDef, record_id: int) -> str:
        """What tells a hit from others of the same name: the first words of its business card."""
        stored = self._session.rows.get(module, record_id, scope=self._session.scope(module))
        shows = self._session.mask(module).shows
        for name in module.layout.card:
            field = module.field(name)
            if stored is None or field is None or field.kind not in WORDS or not shows(field.api_name):
                continue
            value = self._reading.values([field], [[stored.values.get(field.api_name)]])[0][0]
            if words := value.name if isinstance(value, Link) else str(value or ""):
                return words
        return ""
