"""Modules, fields and choices as they are described in the database: writing them, and reading them as definitions."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, asdict, fields
from typing import Any, Protocol

from crm_tui.base.messages import message
from crm_tui.domain.blueprints import ChoiceBlueprint, FieldBlueprint, ModuleBlueprint
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import Choice, FieldDef, FieldKind
from crm_tui.domain.modules import Layout, ModuleDef, ModuleKind, OrgDefault, Section
from crm_tui.store.engine import Engine
from crm_tui.store.module_tables import Column, add_column, create_table

_OWN = "f_"
"""Stands for the name of a field's own column until its id is known."""
_FIELD_COLUMNS = ("api_name", "label", "kind", "column", "choices")
_CHOICE_COLUMNS = ("api_name", "label", "active")
_MODULE_OPTIONS = ("status_field", "amount_field", "number_prefix")


# Writing


def insert_module(engine: Engine, new: ModuleBlueprint, created_by: int | None) -> int:
    """Describe a module and make its table; its id. Inside `write()`. Invalid where the API name is taken."""
    if engine.value("SELECT 1 FROM module WHERE lower(api_name) = lower(?)", (new.api_name,)):
        raise Invalid(message("There is a module {name} already.", name=new.api_name))
    module_id = engine.insert(
        "INSERT INTO module (api_name, label, singular, kind, table_name, name_field, person, activity, standard,"
        " org_default, position, options) VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?,"
        " (SELECT count(*) FROM module), ?) RETURNING id",
        (
            new.api_name, new.label, new.singular, new.kind, new.name_field, int(new.person), int(new.activity),
            int(new.standard), new.default, _module_options(new, created_by),
        ),
    )  # fmt: skip
    table = f"m_{module_id}"
    engine.execute("UPDATE module SET table_name = ? WHERE id = ?", (table, module_id))
    ids = _insert_fields(engine, module_id, new.fields, 0)
    own = [_column(ids[f.api_name], f, new.status_field) for f in new.fields if f.own_column]
    create_table(engine, table, own)
    return module_id


def insert_field(engine: Engine, module: ModuleDef, new: FieldBlueprint, section: str | None) -> int:
    """Describe a further field, add its column, and show it in a section of the layout; its id. Inside `write()`."""
    if module.field(new.api_name) or _field_known(engine, module.id, new.api_name):
        raise Invalid(message("There is a field {name} already.", name=new.api_name))
    place = engine.value("SELECT max(position) + 1 FROM field WHERE module_id = ?", (module.id,))
    field_id = _insert_fields(engine, module.id, (new,), int(place or 0))[new.api_name]
    if new.own_column:
        add_column(engine, module.table, _column(field_id, new, module.status_field))
    save_layout(engine, module, _shown(module.layout, new.api_name, section))
    return field_id


def insert_choice(engine: Engine, field_id: int, new: ChoiceBlueprint) -> int:
    """A further value of a pick-list, as its last one; its id. Inside `write()`."""
    place = engine.value("SELECT max(position) + 1 FROM choice WHERE field_id = ?", (field_id,))
    _insert_choices(engine, [(field_id, int(place or 0), new)])
    return int(engine.value("SELECT id FROM choice WHERE field_id = ? AND api_name = ?", (field_id, new.api_name)))


def save_layout(engine: Engine, module: ModuleDef, layout: Layout) -> None:
    """Replace a module's layout; inside `write()`."""
    change_options(engine, module.id, {"layout": asdict(layout)})


def change_options(engine: Engine, module_id: int, changes: dict[str, object]) -> None:
    """Change some of a module's options; inside `write()`."""
    options = json.loads(engine.value("SELECT options FROM module WHERE id = ?", (module_id,)))
    engine.execute("UPDATE module SET options = ? WHERE id = ?", (_json({**options, **changes}), module_id))


def change_field_options(engine: Engine, field_id: int, changes: dict[str, object]) -> None:
    """Change some of a field's options; inside `write()`."""
    if changes:
        options = json.loads(engine.value("SELECT options FROM field WHERE id = ?", (field_id,)))
        engine.execute("UPDATE field SET options = ? WHERE id = ?", (_json({**options, **changes}), field_id))


def _insert_fields(engine: Engine, module_id: int, new: Sequence[FieldBlueprint], first: int) -> dict[str, int]:
    engine.many(
        "INSERT INTO field (module_id, api_name, label, kind, column_name, position, options)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (module_id, f.api_name, f.label, f.kind, _place_of(f), place, _options(f, _FIELD_COLUMNS))
            for place, f in enumerate(new, first)
        ],
    )
    engine.execute(
        "UPDATE field SET column_name = 'f_' || CAST(id AS TEXT) WHERE module_id = ? AND column_name = ?",
        (module_id, _OWN),
    )
    ids: dict[str, int] = dict(engine.rows("SELECT api_name, id FROM field WHERE module_id = ?", (module_id,)))
    _insert_choices(engine, [(ids[f.api_name], place, c) for f in new for place, c in enumerate(f.choices)])
    return ids


def _place_of(new: FieldBlueprint) -> str:
    return _OWN if new.own_column else new.column


