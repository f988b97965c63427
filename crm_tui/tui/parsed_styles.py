"""Style sheets that are parsed once for all apps of a process and of those that it forks.

With `adapter` the only place that stands on Textual's private API (8.2.8). Textual parses all sheets anew for each
app, and again when a theme or a screen comes: a tenth of what it takes to start a session. What comes of it depends on
the sheet and the theme's variables alone, and is never written to.
"""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

Variables = dict[str, str]
Parsed = LRUCache[tuple[object, ...], list[RuleSet]]

THEMES, SHEETS = 6, 256
"""So many themes are kept, the one that was longest not used goes first, and of each so many sheets."""

_known: LRUCache[frozenset[tuple[str, str]], Parsed] = LRUCache(THEMES)


class ParsedStyles(Stylesheet):
    """One app's. Sheets that any app of this process has parsed with the same variables are taken from there."""

    def __init__(self, *, variables: Variables) -> None:
        super().__init__(variables=variables)
        self._parse_cache = _parsed_with(variables)

    def set_variables(self, variables: Variables) -> None:
        """See Textual."""
        self._parse_cache = LRUCache(1)  # Textual empties the one that it finds, and others use ours
        super().set_variables(variables)
        self._parse_cache = _parsed_with(variables)

    def reparse(self) -> None:
        """See Textual, which makes another sheet for it so that one that is wrong breaks nothing: ours are right."""
        self.parse()


def _parsed_with(variables: Variables) -> Parsed:
    key = frozenset(variables.items())
    found = _known.get(key)
    if found is None:
        found = _known[key] = LRUCache(SHEETS)
    return found
