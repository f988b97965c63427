"""The sidebars: areas, and the spaces, folders and modules of the current place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.modules import ModuleDef, ModuleEntry, SpaceInfo, ViewDef
from crm_tui.domain.records import Count
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Area, NavLine, Tone
from crm_tui.tui.presenters.rows import count_text


def areas(unread: str = "") -> tuple[Area, ...]:
    """The areas that are built, in the order of the primary sidebar (5.1). `unread`: how many notices are."""
    return (
        Area("home", "H", _("Home")),
        Area("spaces", "S", _("Spaces")),
        Area("inbox", "!", _("Notices"), unread),
        Area("requests", "R", _("Requests")),
        Area("search", "/", _("Search")),
        Area("organisations", "O", _("Organisations")),
        Area("setup", "*", _("Set-up")),
    )


def module_title(module: ModuleDef) -> str:
    """A module's label; those of the product are translated, people's own are not."""
    return display_text(_(module.label) if module.standard else module.label)


def view_title(view: ViewDef) -> str:
    """A view's label; those of the product are translated, people's own are not."""
    return display_text(_(view.label) if view.standard else view.label)


def module_singular(module: ModuleDef) -> str:
    """What one record of a module is called."""
    return display_text(_(module.singular) if module.standard else module.singular)


def space_title(space: SpaceInfo) -> str:
    """A team space's name; the automatic one has a translated name (SP13)."""
    return display_text(_(space.name) if space.id == 0 else space.name)


def space_lines(space: SpaceInfo, counts: Mapping[str, Count], formats: Formats) -> list[NavLine]:
    """One space: its modules, each folder with its own below. `counts` by API name: the actor's own."""
    return _entries(space, "", counts, formats)


def all_space_lines(spaces: Iterable[SpaceInfo], counts: Mapping[str, Count], formats: Formats) -> list[NavLine]:
    """All spaces with what is in them."""
    lines: list[NavLine] = []
    for space in spaces:
        id_ = f"space:{space.id}"
        lines.append(NavLine(id_, space_title(space), container=True))
        lines += _entries(space, id_, counts, formats)
    return lines


def _entries(space: SpaceInfo, parent: str, counts: Mapping[str, Count], formats: Formats) -> list[NavLine]:
    lines = [_module(space, e, parent, counts, formats) for e in space.entries if e.folder_id is None]
    folders = {e.folder_id: e.folder for e in space.entries if e.folder_id is not None}
    for folder_id, name in folders.items():
        id_ = f"folder:{folder_id}"
        lines.append(NavLine(id_, display_text(name), parent, container=True))
        lines += [_module(space, e, id_, counts, formats) for e in space.entries if e.folder_id == folder_id]
    return lines


def _module(
    space: SpaceInfo, entry: ModuleEntry, parent: str, counts: Mapping[str, Count], formats: Formats
) -> NavLine:
    # A module can stand in several spaces, so its id names the space too.
    name = entry.module.api_name
    return NavLine(module_id(space.id, name), module_title(entry.module), parent, count_text(counts.get(name), formats))


def setup_lines(pages: Iterable[tuple[str, str, bool]]) -> list[NavLine]:
    """The pages of set-up: area, title, and whether one may open it; greyed ones stay in place, in parentheses."""
    return [
        NavLine(area, title) if open_ else NavLine(area, f"({title})", tone=Tone.OFF) for area, title, open_ in pages
    ]


def module_id(space: int, api_name: str) -> str:
    """The id of a module's line in a space, as `module:3/Leads`."""
    return f"module:{space}/{api_name}"


def parse_module_id(line_id: str) -> tuple[int, str] | None:
    """Space id and API name of a module's line; None for another line."""
    kind, _sep, rest = line_id.partition(":")
    space, _sep, name = rest.partition("/")
    return (int(space), name) if kind == "module" and space.isdigit() else None