def _insert_choices(engine: Engine, new: Iterable[tuple[int, int, ChoiceBlueprint]]) -> None:
    engine.many(
        "INSERT INTO choice (field_id, api_name, label, position, active, options) VALUES (?, ?, ?, ?, ?, ?)",
        [(f, c.api_name, c.label, place, int(c.active), _options(c, _CHOICE_COLUMNS)) for f, place, c in new],
    )


def _field_known(engine: Engine, module_id: int, api_name: str) -> bool:
    sql = "SELECT 1 FROM field WHERE module_id = ? AND lower(api_name) = lower(?)"
    return engine.value(sql, (module_id, api_name)) is not None


def _column(field_id: int, field: FieldBlueprint, status_field: str) -> Column:
    return Column(f"f_{field_id}", field.kind, field.indexed, field.api_name == status_field)


def _options(value: FieldBlueprint | ChoiceBlueprint, columns: tuple[str, ...]) -> str:
    """What differs from the defaults and has no column of its own."""
    found = {
        f.name: getattr(value, f.name)
        for f in fields(value)
        if f.name not in columns and f.default is not MISSING and getattr(value, f.name) != f.default
    }
    return _json(found)


def _module_options(new: ModuleBlueprint, created_by: int | None) -> str:
    options = {name: getattr(new, name) for name in _MODULE_OPTIONS if getattr(new, name)}
    rest = {"list_columns": new.list_columns, "layout": asdict(new.layout), "created_by": created_by}
    return _json({**options, **rest})


def _shown(layout: Layout, api_name: str, section: str | None) -> Layout:
    """The layout with a further field at the end of a section, the first one by default."""
    titles = [s.title for s in layout.sections]
    place = titles.index(section) if section in titles else 0
    sections = list(layout.sections) or [Section("", ())]
    old = sections[place]
    sections[place] = Section(old.title, (*old.fields, api_name), old.columns)
    return Layout(tuple(sections), layout.card, layout.quick_create)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# Reading


class Reads(Protocol):
    """What of an engine definitions are read with; a migration has no engine."""

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        ...


def read_modules(engine: Reads, module_id: int | None = None, state: str = "active") -> tuple[ModuleDef, ...]:
    """The definitions of all modules in this state, in their order; of one only where its id is given."""
    where, params = ("", ()) if module_id is None else (" AND m.id = ?", (module_id,))
    modules = engine.rows(
        "SELECT m.id, api_name, label, singular, kind, table_name, name_field, person, activity, standard, org_default,"
        f" version, options FROM module m WHERE state = ?{where} ORDER BY position, m.id",
        (state, *params),
    )
    by_module = _read_fields(engine, where, params)
    return tuple(_module(row, by_module[row[0]]) for row in modules)


def _read_fields(engine: Reads, where: str, params: tuple[int, ...]) -> dict[int, list[FieldDef]]:
    choices = _read_choices(engine, where, params)
    found: dict[int, list[FieldDef]] = defaultdict(list)
    rows = engine.rows(
        "SELECT f.module_id, f.id, f.api_name, f.label, f.kind, f.column_name, f.options FROM field f"
        f" JOIN module m ON m.id = f.module_id WHERE f.state = 'active'{where} ORDER BY f.module_id, f.position, f.id",
        params,
    )
    for module_id, field_id, api_name, label, kind, column, options in rows:
        known = tuple(choices.get(field_id, ()))
        field = FieldDef(field_id, api_name, label, FieldKind(kind), column, choices=known, **_read_options(options))
        found[module_id].append(field)
    return found


def _read_choices(engine: Reads, where: str, params: tuple[int, ...]) -> dict[int, list[Choice]]:
    found: dict[int, list[Choice]] = defaultdict(list)
    join = "" if not where else " JOIN field f ON f.id = c.field_id JOIN module m ON m.id = f.module_id"
    rows = engine.rows(
        "SELECT c.field_id, c.id, c.api_name, c.label, c.active, c.options"
        f" FROM choice c{join} WHERE 1 = 1{where} ORDER BY c.field_id, c.position, c.id",
        params,
    )
    for field_id, choice_id, api_name, label, active, options in rows:
        found[field_id].append(Choice(choice_id, api_name, label, bool(active), **_read_options(options)))
    return found


def _read_options(text: str) -> dict[str, Any]:
    """Most have none."""
    found: dict[str, Any] = {} if text == "{}" else json.loads(text)
    return found


def _module(row: tuple[Any, ...], field_defs: list[FieldDef]) -> ModuleDef:
    module_id, api_name, label, singular, kind, table, name, person, activity, standard, default, version, text = row
    options = json.loads(text)
    return ModuleDef(
        id=module_id,
        api_name=api_name,
        label=label,
        singular=singular,
        kind=ModuleKind(kind),
        table=table,
        fields=tuple(field_defs),
        layout=_layout(options["layout"]),
        list_columns=tuple(options["list_columns"]),
        name_field=name,
        person=bool(person),
        activity=bool(activity),
        standard=bool(standard),
        default=OrgDefault(default),
        version=version,
        requests_after_acceptance=bool(options.get("requests_after_acceptance")),
        **{name: options[name] for name in _MODULE_OPTIONS if name in options},
    )


def _layout(parts: dict[str, Any]) -> Layout:
    sections = tuple(Section(s["title"], tuple(s["fields"]), s["columns"]) for s in parts["sections"])
    return Layout(sections, tuple(parts["card"]), tuple(parts["quick_create"]))
