"""How a server that stops tells those who are in."""

from __future__ import annotations

import pytest

from crm_tui.domain.doors import EndReason
from crm_tui.serve.control import Warn, decode, encode
from crm_tui.serve.finishing import moments


@pytest.mark.parametrize(
    ("patience", "told"),
    [
        (600.0, [(600.0, 300.0), (300.0, 240.0), (60.0, 50.0), (10.0, 10.0)]),
        (120.0, [(120.0, 60.0), (60.0, 50.0), (10.0, 10.0)]),
        (30.0, [(30.0, 20.0), (10.0, 10.0)]),
        (10.0, [(10.0, 10.0)]),
        (0.0, []),
    ],
)
def test_it_is_said_at_once_and_again_near_the_end(patience: float, told: list[tuple[float, float]]) -> None:
    assert list(moments(patience)) == told


def test_a_warning_travels_with_its_reason() -> None:
    assert decode(encode(Warn(120, EndReason.RESTART))) == Warn(120, EndReason.RESTART)
    assert decode(b'{"word": "Warn", "seconds": 60}') == Warn(60, EndReason.IDLE), "from a front of before"
    with pytest.raises(ValueError, match="x"):
        decode(b'{"word": "Warn", "seconds": 60, "reason": "x"}')
