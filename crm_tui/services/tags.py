"""Tags on records (O03, M22): whoever sees the record adds them; he takes off what he added himself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.base.messages import _, message, ngettext
from crm_tui.base.text import clean, fold
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, TagLink
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.services.steps import number
from crm_tui.store import tags as stored
from crm_tui.store.tag_words import TagWords
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
        self._words = TagWords(session.store, session.parent_scope)

    def list(self, module_name: str, record_id: int) -> list[TagLink]:
        """The tags of a record."""
        module = self._modules.named(module_name)
        self._gate.see(Target(module, record_id))
        me = self._session.actor.user_id
        return [TagLink(tag.name, tag.added_by, mine=tag.added_by == me) for tag in self._rows.list(record_id)]

    def suggestions(self, module_name: str, text: str, limit: int = 20) -> Sequence[str]:
        """Tags that stand on records of this module that he sees, by their beginning."""
        module = self._modules.find(module_name)
        return self._words.beginning(module, self._session.scope(module), text, limit)

    def add(self, module_name: str, record_id: int, names: Sequence[str]) -> Done:
        """Put tags on a record that one may view; those that are there already stay as they are."""
        module = self._modules.named(module_name)
        with self._gate.act("tags.add", Target(module, record_id)) as change:
            held = {fold(tag.name) for tag in self._rows.list(record_id)}
            new = [name for name in checked(names) if fold(name) not in held]
            if len(held) + len(new) > MOST:
                raise Invalid(message("A record has at most {most} tags.", most=MOST))
            for name in new:
                self._rows.add(module.id, record_id, name, self._session.actor.user_id, change.at)
            title = ngettext("Tag {names} added", "Tags {names} added", len(new), names=", ".join(new))
            if new:
                change.event(record_id, "tags_added", detail=", ".join(new))
                change.undo(title, *(UndoStep("tag_added", module.id, record_id, detail=name) for name in new))
        return Done(title if new else _("The record has these tags already"), change.undo_id, record_id)

    def remove(self, module_name: str, record_id: int, names: Sequence[str]) -> Done:
        """Take tags off: one's own, or any on a record that one may edit (AC32, M25); all or none of them."""
        module = self._modules.named(module_name)
        target = Target(module, record_id)
        self._gate.insist("tags.remove", target)
        links = self._on(record_id, checked(names))
        for author in sorted({link.added_by for link in links}):
            self._gate.insist("tags.remove", replace(target, item_author=author))
        with self._gate.act("tags.remove", replace(target, item_author=links[0].added_by)) as change:
            words = ", ".join(link.name for link in links)
            for link in links:
                self._rows.remove(module.id, record_id, link.name)
            change.event(record_id, "tags_removed", detail=words)
            title = ngettext("Tag {names} removed", "Tags {names} removed", len(links), names=words)
            change.undo(title, *(self._taken_off(module, record_id, link) for link in links))
        return Done(title, change.undo_id, record_id)

    def put_back(self, step: UndoStep) -> None:
        """Take a removal back: the tag stands there again as its first author's."""
        module, author = self._session.catalog().by_id[step.module_id], number(step, "added_by")
        with self._gate.act("tags.remove", Target(module, step.record_id, author)) as change:
            self._rows.add(module.id, step.record_id, step.detail, author, number(step, "added_at"))
            change.event(step.record_id, "tags_added", detail=step.detail)
            title = _("Tag {name} put back", name=step.detail)
            change.undo(title, UndoStep("tag_added", module.id, step.record_id, detail=step.detail))

    def _on(self, record_id: int, wanted: Sequence[str]) -> Sequence[stored.StoredTag]:
        links = {fold(tag.name): tag for tag in self._rows.list(record_id)}
        if missing := [name for name in wanted if fold(name) not in links]:
            raise NotFound(message("The record has no tag {tag}.", tag=missing[0]))
        return [links[fold(name)] for name in wanted]

    def _taken_off(self, module: ModuleDef, record_id: int, link: stored.StoredTag) -> UndoStep:
        was = (("added_by", link.added_by), ("added_at", link.added_at))
        return UndoStep("tag_removed", module.id, record_id, was, detail=link.name)


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
