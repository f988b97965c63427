"""One's own settings in an organisation (O36, U12): language, theme, time zone."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.base.messages import LANGUAGES, message
from crm_tui.domain.errors import Invalid
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class PersonalSettings:
    """What a user has chosen; an empty text is the organisation's or the program's own choice."""

    locale: str
    theme: str
    time_zone: str


class Settings:
    """The actor's own settings."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def mine(self) -> PersonalSettings:
        """What he has chosen. Forbidden to who is no longer active (AC01)."""
        self._gate.require("settings.personal", Target())
        row = self._session.store.members()[self._session.actor.user_id]
        return PersonalSettings(row.locale, row.theme, row.time_zone)

    def change(self, *, locale: str | None = None, theme: str | None = None, time_zone: str | None = None) -> None:
        """Choose a language, a theme (by name) or a time zone; what is not given stays."""
        if locale is not None and locale not in LANGUAGES:
            raise Invalid(message("There is no language {locale}.", locale=locale))
        if time_zone:
            try:
                ZoneInfo(time_zone)
            except (ZoneInfoNotFoundError, ValueError):
                raise Invalid(message("There is no time zone {zone}.", zone=time_zone)) from None
        with self._gate.act("settings.personal", Target()) as change:
            change.detail = " ".join(filter(None, (locale, theme, time_zone)))
            store = self._session.store
            store.edit_member(self._session.actor.user_id, locale=locale, theme=theme, time_zone=time_zone)
