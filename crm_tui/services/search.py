"""Search over all modules that the actor sees, in his scope."""

from __future__ import annotations

from crm_tui.domain.records import Found
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.store.search import SearchIndex


class Search:
    """Finds records by words: `Lodz` finds Łódź, `王伟` finds given 伟, family 王."""

    def __init__(self, session: Session, modules: Modules) -> None:
        self._session, self._modules = session, modules
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
        return [Found(i, names[m].api_name, name) for i, m, name in hits]
