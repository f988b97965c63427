"""Words for people: English source, translated where they are shown.

Rules and errors hold a `Message`; `str(message)` is its text in the language of this process.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crm_tui.base.text import display_text

LANGUAGES = ("en", "fr", "zh_CN", "pl")
DOMAIN = "crm_tui"
LOCALES = Path(__file__).parent.parent / "locale"

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(language: str) -> None:
    """Speak this language from now on; an unknown one is English."""
    global _current, _language
    _language = language if language in LANGUAGES else "en"
    _current = gettext.translation(DOMAIN, LOCALES, [_language], fallback=True)


def language() -> str:
    """The language spoken now, one of `LANGUAGES`."""
    return _language


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "extract, do not translate yet"
    """Mark a text for the catalogues; it is translated later, by `_` or `Message`."""
    return text


def _(text: str, /, **values: object) -> str:
    """The text in the current language, with `{name}` filled from values, made safe for display."""
    return _filled(_current.gettext(text) if text else "", values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The singular or plural form for a count, with `{count}` and further names filled."""
    return _filled(_current.ngettext(one, many, count), {"count": count, **values})


def _filled(text: str, values: Mapping[str, object]) -> str:
    return text.format(**{key: display_text(value) for key, value in values.items()}) if values else text


@dataclass(frozen=True, slots=True)
class Message:
    """A text for people that is translated when it is shown.

    `text` is the English source with `{name}` places; `values` fills them, pair by pair.
    """

    text: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return _(self.text, **dict(self.values))


def message(text: str, /, **values: object) -> Message:
    """Make a `Message`; the text is extracted for the catalogues by this call."""
    return Message(text, tuple(values.items()))
