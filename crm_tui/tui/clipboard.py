"""What goes to the terminal's clipboard (OSC 52): harmless text, and no more than terminals take."""

from __future__ import annotations

from crm_tui.base.text import display_text

LARGEST = 74_994
"""Bytes of UTF-8: in base64 with its frame they fill 100,000, and many terminals drop whatever is longer."""


def clipboard_text(text: str) -> tuple[str, bool]:
    """The text with controls made visible, tabs and line ends kept; and whether its end had to be left out.

    Several lines are cut at the end of one, so that no half row is pasted.
    """
    safe = "\n".join("\t".join(map(display_text, line.split("\t"))) for line in text.split("\n"))
    data = safe.encode("utf-8", "replace")
    if len(data) <= LARGEST:
        return safe, False
    kept = data[:LARGEST].decode("utf-8", "ignore")
    whole, end, _rest = kept.rpartition("\n")
    return (whole if end else kept), True
