"""All benches by name, in the order of the table. What each needs is imported when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from bench.bars import Bench


def _late(module: str, function: str = "measure") -> Bench:
    """The bench of a module that is imported when it runs: it may need a package that is not there."""
    return lambda **sizes: getattr(import_module(f"bench.{module}"), function)(**sizes)


BENCHES: Mapping[str, Bench] = {
    "policy": _late("policy"),
    "page": _late("pages", "page"),
    "keyset": _late("pages", "keyset"),
    "scopes": _late("scopes"),
    "get": _late("records", "get"),
    "update": _late("records", "update"),
    "search": _late("searching"),
    "record-page": _late("record_page"),
    "writers": _late("writers"),
    "table": _late("screens", "table"),
    "cursor": _late("screens", "cursor"),
    "far": _late("screens", "far"),
    "first-frame": _late("starts", "first_frame"),
    "commands": _late("starts", "commands"),
    "idle": _late("idle"),
    "serve-day": _late("serving.day"),
    "serve-start": _late("serving.starts"),
    "serve-memory": _late("serving.memory"),
    "serve-keys": _late("serving.keys"),
    "serve-isolation": _late("serving.isolation"),
    "serve-idle": _late("serving.idle"),
    "serve-ends": _late("serving.ends"),
    "serve-looks": _late("serving.looks"),
    "storm": _late("storm.measure"),
}
