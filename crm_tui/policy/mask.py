"""Field mask: which fields of a module are kept from an actor (AC18), or that he may only read."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.facts import OrganisationFacts
from crm_tui.domain.users import TeamProfile
from crm_tui.policy.case import Case

NOTHING = FieldMask()


def mask_of(case: Case, facts: OrganisationFacts) -> FieldMask:
    """The mask of a signature. Administrators and Admins of a module always read and write all (M03, M26)."""
    module = case.module
    if module is None or case.is_admin or TeamProfile.ADMIN in case.team_profiles or not facts.field_rights:
        return NOTHING
    names = [str(profile) for profile in case.team_profiles] if case.in_team_module else [case.profile.api_name]
    masks = [facts.field_rights.get((module.id, name), NOTHING) for name in names]
    return _closed(reduce(_wider, masks), facts.computed.get(module.id, {})) if masks else NOTHING


def _wider(one: FieldMask, other: FieldMask) -> FieldMask:
    """What two profiles together leave open: the widest counts (3.2)."""
    hidden = one.hidden & other.hidden
    closed = (one.hidden | one.read_only) & (other.hidden | other.read_only)
    return FieldMask(hidden, closed - hidden)


def _closed(mask: FieldMask, computed: Mapping[str, tuple[str, ...]]) -> FieldMask:
    """With all that is computed from hidden fields, which would tell them (AC29)."""
    hidden = mask.hidden
    while told := {name for name, parts in computed.items() if not hidden.isdisjoint(parts)} - hidden:
        hidden |= told
    return mask if hidden == mask.hidden else FieldMask(hidden, mask.read_only - hidden)
