"""The documentation says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import docs


def test_generated_tables_are_fresh() -> None:
    assert [page.name for page in docs.stale()] == []


def test_the_readme_is_short() -> None:
    assert len((docs.ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize("page", docs.pages(), ids=lambda page: page.relative_to(docs.ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
