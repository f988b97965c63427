"""List views: standard ones as data, people's own in the store (5.3, 2.3 A). A view never widens record access."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.base.messages import message
from crm_tui.base.text import clean, fold
from crm_tui.domain.criteria import fields_of, parse
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import ModuleDef, ViewDef
from crm_tui.domain.records import Sort
from crm_tui.domain.views import standard_views
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session

LABEL_LENGTH = 80


class Views:
    """The list views that one actor may use."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules

    def list(self, module_name: str) -> Sequence[ViewDef]:
        """Standard views, then his own, then those that others shared, where he may see public views (O14)."""
        return self._of(self._modules.find(module_name))

    def named(self, module: ModuleDef, api_name: str) -> ViewDef:
        """The view of this API name or label, as the actor may use it; NotFound otherwise."""
        for view in self._of(module):
            if fold(api_name) in (fold(view.api_name), fold(view.label)):
                return view
        raise NotFound(message("{module} has no view {view}.", module=module.api_name, view=api_name))

    def new(
        self,
        module_name: str,
        label: str,
        criteria: str = "",
        columns: Sequence[str] = (),
        sort: str = "",
        *,
        shared: bool = False,
    ) -> ViewDef:
        """Keep a view of one's own; shared, others may use it too. Invalid names what is wrong with it."""
        module, label = self._changing(module_name), clean(label)
        if shared:
            self._gate.insist("views.share", Target(module))
        with self._gate.act("views.create", Target(module)) as change:
            self._check(module, label, criteria, columns, sort)
            view = self._session.store.add_view(
                module.id,
                label=label,
                owner_id=self._session.actor.user_id,
                shared=shared,
                criteria=criteria,
                columns=tuple(columns),
                sort=sort,
                at=change.at,
            )
            change.detail = view.api_name
        return view

    def delete(self, module_name: str, api_name: str) -> None:
        """Remove a view; other people's only where `views.manage` allows it (O41, M23)."""
        module = self._changing(module_name)
        view = self.named(module, api_name)
        if view.standard:
            raise Invalid(message("Standard views cannot be deleted."))
        with self._gate.act("views.manage", item(module, view)) as change:
            self._session.store.delete_view(view.id)
            change.detail = view.api_name

    def share(self, module_name: str, api_name: str, *, shared: bool) -> None:
        """Give a view to everybody who sees the module, or take it back; other people's as for `delete`."""
        module = self._changing(module_name)
        view = self.named(module, api_name)
        if view.standard:
            raise Invalid(message("Everybody has the standard views already."))
        self._gate.insist("views.manage", item(module, view))
        with self._gate.act("views.share", Target(module)) as change:
            self._session.store.share_view(view.id, shared=shared)
            change.detail = view.api_name

    def _changing(self, module_name: str) -> ModuleDef:
        """The module, or a refusal that is audited as that of any act."""
        module = self._modules.named(module_name)
        self._gate.insist("module.see", Target(module))
        return module

    def _check(self, module: ModuleDef, label: str, criteria: str, columns: Sequence[str], sort: str) -> None:
        """Invalid where something of a view does not fit the module as its maker sees it."""
        if not label or len(label) > LABEL_LENGTH:
            raise Invalid(message("A view needs a name of 1 to {length} characters.", length=LABEL_LENGTH))
        if any(fold(view.label) == fold(label) for view in self._of(module)):
            raise Invalid(message("There is a view {view} already.", view=label))
        shown = self._modules.shown(module)
        if criteria.strip():
            parse(criteria, shown)
        for name in (*columns, *([Sort.parse(sort).field] if sort else ())):
            if shown.field(name) is None:
                raise Invalid(message("{module} has no field {field}.", module=module.api_name, field=name))

    def _of(self, module: ModuleDef) -> Sequence[ViewDef]:
        me = self._session.actor.user_id
        kept = self._session.store.views(module)
        public = self._gate.decide("views.see_public", Target(module))[0].allowed
        others = [view for view in kept if view.owner_id != me and view.shared and public]
        return [
            *self._told(module, standard_views(module)),
            *(view for view in kept if view.owner_id == me),
            *self._told(module, others),
        ]

    def _told(self, module: ModuleDef, views: Sequence[ViewDef]) -> Sequence[ViewDef]:
        """Other people's views as far as the actor's fields go (AC08): one that filters by a hidden field would tell
        of it, were it only by its name; columns and order that are hidden are left out."""
        mask = self._session.mask(module)
        if not mask.hidden:
            return views
        return [
            replace(
                view,
                columns=tuple(name for name in view.columns if mask.shows(name)),
                sort=view.sort if not view.sort or mask.shows(Sort.parse(view.sort).field) else "",
            )
            for view in views
            if mask.hidden.isdisjoint(_read_by(module, view))
        ]


def _read_by(module: ModuleDef, view: ViewDef) -> frozenset[str]:
    """The fields that a view filters by; none where its criteria do not fit the module any more."""
    try:
        return fields_of(parse(view.criteria, module)) if view.criteria.strip() else frozenset()
    except Invalid:
        return frozenset()


def item(module: ModuleDef, view: ViewDef) -> Target:
    """A view as the rules look at it: whose it is, and whether it is shared."""
    author = view.owner_id or 0
    return Target(module, facts=RecordFacts(owner_id=author, item_author=author, item_public=view.shared))
