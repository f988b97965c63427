"""Text from people: made visible before it reaches a terminal, folded before it is compared."""

from __future__ import annotations

import re
import unicodedata

# C0 but tab and newline, DEL, C1, bidi marks and overrides, line and paragraph separators,
# zero-width characters but the joiners that scripts and emoji need, surrogates, tags.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_BREAKS = re.compile(r"[\t\r\n\x85\u2028\u2029]+")
_MARKED = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1fff]")
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss",
        "ı": "i", "ħ": "h", "ŋ": "n", "ŧ": "t", "ς": "σ",
    }
)  # fmt: skip
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def display_text(value: object) -> str:
    """One line of text that is safe on a terminal; controls become visible replacement marks.

    The one sink for text from people: screens, command line, logs, titles, clipboard.
    Line breaks and tabs become single spaces. Use `display_lines` where breaks shall stay.
    """
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_BREAKS.sub(" ", text)
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", unicodedata.normalize("NFC", text))


def display_lines(value: str) -> list[str]:
    """The lines of a longer text, each made safe as `display_text` does."""
    return [display_text(line) for line in value.replace("\r\n", "\n").split("\n")]


def clean(value: str) -> str:
    """Text as it is stored: NFC, surrogates replaced, no white space around."""
    text = value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return unicodedata.normalize("NFC", text).strip()


def fold(value: str) -> str:
    """The key by which text is sorted and found: no case, no Latin, Greek or Cyrillic marks.

    `fold("Łódź") == "lodz"`, `fold("Strauß") == "strauss"`; other scripts keep their marks.
    """
    if value.isascii():
        return value.lower()
    text = unicodedata.normalize("NFKC", value).casefold()
    kept: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.combining(char):
            if base and _MARKED.match(base):
                continue
        else:
            base = char
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def search_terms(value: str) -> list[str]:
    """The words of a text as the search index holds them: folded words, CJK 1- and 2-grams."""
    terms: list[str] = []
    for word in re.findall(r"\w+", fold(value)):
        if _CJK.search(word):
            terms += list(word) + [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            terms.append(word)
    return terms


def is_cjk(value: str) -> bool:
    """Whether a text holds Chinese, Japanese or Korean characters."""
    return bool(_CJK.search(value))


def person_name(first: str, last: str) -> str:
    """A person's name in the order of its script: 王伟, but Aurélie Lefèvre."""
    if is_cjk(first + last):
        return f"{last}{first}"
    return f"{first} {last}".strip()
