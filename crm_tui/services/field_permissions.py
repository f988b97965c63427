"""Field permissions: read-write, read-only or hidden for a profile (AC18, M26)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.field_access import FieldAccess, FieldPermission
from crm_tui.domain.fields import FieldDef
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import TeamProfile
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session

NAME_PARTS = frozenset({"First_Name", "Last_Name", "Full_Name"})
"""Of people: the name that stands in every list is made of them."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose permission it is: a profile by its id, or in a team module a team-module profile (then the id is 0).

    `always`: it reads and writes everything. `creates`: its people may have to fill in what is required.
    """

    name: str
    profile_id: int = 0
    always: bool = False
    creates: bool = True


Entry = tuple[str, str, FieldAccess]
"""Field, holder, access."""


class FieldPermissions:
    """Set by `fields.manage`; in a team module by its Admins (M26)."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules, self._store = session, gate, modules, session.store

    def holders(self, module_name: str) -> tuple[str, ...]:
        """Whose permissions a module has: API names of profiles, or of team-module profiles. Administrator and Admin
        are among them, always read-write."""
        return tuple(holder.name for holder in self._holders(self._managed(module_name)))

    def table(self, module_name: str) -> tuple[FieldPermission, ...]:
        """Each field of a module for each holder, but system fields, and those that are hidden from the reader."""
        module = self._managed(module_name)
        kept = self._kept(module)
        return tuple(
            FieldPermission(
                module.api_name,
                field.api_name,
                holder.name,
                kept.get((field.id, holder.name), FieldAccess.READ_WRITE),
            )
            for field in self._fields(module)
            for holder in self._holders(module)
        )

    def set(self, module_name: str, entries: Iterable[Entry]) -> None:
        """Set (field, holder, access), all at once. Invalid names each field that cannot be what is wanted: the name,
        a system field, what must be filled in by people of the holder; and Administrator."""
        module = self._modules.named(module_name)
        wanted = tuple(entries)
        with self._gate.act("fields.manage", Target(module)) as change:
            change.detail = ", ".join(f"{field} {holder} {access.value}" for field, holder, access in wanted)
            for field, holder, access in self._checked(module, wanted):
                team = "" if holder.profile_id else holder.name
                self._store.set_field_permission(field.id, access, profile_id=holder.profile_id, team=team)

    def _managed(self, module_name: str) -> ModuleDef:
        module = self._modules.named(module_name)
        self._gate.require("fields.manage", Target(module))
        return module

    def _fields(self, module: ModuleDef) -> tuple[FieldDef, ...]:
        return tuple(field for field in self._modules.fields(module) if not field.system)

    def _holders(self, module: ModuleDef) -> tuple[Holder, ...]:
        if module.is_team:
            return tuple(
                Holder(one.value, always=one is TeamProfile.ADMIN, creates=one is not TeamProfile.REQUESTER)
                for one in TeamProfile
            )
        return tuple(
            Holder(row.rights.api_name, row.id, always=row.rights.everything, creates=not row.rights.team_user)
            for row in self._store.profiles().values()
        )

    def _kept(self, module: ModuleDef) -> Mapping[tuple[int, str], FieldAccess]:
        """Field id and holder -> what was set."""
        profiles = {row.id: row.rights.api_name for row in self._store.profiles().values()}
        return {
            (row.field_id, profiles.get(row.profile_id, row.team_profile)): row.access
            for row in self._store.field_permissions()
            if row.module_id == module.id
        }

    def _checked(self, module: ModuleDef, entries: Iterable[Entry]) -> list[tuple[FieldDef, Holder, FieldAccess]]:
        fields, holders = {f.api_name.casefold(): f for f in self._modules.fields(module)}, self._holders(module)
        by_name = {holder.name.casefold(): holder for holder in holders}
        found: list[tuple[FieldDef, Holder, FieldAccess]] = []
        wrong: dict[str, Message] = {}
        for name, holder_name, access in entries:
            field, holder = fields.get(name.casefold()), by_name.get(holder_name.casefold())
            if holder is None:
                raise Invalid(message("There is no profile {profile} here.", profile=holder_name))
            why = message("There is no such field.") if field is None else _why_not(module, field, holder, access)
            if field is None or why is not None:
                wrong[name] = why or message("There is no such field.")
            else:
                found.append((field, holder, access))
        if wrong:
            raise Invalid(message("Field permissions of {module} were not changed.", module=module.api_name), wrong)
        return found


def _why_not(module: ModuleDef, field: FieldDef, holder: Holder, access: FieldAccess) -> Message | None:
    """What keeps a permission from being set; None where it can be."""
    if access is FieldAccess.READ_WRITE:
        return None
    if holder.always:
        return message("{profile} reads and writes every field.", profile=holder.name)
    if field.system:
        return message("This field is the system's own, the same for everybody.")
    if field.api_name == module.name_field or (
        module.person and field.api_name in NAME_PARTS and access is FieldAccess.HIDDEN
    ):
        return message("Records are known by their name: it cannot be taken away.")
    # A refusal for want of a field would name it, and who may not write it could never create (R05, AC08).
    if field.required and field.default is None and not field.computed and holder.creates:
        return message("It must be filled in, so whoever creates records needs to write it.")
    return None
