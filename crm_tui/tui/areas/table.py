"""Area -> what makes its source. An area that is not here stands neither in the sidebar nor on a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.services.workspace import Workspace
from crm_tui.tui.area_source import AreaSource
from crm_tui.tui.areas.home import HomeSource
from crm_tui.tui.areas.inbox import InboxSource
from crm_tui.tui.areas.requests import RequestsSource
from crm_tui.tui.presenters.cells import Formats

SOURCES: Mapping[str, Callable[[Workspace, Formats], AreaSource]] = {
    "home": HomeSource,
    "inbox": InboxSource,
    "requests": RequestsSource,
}
