"""Words for people: English source, translated where they are shown.

Rules and errors hold a `Message`; `str(message)` is its text in the language of this process, or of one task in it that
speaks with somebody else (`speaking`).
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crm_tui.base.text import display_text

LANGUAGES = ("en", "fr", "zh_CN", "pl")
LANGUAGE_NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a terminal says which one it is set to; the first that says anything counts."""
DOMAIN = "crm_tui"
LOCALES = Path(__file__).parent.parent / "locale"

_language = "en"
_here: ContextVar[str] = ContextVar("language", default="")


def set_language(language: str) -> None:
    """Speak this language from now on; an unknown one is English."""
    global _language
    _language = language if language in LANGUAGES else "en"


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak it in here, and in tasks that are begun in here; an unknown one changes nothing."""
    before = _here.set(language if language in LANGUAGES else _here.get())
    try:
        yield
    finally:
        _here.reset(before)


def language() -> str:
    """The language spoken now, one of `LANGUAGES`."""
    return _here.get() or _language


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a terminal is set to; an empty text where it says none, or one that is not spoken.

    `zh_TW` is read as Chinese.
    """
    names = (environment.get(name, "") for name in LANGUAGE_NAMES)
    wanted = next((name for name in names if name), "").partition(".")[0]
    near = (language for language in LANGUAGES if language.partition("_")[0] == wanted.partition("_")[0])
    return wanted if wanted in LANGUAGES else next(near, "")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, [language], fallback=True)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "extract, do not translate yet"
    """Mark a text for the catalogues; it is translated later, by `_` or `Message`."""
    return text


def _(text: str, /, **values: object) -> str:
    """The text in the current language, with `{name}` filled from values, made safe for display."""
    return _filled(_catalogue(language()).gettext(text) if text else "", values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The singular or plural form for a count, with `{count}` and further names filled."""
    return _filled(_catalogue(language()).ngettext(one, many, count), {"count": count, **values})


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
