"""List views: everybody's own and the shared ones; a view never widens access (2.3 A, O14, O15, O41, M23)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.records import ListQuery
from crm_tui.policy.profiles import TEAM_USER
from tests.services.cast import (
    BOSS,
    CLAIMS,
    OUTSIDER,
    PARTICIPANT,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import contact, ids, lead, refused, unchanged


def labels(cast: Cast, login: str, module: str = "Contacts") -> set[str]:
    return {view.label for view in cast.ws(login).views.list(module) if not view.standard}


def test_a_shared_view_is_everybodys_and_a_private_one_its_makers(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    ws.views.new("Contacts", "Secret plan")
    ws.views.new("Contacts", "Paris", 'Mailing_City = "Paris"', ("Last_Name", "Phone"), "-Last_Name", shared=True)
    assert labels(cast, TEAM_MEMBER) == {"Secret plan", "Paris"}
    assert labels(cast, REP) == {"Paris"}
    one = contact(cast.ws(REP), Mailing_City="Paris")
    contact(cast.ws(REP))
    page = cast.ws(REP2).listing.page(ListQuery("Contacts", view="Paris"))
    assert ([row.id for row in page.rows], [f.api_name for f in page.columns]) == ([one.id], ["Last_Name", "Phone"])
    with pytest.raises(NotFound):
        cast.ws(REP).listing.page(ListQuery("Contacts", view="Secret plan"))


def test_a_view_shows_no_more_than_its_reader_sees(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws(REP).views.new("Leads", "Ours", "Company contains Lodz", shared=True)
    assert ids(cast.ws(REP), "Leads", view="Ours") == {made.id}
    assert ids(cast.ws(REP2), "Leads", view="Ours") == set()


def test_what_does_not_fit_the_module_is_refused(cast: Cast) -> None:
    ws = cast.ws(REP)
    ws.views.new("Contacts", "Taken")
    for label, criteria, columns, sort in (
        ("", "", (), ""), ("x" * 81, "", (), ""), ("taken", "", (), ""), ("All", "", (), ""),
        ("New", "Nonsense = 1", (), ""), ("New", "Phone =", (), ""), ("New", "", ("Nonsense",), ""),
        ("New", "", (), "-Nonsense"),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            ws.views.new("Contacts", label, criteria, columns, sort)


def test_only_ones_own_views_are_deleted_and_shared(cast: Cast) -> None:
    cast.ws(REP).views.new("Contacts", "Reps", shared=True)
    assert refused(cast, lambda: cast.ws(TEAM_MEMBER).views.delete("Contacts", "Reps")) == "O41"
    assert refused(cast, lambda: cast.ws(TEAM_MEMBER).views.share("Contacts", "Reps", shared=False)) == "O41"
    assert refused(cast, lambda: cast.ws(REP2).views.delete("Contacts", "Reps")) == "AC06"
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(REP).views.delete("Contacts", "All")
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(REP).views.share("Contacts", "All", shared=False)
    cast.ws(REP).views.share("Contacts", "Reps", shared=False)
    assert labels(cast, BOSS) == set()
    cast.ws(REP).views.delete("Contacts", "Reps")
    assert labels(cast, REP) == set()


def test_views_of_a_team_module_follow_the_profile_there(cast: Cast) -> None:
    cast.ws(TEAM_MEMBER).views.new(CLAIMS, "Shared one", shared=True)
    assert refused(cast, lambda: cast.ws(PARTICIPANT).views.new(CLAIMS, "x", shared=True)) == "M23"
    cast.ws(PARTICIPANT).views.new(CLAIMS, "Pats own")
    assert refused(cast, lambda: cast.ws(REQUESTER).views.new(CLAIMS, "x")) == "M10"
    assert refused(cast, lambda: cast.ws(REP2).views.delete(CLAIMS, "Shared one")) == "M23"
    assert labels(cast, TEAM_ADMIN, CLAIMS) == {"Shared one"}
    cast.ws(TEAM_MANAGER).views.delete(CLAIMS, "Shared one")
    assert labels(cast, TEAM_MEMBER, CLAIMS) == set()


def test_the_switch_of_the_team_user_profile_closes_views(cast: Cast) -> None:
    cast.ws(REP).views.new("Contacts", "Reps", shared=True)
    assert labels(cast, OUTSIDER) == {"Reps"}
    cast.ws().profiles.save(replace(TEAM_USER, custom_views=False))
    assert labels(cast, OUTSIDER) == set()
    assert refused(cast, lambda: cast.ws(OUTSIDER).views.new("Contacts", "x")) == "O15"
    assert len(cast.ws(OUTSIDER).views.list("Contacts")) > 0
