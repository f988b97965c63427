"""Verbs on team spaces, their folders, modules and members."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from crm_tui.domain.errors import NotFound
from crm_tui.domain.users import SpaceRole
from crm_tui.store.parts import Part, given
from crm_tui.store.versions import POLICY


@dataclass(frozen=True, slots=True)
class FolderRow:
    """A folder of a space's sidebar."""

    id: int
    space_id: int
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class SpaceModuleRow:
    """A module's place in a space; at its root where it has no folder."""

    module_id: int
    folder_id: int | None
    position: int


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A team space with its folders and modules, each in order; who sees what of it is the services' matter."""

    id: int
    api_name: str
    name: str
    icon: str
    description: str
    position: int
    folders: tuple[FolderRow, ...] = ()
    modules: tuple[SpaceModuleRow, ...] = ()


class SpacesPart(Part):
    """Team spaces (chapter 4). Each change raises the policy version, so that sidebars are read anew."""

    def spaces(self) -> tuple[SpaceRow, ...]:
        """All spaces in order; the automatic CRM Teamspace is not among them (SP13)."""
        with self.engine.read():
            spaces = self.engine.rows(
                "SELECT id, api_name, name, icon, description, position FROM space ORDER BY position, id"
            )
            folders = self.engine.rows("SELECT id, space_id, name, position FROM folder ORDER BY position, id")
            modules = self.engine.rows(
                "SELECT space_id, module_id, folder_id, position FROM space_module ORDER BY position, module_id"
            )
        folders_of: dict[int, list[FolderRow]] = defaultdict(list)
        for row in folders:
            folders_of[row[1]].append(FolderRow(*row))
        modules_of: dict[int, list[SpaceModuleRow]] = defaultdict(list)
        for space_id, *place in modules:
            modules_of[space_id].append(SpaceModuleRow(*place))
        return tuple(
            replace(SpaceRow(*row), folders=tuple(folders_of[row[0]]), modules=tuple(modules_of[row[0]]))
            for row in spaces
        )

    def add_space(self, api_name: str, name: str, icon: str = "", description: str = "") -> int:
        """A new space as the last one; its id."""
        self.versions.bump(POLICY)
        return self.engine.insert(
            "INSERT INTO space (api_name, name, icon, description, position)"
            " VALUES (?, ?, ?, ?, (SELECT count(*) FROM space)) RETURNING id",
            (api_name, name, icon, description),
        )

    def edit_space(
        self,
        space_id: int,
        *,
        name: str | None = None,
        icon: str | None = None,
        description: str | None = None,
        position: int | None = None,
    ) -> None:
        """Change what is given."""
        self.versions.bump(POLICY)
        self._set("space", space_id, given(name=name, icon=icon, description=description, position=position))

    def delete_space(self, space_id: int) -> None:
        """Remove the grouping only; modules and records stay (SP22)."""
        self.versions.bump(POLICY)
        if not self.engine.execute("DELETE FROM space WHERE id = ?", (space_id,)):
            raise NotFound

    def add_folder(self, space_id: int, name: str) -> int:
        """A new folder as the last one of a space; its id."""
        self.versions.bump(POLICY)
        return self.engine.insert(
            "INSERT INTO folder (space_id, name, position)"
            " VALUES (?, ?, (SELECT count(*) FROM folder WHERE space_id = ?)) RETURNING id",
            (space_id, name, space_id),
        )

    def edit_folder(self, folder_id: int, *, name: str | None = None, position: int | None = None) -> None:
        """Change what is given."""
        self.versions.bump(POLICY)
        self._set("folder", folder_id, given(name=name, position=position))

    def delete_folder(self, folder_id: int) -> None:
        """Remove a folder; its modules move to the root of the space (SP22)."""
        self.versions.bump(POLICY)
        if not self.engine.execute("DELETE FROM folder WHERE id = ?", (folder_id,)):
            raise NotFound

    def put_module_in_space(
        self, space_id: int, module_id: int, folder_id: int | None = None, position: int | None = None
    ) -> None:
        """List a module in a space, or move it there; at the end where no position is given (SP21)."""
        if folder_id is not None and space_id != self.engine.value(
            "SELECT space_id FROM folder WHERE id = ?", (folder_id,)
        ):
            raise NotFound
        if position is None:
            count = "SELECT count(*) FROM space_module WHERE space_id = ? AND module_id <> ?"
            position = int(self.engine.value(count, (space_id, module_id)))
        self.versions.bump(POLICY)
        self.engine.execute(
            "INSERT INTO space_module (space_id, module_id, folder_id, position) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (space_id, module_id) DO UPDATE"
            " SET folder_id = excluded.folder_id, position = excluded.position",
            (space_id, module_id, folder_id, position),
        )

    def take_module_out(self, space_id: int, module_id: int) -> None:
        """Stop listing a module in a space."""
        self.versions.bump(POLICY)
        self.engine.execute("DELETE FROM space_module WHERE space_id = ? AND module_id = ?", (space_id, module_id))

    def set_space_member(self, space_id: int, user_id: int, role: SpaceRole | None) -> None:
        """Make a user a member or admin of a space, or take him out with None (SP06)."""
        self.versions.bump(POLICY)
        if role is None:
            self.engine.execute("DELETE FROM space_member WHERE space_id = ? AND user_id = ?", (space_id, user_id))
            return
        self.engine.execute(
            "INSERT INTO space_member (space_id, user_id, role) VALUES (?, ?, ?)"
            " ON CONFLICT (space_id, user_id) DO UPDATE SET role = excluded.role",
            (space_id, user_id, role),
        )

    def space_members(self, space_id: int) -> dict[int, SpaceRole]:
        """User id -> his role in a space."""
        rows = self.engine.rows("SELECT user_id, role FROM space_member WHERE space_id = ?", (space_id,))
        return {user_id: SpaceRole(role) for user_id, role in rows}
