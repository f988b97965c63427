"""One's own settings in an organisation (O36, U12): language, theme, time zone, taste, and where one left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.base.messages import LANGUAGES, message
from crm_tui.domain.errors import CrmError, Invalid
from crm_tui.domain.places import HOME, KeptPlace
from crm_tui.domain.taste import Taste, taste_of, with_taste
from crm_tui.services.gate import Gate, Target
from crm_tui.services.last_place import place_in, with_place
from crm_tui.services.modules import Modules
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

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules

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
            before = store.personal(user_id)
            settings = with_taste(before, replace(taste_of(before), **taste)) if taste else None
            store.edit_member(user_id, locale=locale, theme=theme, time_zone=time_zone, settings=settings)

    def last_place(self) -> KeptPlace | None:
        """Where he left; None where he never did, home where that is no longer open to him. Nothing tells why."""
        self._gate.require("settings.personal", Target())
        place = place_in(self._session.store.personal(self._session.actor.user_id))
        return place if place is None or self._open(place) else HOME

    def keep_place(self, place: KeptPlace) -> None:
        """Remember where he leaves. Writes nothing where that stands there already."""
        self._gate.insist("settings.personal", Target())
        store, user_id = self._session.store, self._session.actor.user_id
        kept = with_place(store.personal(user_id), place)
        if kept == store.personal(user_id):
            return
        with self._gate.act("settings.personal", Target()) as change:
            change.detail = "place"
            store.keep_personal(user_id, with_place(store.personal(user_id), place))

    def _open(self, place: KeptPlace) -> bool:
        """AC50: what he may not see is as if it were not there; a criteria line is checked by who reads the list.

        An area shows records of modules that he does not see otherwise: his own requests (Q04).
        """
        try:
            module = None
            if place.module:
                module = self._modules.named(place.module) if place.area else self._modules.find(place.module)
            if place.record_id is not None:
                self._gate.see(Target(module, place.record_id))
        except CrmError:
            return False
        return True
