"""Pictures in docs/ that are made from the snapshots of the screens: which from which, and how.

A snapshot asks a stranger's server for its font and trusts that it comes. A picture asks nobody: it names fonts that
machines have, and puts each word where it belongs, so that columns stay columns in any of them.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

from rich.cells import cell_len

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SNAPSHOTS = ROOT / "tests" / "tui" / "__snapshots__" / "test_snapshots"

MANIFEST = {
    "leads": "test_screen[leads_read_only-120x40-crm-dark]",
    "sign-in": "test_sign_in[80x24-crm-dark]",
    "list": "test_screen[leads_read_only-80x24-crm-dark]",
    "record": "test_screen[record-80x24-crm-dark]",
    "why": "test_screen[why_card-80x24-crm-light]",
    "why-steps": "test_screen[why_steps-80x24-crm-dark]",
    "note": "test_screen[note-80x24-crm-dark]",
    "tags": "test_screen[tags-80x24-crm-dark]",
    "filter": "test_screen[filter-80x24-crm-dark]",
    "search": "test_screen[search-80x24-crm-dark]",
    "palette": "test_screen[palette-80x24-crm-dark]",
    "interactions": "test_screen[interactions-80x24-crm-dark]",
    "requests": "test_screen[requests-80x24-crm-dark]",
    "inbox": "test_screen[inbox-80x24-crm-dark]",
    "home": "test_screen[home-80x24-crm-dark]",
    "theme-dark": "test_screen[record-120x40-crm-dark]",
    "theme-light": "test_screen[record-120x40-crm-light]",
}
"""Name of a picture -> name of the snapshot that it is made from."""

FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
_FOREIGN = re.compile(
    r"\s*<!--.*?-->|\s*@font-face \{.*?\}|\s*<clipPath id=\"[^\"]*-line-\d+\">.*?</clipPath>", re.DOTALL
)
SIZE = "20.27px"
"""At this size a character of DejaVu Sans Mono and Menlo is as wide as a cell of the snapshots (12.2)."""
_SIZE = re.compile(r"font-size: 20px")
_FAMILY = re.compile(r"font-family: [^;]+;")
_TEXT = re.compile(
    r'<text class="(?P<look>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="(?P<length>[\d.]+)"'
    r' clip-path="[^"]*">(?P<words>[^<]*)</text>'
)
_COLUMN = re.compile(r"[^\xa0 \n]+(?:\xa0[^\xa0 \n]+)*")
"""Words with single blanks between them."""


def picture(snapshot: str) -> str:
    """A snapshot (SVG) without foreign addresses, its text in pieces that stand where their column stands."""
    own = _SIZE.sub(f"font-size: {SIZE}", _FAMILY.sub(f"font-family: {FONTS};", _FOREIGN.sub("", snapshot)))
    return _TEXT.sub(_pieces, own)


def _pieces(text: re.Match[str]) -> str:
    words = html.unescape(text["words"])
    cell = float(text["length"]) / max(1, len(words))  # Rich counts characters here, and cells everywhere else
    return "".join(_piece(text, found, words, cell) for found in _COLUMN.finditer(words))


def _piece(text: re.Match[str], found: re.Match[str], words: str, cell: float) -> str:
    x = float(text["x"]) + cell * cell_len(words[: found.start()])
    length = cell * cell_len(found[0])
    return (
        f'<text class="{text["look"]}" x="{x:.1f}" y="{text["y"]}" textLength="{length:.1f}">'
        f"{html.escape(found[0], quote=False)}</text>"
    )


def made() -> dict[Path, str]:
    """Every picture as it should be; empty where its snapshot is missing."""
    return {PICTURES / f"{name}.svg": picture(_text(SNAPSHOTS / f"{source}.svg")) for name, source in MANIFEST.items()}


def stale() -> list[Path]:
    """Pictures that are not what their snapshot makes, and files that no snapshot makes."""
    wanted = made()
    left = [path for path in sorted(PICTURES.iterdir()) if path not in wanted] if PICTURES.exists() else []
    return [path for path, text in wanted.items() if not text or _text(path) != text] + left


def update() -> None:
    """Make all pictures anew, and remove what the manifest no longer names."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
    for path in set(PICTURES.iterdir()) - set(made()):
        path.unlink()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
