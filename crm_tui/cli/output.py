"""What a command prints: JSON for scripts, aligned lines for people."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TextIO

from crm_tui.base.messages import _, message
from crm_tui.base.text import display_lines, display_text
from crm_tui.domain.errors import Invalid

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
"""What JSON can say."""

_WIDEST = 50
"""Cells of a column in a table for people: a fingerprint just fits. On a terminal what is longer is cut; a pipe and
JSON get all of it."""


class Output:
    """Prints results to one stream; errors go another way (`cli.errors`)."""

    def __init__(self, stream: TextIO, as_json: bool) -> None:
        self.stream, self.as_json = stream, as_json
        # JSON can say everything in ASCII, so that no locale spoils it.
        self._ascii = not (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")

    def one(self, value: Mapping[str, Json], text: str | None = None) -> None:
        """One object: JSON, or `text`, or a line for each of its entries that says something."""
        if self.as_json:
            self.json(value)
        elif text is not None:
            self.line(text)
        else:
            told = {key: text for key, entry in value.items() if (text := shown(entry))}
            width = max(map(cells, told), default=0)
            for key, entry in told.items():
                self._entry(key, width, entry)

    def rows(
        self, rows: Sequence[Mapping[str, Json]], columns: Sequence[str] | None = None, *, whole: str = ""
    ) -> None:
        """A list: a JSON array of objects, or a table of these columns (all keys of the first row).

        `whole`: the column that is never cut, as its end tells what the row is about; the last one.
        """
        growing = GrowingRows(self, whole)
        growing.add(rows, columns)
        growing.end()

    def growing(self) -> GrowingRows:
        """A list that is printed while it is read: as long as it may be, only a part of it is held."""
        return GrowingRows(self)

    def content(self, content: bytes) -> None:
        """A file as it is, for a file or a pipe. Invalid for a terminal, which other people's bytes would steer."""
        if self.stream.isatty():
            raise Invalid(message("Standard output is a terminal: send the file into a file, as by > FILE."))
        self.stream.flush()
        self.stream.buffer.write(content)

    def line(self, text: str) -> None:
        """A line for people; what looks like a control is made visible."""
        self.stream.write(display_text(text) + "\n")

    def json(self, value: Json) -> None:
        """A JSON value on lines of its own; control characters are escaped by JSON itself."""
        self.stream.write(self.json_text(value) + "\n")

    def json_text(self, value: Json) -> str:
        """A JSON value in lines."""
        return _harmless(json.dumps(value, ensure_ascii=self._ascii, indent=2))

    def json_line(self, value: Json) -> None:
        """A JSON value on one line, at once: whoever feeds a batch may wait for it."""
        self.stream.write(_harmless(json.dumps(value, ensure_ascii=self._ascii)) + "\n")
        self.stream.flush()

    def _entry(self, key: str, width: int, text: str) -> None:
        lines = display_lines(text)
        self.stream.write(f"{padded(display_text(key), width)}  {lines[0]}".rstrip() + "\n")
        for line in lines[1:]:
            self.stream.write(f"{'':{width}}  {line}".rstrip() + "\n")


class GrowingRows:
    """A list printed part by part: a JSON array of objects, or a table whose columns never get narrower again."""

    def __init__(self, out: Output, whole: str = "") -> None:
        self._out, self._whole = out, whole
        self._names: list[str] = []
        self._widths: list[int] = []
        self._printed = False

    def add(self, rows: Sequence[Mapping[str, Json]], columns: Sequence[str] | None = None) -> None:
        """The next rows. `columns` of a table: all keys of the first row by default."""
        if not rows:
            return
        if self._out.as_json:
            for row in rows:
                self._json(row)
        else:
            self._names = self._names or list(columns or rows[0])
            self._table([[shown(row.get(name)) for name in self._names] for row in rows])
        self._printed = True

    def end(self) -> None:
        """There are no more."""
        if self._out.as_json:
            self._out.stream.write("\n]\n" if self._printed else "[]\n")

    def _json(self, row: Mapping[str, Json]) -> None:
        # JSON has no line breaks inside its strings: whatever line begins here is indented one step further.
        text = self._out.json_text(row).replace("\n", "\n  ")
        self._out.stream.write((",\n  " if self._printed else "[\n  ") + text)
        self._printed = True

    def _table(self, rows: list[list[str]]) -> None:
        table = [self._told(row) for row in rows]
        if not self._printed:
            table.insert(0, self._told(self._names))
        floor = self._widths or [0] * len(self._names)
        widest = [max(least, *(cells(row[at]) for row in table)) for at, least in enumerate(floor)]
        self._widths = [min(width, _WIDEST) for width in widest]
        for row in table:
            line = "  ".join(padded(*pair) for pair in zip(row, self._widths, strict=True))
            self._out.stream.write(line.rstrip() + "\n")

    def _told(self, row: Sequence[str]) -> list[str]:
        """The cells of a row, cut where a terminal would break them."""
        told = list(map(display_text, row))
        if not self._out.stream.isatty():
            return told
        return [
            text if name == self._whole else fitted(text, _WIDEST) for name, text in zip(self._names, told, strict=True)
        ]


def shown(value: Json) -> str:
    """A JSON value as people read it: names instead of objects, commas instead of brackets."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case str() | int() | float():
            return str(value)
        case Mapping():
            return shown(value.get("name") or value.get("login"))
        case _:
            return ", ".join(shown(one) for one in value)


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def padded(text: str, width: int) -> str:
    """The text with blanks up to this many cells."""
    return text + " " * (width - cells(text))


def fitted(text: str, width: int) -> str:
    """The text, cut to this many cells with an ellipsis."""
    if cells(text) <= width:
        return text
    while cells(text) > width - 1:
        text = text[:-1]
    return text + "…"


def _harmless(text: str) -> str:
    """JSON in which no character steers a terminal: JSON leaves DEL, C1 and bidi marks as they are."""
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(char if char == "\n" or not _steers(char) else _escaped(char) for char in text)


def _steers(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _escaped(char: str) -> str:
    # As UTF-16, the way JSON counts: characters above U+FFFF take two.
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
