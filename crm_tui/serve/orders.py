"""What the front hands to whatever starts a session's process, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from crm_tui.serve.errand import Errand, Place


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one session may use; 0: as much as the server's account may."""

    memory_mb: int = 0
    cpu_minutes: int = 0
    processes: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """One session to start. `terminal`: its descriptors 0, 1 and 2 are a terminal, which it is to be in charge of.

    `front` is the process that serves it, of which it becomes a child.
    """

    errand: Errand
    environment: Mapping[str, str]
    terminal: bool
    front: int
    bounds: Bounds = Bounds()


def encode(order: Order) -> bytes:
    """An order as it travels."""
    return json.dumps(asdict(order)).encode()


def decode(data: bytes) -> Order:
    """An order that arrived from the front."""
    found: dict[str, Any] = json.loads(data)
    errand = dict(found["errand"])
    place = Place(**errand.pop("place"))
    return Order(
        Errand(**errand, place=place),
        found["environment"], found["terminal"], found["front"], Bounds(**found["bounds"]),
    )  # fmt: skip
