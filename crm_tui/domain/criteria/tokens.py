"""Words of the criteria language, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid

MAX_TEXT = 20_000
"""Characters of a whole criteria text."""


class TokenKind(Enum):
    WORD = auto()
    QUOTED = auto()
    OPERATOR = auto()
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word at a place, counted in characters from 1."""

    kind: TokenKind
    text: str
    place: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, unquoted; case does not count."""
        return self.kind is TokenKind.WORD and self.text.casefold() in words


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<operator>!=|<=|>=|<>|==|=|<|>)
    |(?P<open>\()|(?P<close>\))|(?P<comma>,)
    |(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |(?P<word>[^\s=<>!(),"']+)""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = {
    "operator": TokenKind.OPERATOR,
    "open": TokenKind.OPEN,
    "close": TokenKind.CLOSE,
    "comma": TokenKind.COMMA,
    "quoted": TokenKind.QUOTED,
    "word": TokenKind.WORD,
}
_ALIASES = {"<>": "!=", "==": "="}


def tokens(text: str) -> list[Token]:
    """The tokens of a text, END last. Raises Invalid for an open quotation and for what is no token."""
    if len(text) > MAX_TEXT:
        raise Invalid(message("The criteria are longer than {limit} characters.", limit=MAX_TEXT))
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Invalid(_unreadable(text, at))
        if match.lastgroup != "space":
            found.append(_token(match.lastgroup, match.group(), at + 1))
        at = match.end()
    return [*found, Token(TokenKind.END, "", len(text) + 1)]


def _token(group: str, text: str, place: int) -> Token:
    if group == "quoted":
        text = _storable(re.sub(r"\\([\\\"'])", r"\1", text[1:-1]))
    elif group == "word":
        text = _storable(text)
    return Token(_KINDS[group], _ALIASES.get(text, text) if group == "operator" else text, place)


def _storable(text: str) -> str:
    """As `base.text.clean` stores it, but for the white space around, which `contains` may mean."""
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return unicodedata.normalize("NFC", text)


def _unreadable(text: str, at: int) -> Message:
    if text[at] in "\"'":
        return message("The quotation that opens at character {place} is not closed.", place=at + 1)
    return message("Character {place}: “{word}” cannot stand here.", place=at + 1, word=text[at])


def quoted(text: str) -> str:
    """A text in quotes, so that `tokens` reads the same text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
