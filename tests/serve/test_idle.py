"""Who counts as being there, and what happens to whoever is not."""

from __future__ import annotations

import asyncio

import pytest

from crm_tui.serve.idle import Idle, is_typed

SHORT = 0.001
"""Minutes."""


@pytest.mark.parametrize(
    "data",
    [b"\x1b[I", b"\x1b[O", b"\x1b[<35;10;4M", b"\x1b[I\x1b[<35;1;1M", b"\x1b[?1u", b"\x1b[?2026;2$y", b"\x1b[1;1R"],
)
def test_what_terminals_say_by_themselves_is_not_typed(data: bytes) -> None:
    assert not is_typed(data)


@pytest.mark.parametrize(
    "data", [b"j", b"\x1b", b"\x1b[A", b"\x1b[<0;10;4M", b"\x1b[<64;1;1M", b"\x1b[97u", b"\x1b[Ij", b"\r"]
)
def test_keys_clicks_and_the_wheel_are_typed(data: bytes) -> None:
    assert is_typed(data)


async def test_nothing_typed_is_a_warning_and_then_the_end() -> None:
    told: list[str] = []
    over = asyncio.Event()

    def end() -> None:
        told.append("ended")
        over.set()

    Idle(SHORT, 1, lambda seconds: told.append("warned"), end)
    await over.wait()
    assert told == ["warned", "ended"]


async def test_whoever_types_after_the_warning_stays() -> None:
    told: list[int] = []
    over, warned = asyncio.Event(), asyncio.Event()

    def warn(seconds: int) -> None:
        told.append(seconds)
        warned.set()

    idle = Idle(0.05, 2, warn, over.set)
    await warned.wait()
    idle.typed()
    assert told == [2, 0]
    assert not over.is_set()
    idle.stop()


async def test_without_minutes_nobody_is_watched() -> None:
    idle = Idle(0, 60, lambda seconds: pytest.fail("warned"), lambda: pytest.fail("ended"))
    await asyncio.sleep(0)
    idle.typed()
    idle.stop()
