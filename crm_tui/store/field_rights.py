"""Field permissions as masks, as the rules are told of them (AC18, M26, AC29)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crm_tui.domain.computed import computed_from
from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Catalog, ModuleDef
from crm_tui.store.people import ProfileRow
from crm_tui.store.sharing_part import FieldPermissionRow

FieldRights = Mapping[tuple[int, str], FieldMask]
Computed = Mapping[int, Mapping[str, tuple[str, ...]]]


def field_rights(
    rows: Iterable[FieldPermissionRow], profiles: Mapping[int, ProfileRow], catalog: Catalog
) -> FieldRights:
    """(module id, API name of the profile or name of the team profile) -> what is hidden from it or read-only."""
    names = {module.id: {field.id: field.api_name for field in module.fields} for module in catalog.modules}
    found: dict[tuple[int, str], dict[str, FieldAccess]] = defaultdict(dict)
    for row in rows:
        holder = row.team_profile or (profiles[row.profile_id].rights.api_name if row.profile_id in profiles else "")
        if field := names.get(row.module_id, {}).get(row.field_id):
            found[row.module_id, holder][field] = row.access
    return {key: _mask(access) for key, access in found.items()}


def computed_fields(modules: Iterable[ModuleDef]) -> Computed:
    """Module id -> computed field -> the fields that it is made of."""
    return {module.id: computed_from(module) for module in modules}


def _mask(access: Mapping[str, FieldAccess]) -> FieldMask:
    return FieldMask(
        hidden=frozenset(field for field, found in access.items() if found is FieldAccess.HIDDEN),
        read_only=frozenset(field for field, found in access.items() if found is FieldAccess.READ_ONLY),
    )
