"""Names that people give to modules, spaces, folders, roles and users: what cannot stand is refused and not kept."""

from __future__ import annotations

import pytest

from crm_tui.domain.blueprints import team_module
from crm_tui.domain.errors import Invalid
from crm_tui.domain.users import UserKind
from tests.dump import changed_tables, dump
from tests.services.cast import Cast


@pytest.mark.parametrize("name", ["", "A b", "1st", "x" * 51, "[/]", "Ünï", "a\x1b"])
def test_names_for_scripts_are_plain(file_cast: Cast, name: str) -> None:
    ws, before = file_cast.ws(), dump(file_cast.engine())
    for act in (
        lambda: ws.setup.add_module(team_module(name, "Label", "One")),
        lambda: ws.setup.add_space(name, "Label"),
        lambda: ws.roles.add(name, "Label", "CEO"),
    ):
        with pytest.raises(Invalid):
            act()
    assert changed_tables(before, dump(file_cast.engine())) == {}


@pytest.mark.parametrize("label", ["", "   ", "x" * 81])
def test_labels_are_there_and_not_too_long(cast: Cast, label: str) -> None:
    ws, before = cast.ws(), dump(cast.engine())
    for act in (
        lambda: ws.setup.add_module(team_module("Fine", label, "One")),
        lambda: ws.setup.add_space("Fine", label),
        lambda: ws.roles.add("Fine", label, "CEO"),
        lambda: ws.staff.add("new@acme.test", label, UserKind.REGULAR, "Standard"),
    ):
        with pytest.raises(Invalid):
            act()
    assert changed_tables(before, dump(cast.engine())) == {}


def test_a_role_is_not_made_twice(cast: Cast) -> None:
    with pytest.raises(Invalid, match="already"):
        cast.ws().roles.add("ceo", "Another", "CEO")
