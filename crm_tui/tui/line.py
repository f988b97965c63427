"""Whoever serves a session can speak to it: a protocol, so that the app knows no sockets."""

from __future__ import annotations

from typing import Protocol

from crm_tui.domain.doors import EndReason


class Listener(Protocol):
    """What the app does when it is spoken to; called in its event loop."""

    def look(self, what: str) -> None:
        """Something changed: "data" of the organisation, or "live"."""
        ...

    def warn(self, seconds: int, reason: EndReason) -> None:
        """The session ends after so many seconds. For being idle only unless a key is pressed; 0: one was."""
        ...

    def end(self, reason: EndReason) -> None:
        """The session ends now."""
        ...


class Line(Protocol):
    """The app's end of the line to whoever serves it."""

    def listen(self, listener: Listener) -> None:
        """Tell this listener from now on, in the event loop that runs."""
        ...

    def ready(self, slug: str = "") -> None:
        """The desk of this organisation is painted."""
        ...

    def close(self) -> None:
        """Tell nothing any more."""
        ...
