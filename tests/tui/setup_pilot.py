"""What pilots of the set-up area share: going to a page, standing on a row, filling a form."""

from __future__ import annotations

from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.users import UserState
from crm_tui.services.users import UserInfo
from tests.tui.desk_pilot import desk, press, settle

ADMIN, SALES, LEGAL, MANAGER = "admin@demo.test", "sales@demo.test", "legal@demo.test", "manager@demo.test"
SIZES = [(80, 24), (120, 40)]


async def open_setup(pilot: Pilot[int], page: str) -> None:
    """A page of set-up, by its place."""
    screen = desk(pilot)
    await screen.go(screen.place.at_area(f"setup/{page}"))
    screen.focus_pane("table")
    await settle(pilot)


async def stand_on_row(pilot: Pilot[int], key: str) -> None:
    """Put the cursor on a row."""
    pane = desk(pilot).areas.pane
    at = next(at for at, line in enumerate(pane.lines) if line.key == f"row:{key}")
    pane.go_to(at)
    await settle(pilot)


async def type_in(pilot: Pilot[int], text: str) -> None:
    """Type a text letter by letter."""
    await pilot.press(*text)
    await settle(pilot)


def rows(pilot: Pilot[int]) -> list[str]:
    """The keys of the rows on the screen."""
    return [line.key.removeprefix("row:") for line in desk(pilot).areas.pane.lines if line.key]


def state(pilot: Pilot[int]) -> dict[str, bool]:
    """Command id -> live or greyed, as the footer of the focused pane has it."""
    screen = desk(pilot)
    return {c.id: on for c in screen.keymap.commands_for(screen.context) if (on := screen.allowed(c)) is not None}


def user(demo: Installation, login: str) -> UserInfo:
    """A user as the services tell."""
    return next(one for one in demo.workspace(ADMIN, "demo").users.list() if one.login == login)


def is_active(demo: Installation, login: str) -> bool:
    """Whether he may sign in."""
    return user(demo, login).state is UserState.ACTIVE


async def press_all(pilot: Pilot[int], keys: str) -> None:
    """Keys written one after the other, separated by blanks."""
    await press(pilot, *keys.split())
