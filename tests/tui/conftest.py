"""Screens are tested in a scrubbed environment: textual reads its settings once, at import."""

from __future__ import annotations

import os

# The plugin that compares pictures tells its workers by such a name where they put them.
KEPT = "TEXTUAL_SNAPSHOT_TEMPDIR"
for _name in [name for name in os.environ if name.startswith("TEXTUAL_") and name != KEPT] + ["NO_COLOR"]:
    os.environ.pop(_name, None)

from collections.abc import Iterator  # noqa: E402

import pytest  # noqa: E402

from tests.tui.rest import pilots_wait_for_rest  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _pilots_wait_for_rest() -> Iterator[None]:
    """No pilot waits for longer than its app is at work, nor for less."""
    with pilots_wait_for_rest():
        yield
