"""Verbs on people's own list views; standard views are data of the product."""

from __future__ import annotations

import json
from typing import Any

from crm_tui.base.clock import epoch
from crm_tui.domain.errors import NotFound
from crm_tui.domain.modules import ModuleDef, ViewDef
from crm_tui.store.parts import Part, given


class ViewsPart(Part):
    """List views that people made (5.3). They never widen anybody's rights, so no version is raised."""

    def views(self, module: ModuleDef) -> tuple[ViewDef, ...]:
        """All views of a module that were ever kept, whoever made them, oldest first."""
        rows = self.engine.rows(f"SELECT {_COLUMNS} FROM list_view WHERE module_id = ? ORDER BY id", (module.id,))
        return tuple(_view(row, module.api_name) for row in rows)

    def add_view(
        self,
        module_id: int,
        *,
        label: str,
        owner_id: int | None,
        criteria: str = "",
        columns: tuple[str, ...] = (),
        sort: str = "",
        shared: bool = False,
        at: int | None = None,
    ) -> ViewDef:
        """A new view. `at`: when, in epoch seconds; now by default."""
        moment = epoch(self.clock.now()) if at is None else at
        view_id = self.engine.insert(
            "INSERT INTO list_view (module_id, api_name, label, owner_id, shared, criteria, columns, sort, created_at)"
            " VALUES (?, '', ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (module_id, label, owner_id, int(shared), criteria, json.dumps(columns), sort, moment),
        )
        # Names come from ids: two people may call a view the same.
        self._set("list_view", view_id, {"api_name": f"View_{view_id}"})
        return self._view(view_id)

    def edit_view(
        self,
        view_id: int,
        *,
        label: str | None = None,
        criteria: str | None = None,
        columns: tuple[str, ...] | None = None,
        sort: str | None = None,
        shared: bool | None = None,
    ) -> ViewDef:
        """Change what is given."""
        text = None if columns is None else json.dumps(columns)
        changes = given(label=label, criteria=criteria, columns=text, sort=sort, shared=shared)
        self._set("list_view", view_id, changes)
        return self._view(view_id)

    def share_view(self, view_id: int, *, shared: bool) -> None:
        """Give a view to everybody who sees its module, or take it back."""
        self.edit_view(view_id, shared=shared)

    def delete_view(self, view_id: int) -> None:
        """Remove a view."""
        if not self.engine.execute("DELETE FROM list_view WHERE id = ?", (view_id,)):
            raise NotFound

    def _view(self, view_id: int) -> ViewDef:
        columns = ", ".join(f"v.{name}" for name in _COLUMNS.split(", "))
        row = self.engine.row(
            f"SELECT {columns}, m.api_name FROM list_view v JOIN module m ON m.id = v.module_id WHERE v.id = ?",
            (view_id,),
        )
        if row is None:
            raise NotFound
        return _view(row[:-1], row[-1])


_COLUMNS = "id, api_name, label, criteria, columns, sort, owner_id, shared"


def _view(row: tuple[Any, ...], module: str) -> ViewDef:
    view_id, api_name, label, criteria, columns, sort, owner_id, shared = row
    return ViewDef(
        view_id,
        api_name,
        label,
        module,
        criteria=criteria,
        columns=tuple(json.loads(columns)),
        sort=sort,
        owner_id=owner_id,
        shared=bool(shared),
    )
