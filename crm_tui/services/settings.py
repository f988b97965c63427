"""One's own settings in an organisation (O36, U12): language, theme, time zone, taste."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.base.messages import LANGUAGES, message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.taste import Taste, taste_of, with_taste
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class PersonalSettings:
    """What a user has chosen; an empty text is the organisation's or the program's own choice."""

    locale: str
    theme: str
    time_zone: str
    taste: Taste


class Settings:
    """The actor's own settings."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def mine(self) -> PersonalSettings:
        """What he has chosen. Forbidden to who is no longer active (AC01)."""
        self._gate.require("settings.personal", Target())
        row = self._session.store.members()[self._session.actor.user_id]
        return PersonalSettings(row.locale, row.theme, row.time_zone, taste_of(row.settings))

    def change(
        self,
        *,
        locale: str | None = None,
        theme: str | None = None,
        time_zone: str | None = None,
        motion: bool | None = None,
        mouse: bool | None = None,
        header: bool | None = None,
    ) -> None:
        """Choose a language, a theme (by name), a time zone or parts of one's taste; what is not given stays."""
        if locale is not None and locale not in LANGUAGES:
            raise Invalid(message("There is no language {locale}.", locale=locale))
        if time_zone:
            try:
                ZoneInfo(time_zone)
            except (ZoneInfoNotFoundError, ValueError):
                raise Invalid(message("There is no time zone {zone}.", zone=time_zone)) from None
        taste = {name: on for name, on in (("motion", motion), ("mouse", mouse), ("header", header)) if on is not None}
        with self._gate.act("settings.personal", Target()) as change:
            chosen = (f"{name} {'on' if on else 'off'}" for name, on in taste.items())
            change.detail = " ".join(filter(None, (locale, theme, time_zone, *chosen)))
            store, user_id = self._session.store, self._session.actor.user_id
            # Read behind the gate: another session of his may have kept something else meanwhile.
            before = store.members()[user_id].settings
            settings = with_taste(before, replace(taste_of(before), **taste)) if taste else None
            store.edit_member(user_id, locale=locale, theme=theme, time_zone=time_zone, settings=settings)
