"""One's own settings: they are one's own, they are kept beside each other, and nonsense in them does no harm."""

from __future__ import annotations

import json

import pytest

from crm_tui.domain.taste import Taste, taste_of, with_taste
from tests.services.cast import OUTSIDER, REP, Cast


def test_a_part_of_ones_taste_changes_and_the_rest_stays(cast: Cast) -> None:
    ws = cast.ws(REP)
    assert ws.settings.mine().taste == Taste()
    ws.settings.change(mouse=False)
    ws.settings.change(header=False)
    ws.settings.change(theme="night")
    assert ws.settings.mine().taste == Taste(mouse=False, header=False)
    assert cast.ws(OUTSIDER).settings.mine().taste == Taste()


def test_two_sessions_of_one_person_lose_nothing(cast: Cast) -> None:
    one, other = cast.ws(REP), cast.ws(REP)
    assert one.settings.mine() == other.settings.mine()
    one.settings.change(motion=True)
    other.settings.change(mouse=False)
    assert one.settings.mine().taste == other.settings.mine().taste == Taste(motion=True, mouse=False)


def test_what_else_is_kept_in_the_settings_stays() -> None:
    kept = with_taste('{"place": {"module": "Leads"}}', Taste(header=False))
    assert json.loads(kept)["place"] == {"module": "Leads"}
    assert taste_of(kept) == Taste(header=False)


@pytest.mark.parametrize(
    "settings", ["", "{", "[]", "null", '{"taste": 7}', '{"taste": {"mouse": "no", "wings": true}}', "[" * 99_999]
)
def test_settings_that_say_nothing_sensible_are_the_default(settings: str) -> None:
    assert taste_of(settings) == Taste()
    assert taste_of(with_taste(settings, Taste(mouse=False))) == Taste(mouse=False)
