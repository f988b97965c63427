"""Babel extraction of the words for people in TOML files. `babel.cfg` names it; it needs only the standard library."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

_KEYS = frozenset({"label", "singular", "title", "owner_label", "because", "remedy"})
_LISTS = frozenset({"choices"})
_TITLES = frozenset({"titles"})

Extracted = tuple[int, str, str, list[str]]
"""Line, function name, text, comments: what Babel expects of a method."""


def extract_toml(
    fileobj: BinaryIO, keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Extracted]:
    """Labels, titles and pick-list values of a TOML file, each once, with the line of its first use."""
    source = fileobj.read().decode("utf-8")
    for text in dict.fromkeys(_words(tomllib.loads(source))):
        yield _line(source, text), "", text, []


def _words(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if value and key in _KEYS | _LISTS | _TITLES:
            yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _words(entry, key if key in _LISTS else "")
    elif isinstance(value, dict):
        for name, entry in value.items():
            yield from _words(entry, key if key in _TITLES else name)


def _line(source: str, text: str) -> int:
    place = source.find(f'"{text}"')
    return source.count("\n", 0, place) + 1 if place >= 0 else 1
