"""Tags on records (O03, M22): whoever sees the record adds them; he takes off what he added himself."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _, message, ngettext
from crm_tui.base.text import clean, fold
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.records import Done, TagLink
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.store import tags as stored
from crm_tui.store.undo_log import UndoStep

LENGTH = 40
"""Characters in a tag."""
MOST = 50
"""Tags on one record."""


class Tags:
    """The tags that one actor sees."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._rows = stored.Tags(session.engine)

    def list(self, module_name: str, record_id: int) -> list[TagLink]:
        """The tags of a record."""
        module = self._modules.find(module_name)
        self._gate.require("records.view", Target(module, record_id))
        me = self._session.actor.user_id
        return [TagLink(tag.name, tag.added_by, mine=tag.added_by == me) for tag in self._rows.list(record_id)]

    def suggestions(self, module_name: str, text: str, limit: int = 20) -> Sequence[str]:
        """Tags that this module knows, by their beginning."""
        module = self._modules.find(module_name)
        return list(self._rows.suggestions(module.id, text, limit))

    def add(self, module_name: str, record_id: int, names: Sequence[str]) -> Done:
        """Put tags on a record that one may view; those that are there already stay as they are."""
        module, wanted = self._modules.find(module_name), checked(names)
        with self._gate.act("tags.add", Target(module, record_id)) as change:
            if len(self._rows.list(record_id)) + len(wanted) > MOST:
                raise Invalid(message("A record has at most {most} tags.", most=MOST))
            actor = self._session.actor.user_id
            new = [name for name in wanted if self._rows.add(module.id, record_id, name, actor, change.at)]
            title = ngettext("Tag {names} added", "Tags {names} added", len(new), names=", ".join(new))
            if new:
                change.event(record_id, "tags_added", detail=", ".join(new))
                change.undo(title, *(UndoStep("tag_added", module.id, record_id, detail=name) for name in new))
        return Done(title if new else _("The record has these tags already"), change.undo_id, record_id)

    def remove(self, module_name: str, record_id: int, names: Sequence[str]) -> Done:
        """Take tags off: one's own, or any on a record that one may edit (AC32, M25); all or none of them."""
        module, wanted = self._modules.find(module_name), checked(names)
        self._gate.require("records.view", Target(module, record_id))
        links = {fold(tag.name): tag for tag in self._rows.list(record_id)}
        if missing := [name for name in wanted if fold(name) not in links]:
            raise NotFound(message("The record has no tag {tag}.", tag=missing[0]))
        done: Done | None = None
        with self._session.engine.write():
            for name in wanted:
                link = links[fold(name)]
                with self._gate.act("tags.remove", Target(module, record_id, link.added_by)) as change:
                    self._rows.remove(module.id, record_id, name)
                    change.event(record_id, "tags_removed", detail=link.name)
                    title = _("Tag {name} removed", name=link.name)
                    change.undo(title, UndoStep("tag_removed", module.id, record_id, detail=link.name))
                done = Done(title, change.undo_id, record_id)
        return done or Done("", None, record_id)


def checked(names: Sequence[str]) -> list[str]:
    """Tags as stored, each once; Invalid where one is empty, too long or holds a comma."""
    found: dict[str, str] = {}
    for name in (clean(" ".join(name.split())) for name in names):
        if not name or len(name) > LENGTH or "," in name:
            raise Invalid(message("A tag has 1 to {length} characters and no comma.", length=LENGTH))
        found.setdefault(fold(name), name)
    if not found:
        raise Invalid(message("Name at least one tag."))
    return list(found.values())
