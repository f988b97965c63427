"""Verbs on modules, fields and choices. Each change raises the catalogue's version, and so the policy's."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from crm_tui.base.clock import Clock, epoch
from crm_tui.domain.blueprints import ChoiceBlueprint, FieldBlueprint, ModuleBlueprint
from crm_tui.domain.errors import NotFound
from crm_tui.domain.fields import Choice, FieldDef
from crm_tui.domain.modules import Catalog, Layout, ModuleDef, OrgDefault
from crm_tui.store.engine import Engine
from crm_tui.store.module_tables import Column, add_index
from crm_tui.store.modules_meta import (
    change_field_options,
    change_options,
    insert_choice,
    insert_field,
    insert_module,
    read_modules,
)
from crm_tui.store.parts import Part, given
from crm_tui.store.versions import CATALOG, POLICY, Kept


@dataclass(frozen=True, slots=True)
class ModuleMarks:
    """What is known of a module beside its definition. Times are epoch seconds.

    `request_owners`: user ids of those who get new requests in turn (Q05). Not in the definition, which requesters
    are handed.
    """

    created_by: int | None = None
    request_owners: tuple[int, ...] = ()
    deleted_at: int | None = None


class ModulesPart(Part):
    """Modules and what they are made of."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine, clock)
        self._modules = Kept(self._read_modules)

    def catalog(self) -> Catalog:
        """All active modules as they stand now; asks for one number where nothing changed."""
        version = self.versions.read().catalog
        changed = self.versions.open_catalog
        if changed is not None:
            return Catalog(self._modules.within((changed, version)), version)
        return self._catalog_of(self._modules.at(version), version)

    def catalog_seen(self) -> Catalog:
        """The modules as of the last look at the version numbers, without another look; one's own changes count."""
        seen = self.versions.seen.catalog
        if not seen or self.versions.raised:
            return self.catalog()
        return self._catalog_of(self._modules.at(seen), seen)

    def _catalog_of(self, modules: tuple[ModuleDef, ...], version: int) -> Catalog:
        kept = self._kept_catalog
        if kept is None or kept.modules is not modules:
            kept = self._kept_catalog = Catalog(modules, version)
        return kept

    _kept_catalog: Catalog | None = None

    def _read_modules(self) -> tuple[ModuleDef, ...]:
        with self.engine.read():
            return read_modules(self.engine)

    def module(self, module_id: int) -> ModuleDef:
        """One module as it stands in this transaction; NotFound where it is deleted or was never there."""
        found = read_modules(self.engine, module_id)
        if not found:
            raise NotFound
        return found[0]

    def module_marks(self, module_id: int) -> ModuleMarks:
        """What is known of a module beside its definition, a deleted one too."""
        options = self.engine.value("SELECT options FROM module WHERE id = ?", (module_id,))
        if options is None:
            raise NotFound
        found = json.loads(options)
        return ModuleMarks(found.get("created_by"), tuple(found.get("request_owners", ())), found.get("deleted_at"))

    def deleted_modules(self) -> tuple[ModuleDef, ...]:
        """Team modules in their 60 days (M52)."""
        return read_modules(self.engine, state="deleted")

    def _changed(self, module_id: int) -> None:
        self.engine.execute("UPDATE module SET version = version + 1 WHERE id = ?", (module_id,))
        self.versions.bump(CATALOG)
        self.versions.bump(POLICY)

    # Modules

    def add_module(self, new: ModuleBlueprint, *, created_by: int | None = None) -> ModuleDef:
        """Describe a module and make its table. Invalid where its API name is taken."""
        module_id = insert_module(self.engine, new, created_by)
        self._changed(module_id)
        return self.module(module_id)

    def edit_module(
        self,
        module_id: int,
        *,
        label: str | None = None,
        singular: str | None = None,
        list_columns: tuple[str, ...] | None = None,
        layout: Layout | None = None,
        requests_after_acceptance: bool | None = None,
        request_owners: tuple[int, ...] | None = None,
    ) -> ModuleDef:
        """Change what is given."""
        self._set("module", module_id, given(label=label, singular=singular))
        options = given(
            list_columns=list_columns,
            layout=asdict(layout) if layout else None,
            requests_after_acceptance=requests_after_acceptance,
            request_owners=request_owners,
        )
        if options:
            change_options(self.engine, module_id, options)
        self._changed(module_id)
        return self.module(module_id)

    def set_org_default(self, module_id: int, default: OrgDefault) -> None:
        """AC14: what everybody may with records of an organisation module."""
        self._set("module", module_id, {"org_default": default})
        self._changed(module_id)

    def delete_module(self, module_id: int) -> None:
        """Take a team module out of use (M52); its records and its table stay."""
        self._set("module", module_id, {"state": "deleted"})
        change_options(self.engine, module_id, {"deleted_at": epoch(self.clock.now())})
        self._changed(module_id)

    def restore_module(self, module_id: int) -> ModuleDef:
        """Take a deleted team module into use again."""
        self._set("module", module_id, {"state": "active"})
        change_options(self.engine, module_id, {"deleted_at": None})
        self._changed(module_id)
        return self.module(module_id)

    # Fields

    def add_field(self, module_id: int, new: FieldBlueprint, *, section: str | None = None) -> FieldDef:
        """A further field, shown in a section of the layout (the first one by default).

        Invalid where the API name is taken, by a hidden field too.
        """
        module = self.module(module_id)
        insert_field(self.engine, module, new, section)
        self._changed(module_id)
        return self.module(module_id).by_name[new.api_name]

    def edit_field(
        self,
        module_id: int,
        field_id: int,
        *,
        label: str | None = None,
        required: bool | None = None,
        default: str | None = None,
        related_label: str | None = None,
    ) -> None:
        """Change what is given; a field's kind, column and API name stay for ever."""
        self._set("field", field_id, given(label=label))
        options: dict[str, object] = {"required": required, "default": default, "related_label": related_label}
        change_field_options(self.engine, field_id, {k: v for k, v in options.items() if v is not None})
        self._changed(module_id)

    def hide_field(self, module_id: int, field_id: int) -> None:
        """Remove a field from sight; its column and values stay, as dropping one rewrites the table."""
        self._set("field", field_id, {"state": "hidden"})
        self._changed(module_id)

    def show_field(self, module_id: int, field_id: int) -> None:
        """Bring a hidden field back with its values."""
        self._set("field", field_id, {"state": "active"})
        self._changed(module_id)

    def index_field(self, module_id: int, field_id: int) -> None:
        """Make lists that are sorted or filtered by a field quick."""
        module = self.module(module_id)
        field = next((f for f in module.fields if f.id == field_id and f.column), None)
        if field is None:
            raise NotFound
        add_index(self.engine, module.table, Column(field.column, field.kind, indexed=True))
        change_field_options(self.engine, field_id, {"indexed": True})
        self._changed(module_id)

    # Choices

    def add_choice(self, module_id: int, field_id: int, new: ChoiceBlueprint) -> Choice:
        """A further value of a pick-list, as its last one."""
        choice_id = insert_choice(self.engine, field_id, new)
        self._changed(module_id)
        return Choice(choice_id, new.api_name, new.label, new.active, new.probability, new.closed, new.won)

    def edit_choice(
        self,
        module_id: int,
        choice_id: int,
        *,
        label: str | None = None,
        active: bool | None = None,
        position: int | None = None,
    ) -> None:
        """Change what is given; a value in use is made inactive instead of deleted."""
        self._set("choice", choice_id, given(label=label, active=active, position=position))
        self._changed(module_id)
