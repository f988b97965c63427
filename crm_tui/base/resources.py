"""Data that travels with the product: themes and sample organisations.

They stand at the top of a source tree and inside the package in a wheel.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def themes_folder() -> Path:
    """The folder of theme files; it may be absent in a build without them."""
    return _folder("themes", "_themes")


def sample_folder() -> Path:
    """The folder of sample organisations; it may be absent in a build without them."""
    return _folder("sample_data", "_sample_data")


def _folder(in_source: str, in_wheel: str) -> Path:
    packed = _PACKAGE / in_wheel
    return packed if packed.is_dir() else _PACKAGE.parent / in_source
