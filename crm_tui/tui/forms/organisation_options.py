"""What a new organisation may choose from: names by Babel, zones by the machine's own database."""

from __future__ import annotations

import datetime as dt
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import get_currency_name, list_currencies

from crm_tui.base.messages import LANGUAGES, language
from crm_tui.domain.values import ValueContext
from crm_tui.tui.forms.new_organisation import OrganisationOptions


def likely_options() -> OrganisationOptions:
    """All choices, named in the current language, with what is likely chosen already."""
    locale = Locale.parse(language())
    currencies = [
        (code, f"{code} {get_currency_name(code, locale=locale)}") for code in sorted(list_currencies(locale))
    ]
    countries = sorted(
        ((code, name) for code, name in locale.territories.items() if len(code) == 2), key=lambda pair: pair[1]
    )
    locales = [(code, Locale.parse(code).get_display_name(locale) or code) for code in LANGUAGES]
    zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    now = (("currency", "EUR"), ("locale", language()), ("time_zone", "UTC"))
    return OrganisationOptions(currencies, locales, countries, zones, now)


def value_context() -> ValueContext:
    """How the form of a new organisation reads what is typed."""
    return ValueContext(dt.datetime.now(dt.UTC))
