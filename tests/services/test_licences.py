"""Licences and editions: what counts, what is refused, what 1.6 does (1.2, 1.6, 3.4)."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.domain.blueprints import team_module
from crm_tui.domain.errors import Forbidden, Invalid, LimitReached
from crm_tui.domain.key_limits import KEYS_PER_LOGIN
from crm_tui.domain.modules import Level
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.records import ListQuery, Record
from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, UserKind, UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.facts import OrganisationFacts, RecordFacts
from crm_tui.policy.profiles import TEAM_USER, team_user
from crm_tui.services.gate import Target
from crm_tui.services.team_cloned import SWITCHES, team_cloned
from tests.key_lines import ed25519
from tests.services.cast import (
    ACME,
    BETA,
    BOSS,
    CLAIMS,
    OUTSIDER,
    REP,
    REP2,
    TEAM_ADMIN,
    TEAM_MEMBER,
    Cast,
    claims,
)
from tests.services.making import claim, lead, refused, unchanged
from tests.services.test_people import invite, member

DAY = 24 * 60
TEAM = 6
"""Team users of the organisation."""


def profile_of(cast: Cast, login: str) -> str:
    """The API name of a user's profile."""
    store = cast.installation.store(ACME)
    return store.profiles()[member(cast, login).profile_id].rights.api_name


# Seats


def test_what_is_used_and_what_there_is(cast: Cast) -> None:
    state = cast.ws().licences.state()
    assert (state.edition, state.limits_set, state.team_on) == ("enterprise_trial", "seed", True)
    assert (state.regular_used, state.regular_bought, state.team_used, state.team_bought) == (5, 10, TEAM, 10)
    limits = {usage.name: (usage.used, usage.limit, usage.rule) for usage in state.limits}
    assert limits == {
        "Regular seats": (5, 10, "U28"), "Team seats": (TEAM, 10, "U28"), "Team modules": (2, 45, "X09"),
        "Team spaces": (1, 25, "SP01"), "Modules of Team User": (4, 10, "U33"),
    }  # fmt: skip
    for login in (REP, TEAM_MEMBER):
        with unchanged(cast), pytest.raises(Forbidden):
            cast.ws(login).licences.state()


def test_an_invited_user_holds_no_seat_and_needs_one_to_be_invited(cast: Cast) -> None:
    """U28."""
    for number in range(4):
        cast.ws().staff.add(f"r{number}@acme.test", "R", UserKind.REGULAR, "Standard")
    token = invite(cast)
    cast.ws().staff.add("r4@acme.test", "R", UserKind.REGULAR, "Standard")
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        invite(cast, "more@acme.test")
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="no free seat"):
        cast.installation.answer("new@acme.test", accepted=True, token=token)
    cast.ws().staff.delete("r4@acme.test")
    cast.installation.answer("new@acme.test", accepted=True, token=token)


def test_a_reached_limit_is_a_denial_for_who_asks(cast: Cast) -> None:
    """9.3: of `can`, with its steps; the external user, who takes no seat, is another action."""
    ask = partial(cast.ws().access.can, BOSS, explain=True)
    assert ask("users.invite").decision.allowed
    assert ask("module.create").decision.allowed
    cast.ws().licences.choose_edition("standard")
    for number in range(8):  # two of the ten are there
        cast.ws().setup.add_module(team_module(f"M{number}", f"M{number}", "M"), "Legal")
    for action, rule in (("users.invite", "U28"), ("module.create", "X02")):
        with unchanged(cast):
            told = ask(action)
        assert (told.decision.allowed, told.decision.rule) == (False, rule)
        assert [step.rule for step in told.steps if step.outcome == "denied"] == [rule]
        assert "allowed" not in {step.outcome for step in told.steps}
    assert ask("org.invite").decision.allowed


def test_licences_are_recorded_and_not_taken_from_who_uses_them(cast: Cast) -> None:
    """U23, U29, X13."""
    buy = cast.ws().licences.buy
    cast.ws().licences.choose_edition("enterprise")
    buy(regular=3, team=2)
    assert [u.over for u in cast.ws().licences.state().limits if u.rule == "U28"] == [True, True]
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        cast.ws().staff.add("r@acme.test", "R", UserKind.REGULAR, "Standard")
    buy(regular=8, team=8)
    cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE)
    assert cast.ws().licences.state().team_bought == 8
    for wrong in (partial(buy, regular=4), partial(buy, team=TEAM - 2)):
        with unchanged(cast, audit=1), pytest.raises(LimitReached, match="in use") as caught:
            wrong()
        assert _rule(caught.value) == "U28"
    for number in (-1, 10**9):
        with unchanged(cast), pytest.raises(Invalid):
            buy(regular=number)
    buy(regular=5, team=TEAM - 1)
    assert refused(cast, partial(cast.ws(REP).licences.buy, team=1)) == "U20"
    assert refused(cast, partial(cast.ws(TEAM_MEMBER).licences.buy, team=1)) == "O27"


def test_the_newer_set_counts_all_kinds_together_and_leaves_all_usable(cast: Cast) -> None:
    """X09, X13."""
    mine = claim(cast.ws(TEAM_MEMBER))
    cast.ws().licences.choose_limits("newer")
    users = next(usage for usage in cast.ws().licences.state().limits if usage.name == "Users")
    assert (users.used, users.limit, users.over) == (11, 3, True)
    for login in ("r@acme.test",):
        with unchanged(cast, audit=1), pytest.raises(LimitReached, match="limits newer"):
            cast.ws().staff.add(login, "R", UserKind.TEAM, "Team_User")
    cast.another(TEAM_MEMBER).records.edit(CLAIMS, mine.id, {"Name": "Still here"})
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().licences.choose_limits("no such")


# Switched off


def test_team_licences_off_deactivate_all_team_users(cast: Cast) -> None:
    """U60: each comes back as a regular user; on again, they stay inactive."""
    mine = claim(cast.ws(TEAM_MEMBER))
    assert refused(cast, partial(cast.ws(REP).licences.switch, on=False)) == "U20"
    assert cast.ws().licences.switch(on=False) == TEAM
    assert {member(cast, login).state for login in (TEAM_ADMIN, TEAM_MEMBER, OUTSIDER)} == {UserState.INACTIVE}
    assert member(cast, REP).state is UserState.ACTIVE
    with pytest.raises(Forbidden):
        cast.another(TEAM_MEMBER)
    assert cast.ws().records.get(CLAIMS, mine.id).owner.login == TEAM_MEMBER
    for act in (
        partial(cast.ws().staff.set_state, TEAM_MEMBER, UserState.ACTIVE),
        partial(cast.ws().staff.add, "t@acme.test", "T", UserKind.TEAM, "Team_User"),
    ):
        with unchanged(cast, audit=1), pytest.raises(LimitReached, match="switched off"):
            act()
    cast.ws().staff.convert(TEAM_MEMBER, "Standard")
    assert member(cast, TEAM_MEMBER).state is UserState.INACTIVE
    cast.ws().staff.set_state(TEAM_MEMBER, UserState.ACTIVE)
    assert cast.another(TEAM_MEMBER).records.get(CLAIMS, mine.id).id == mine.id
    assert cast.ws().licences.switch(on=True) == 0
    assert member(cast, TEAM_ADMIN).state is UserState.INACTIVE
    cast.ws().staff.set_state(TEAM_ADMIN, UserState.ACTIVE)
    assert NoticeKind.DEACTIVATED in {notice.kind for notice in cast.another(TEAM_ADMIN).notices.list()}


# Editions


@pytest.mark.parametrize("edition", ["free", "zoho_one"])
def test_an_edition_without_team_users_clones_their_profile(cast: Cast, edition: str) -> None:
    """U61: Team_Cloned, with the same permissions; its users come back as regular ones."""
    cast.ws().profiles.save(team_user(modules=frozenset({"Leads", "Contacts"})))
    cast.ws().staff.set_state(TEAM_MEMBER, UserState.INACTIVE)  # all of them are listed there, not the active ones only
    cast.ws().licences.choose_edition(edition)
    assert {profile_of(cast, login) for login in (TEAM_ADMIN, TEAM_MEMBER, OUTSIDER)} == {"Team_Cloned"}
    assert {member(cast, login).state for login in (TEAM_ADMIN, OUTSIDER)} == {UserState.INACTIVE}
    assert member(cast, REP).state is UserState.ACTIVE
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="convert"):
        cast.ws().staff.set_state(OUTSIDER, UserState.ACTIVE)
    cast.ws().staff.convert(OUTSIDER, "Team_Cloned")
    cloned = next(rights for rights in cast.ws().profiles.list() if rights.api_name == "Team_Cloned")
    assert not cloned.team_user
    assert {"Leads", "Contacts", "Tasks"} <= set(cloned.modules or ())
    assert "Accounts" not in (cloned.modules or ())
    assert cast.ws().licences.state().edition == edition
    assert cast.ws().licences.state().trial_until is None


def test_without_an_active_team_user_nothing_is_cloned(cast: Cast) -> None:
    """U62."""
    cast.ws().licences.switch(on=False)
    cast.ws().licences.choose_edition("free")
    assert "Team_Cloned" not in {rights.api_name for rights in cast.ws().profiles.list()}
    assert profile_of(cast, OUTSIDER) == "Team_User"


def test_a_second_clone_has_a_name_of_its_own(cast: Cast) -> None:
    cast.ws().licences.choose_edition("zoho_one")
    cast.ws().licences.choose_edition("enterprise")
    cast.ws().licences.buy(regular=10, team=3)
    cast.ws().staff.add("t@acme.test", "T", UserKind.TEAM, "Team_User")
    cast.ws().licences.choose_edition("free")
    names = [(r.api_name, r.label) for r in cast.ws().profiles.list() if r.api_name.startswith("Team_Cloned")]
    assert names == [("Team_Cloned", "Team_Cloned"), ("Team_Cloned_2", "Team_Cloned 2")]
    assert (profile_of(cast, "t@acme.test"), profile_of(cast, OUTSIDER)) == ("Team_Cloned_2", "Team_Cloned")


def test_the_clone_allows_what_the_team_profile_allowed_and_no_more(cast: Cast) -> None:
    """U61, switch by switch and module by module, for each setting of the switches of U35."""
    modules = [cast.ws().session.module_facts(m) for m in cast.ws().catalog().modules if not m.is_team]
    for rights in (TEAM_USER, team_user(custom_views=False, create_team_module=False, manage_teamspace=True)):
        engine = PolicyEngine(OrganisationFacts())
        team = _actor(UserKind.TEAM, rights)
        regular = _actor(UserKind.REGULAR, team_cloned(rights, modules, frozenset()))
        record = RecordFacts(owner_id=8, level=Level.FULL, item_author=7)
        for action in SWITCHES:
            for where in (None, *modules) if ACTIONS[action].module_counts else (None,):
                on = record if where is not None and ACTIONS[action].target == "record" else None
                if where is None and ACTIONS[action].module_counts:
                    continue
                asked = [engine.decide(actor, action, where, on).allowed for actor in (team, regular)]
                assert asked[0] == asked[1], (action, where and where.api_name, rights.custom_views)


def _rule(error: LimitReached) -> str:
    """Each limit is told with its rule (9.3)."""
    return error.explanation.decision.rule if error.explanation else ""


def _actor(kind: UserKind, rights: ProfileRights) -> Actor:
    return Actor(7, "x@x.test", "X", kind, UserState.ACTIVE, rights, role_id=1, spaces={1: SpaceRole.USER})


def test_free_makes_no_profiles_roles_and_team_modules_and_keeps_what_there_is(cast: Cast) -> None:
    """U10, X12, X13."""
    mine = claim(cast.ws(REP2))
    cast.ws().licences.choose_edition("free")
    ws = cast.ws()
    for act in (partial(ws.profiles.add, ProfileRights("P", "P")), partial(ws.roles.add, "R", "R", "CEO")):
        with unchanged(cast, audit=1), pytest.raises(LimitReached) as caught:
            act()
        assert caught.value.explanation is not None
        assert caught.value.explanation.decision.rule == "U10"
    assert refused(cast, partial(ws.setup.add_module, claims("More"), "Legal")) == "X14"
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="All 3 users"):
        ws.staff.add("r@acme.test", "R", UserKind.REGULAR, "Standard")
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="no team licences"):
        ws.licences.buy(team=3)
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="no team licences"):
        ws.licences.switch(on=True)
    assert ws.records.get(CLAIMS, mine.id).id == mine.id
    assert cast.another(REP).actor.role == "Sales_Rep"
    ws.staff.edit(REP, role="Legal", profile="Reading")


def product(cast: Cast, name: str) -> Record:
    return cast.ws(REP).records.new("Products", {"Product_Name": name})


def test_a_module_that_the_edition_lacks_takes_nothing_new_and_keeps_what_there_is(cast: Cast) -> None:
    """X12, X13, X14: with the lowest edition that has it."""
    mine = product(cast, "Chair")
    cast.ws().licences.choose_edition("free")
    for ws in (cast.ws(), cast.ws(REP)):
        assert refused(cast, partial(ws.records.new, "Products", {"Product_Name": "Table"})) == "X12"
        assert refused(cast, partial(ws.records.clone, "Products", mine.id)) == "X12"
    with pytest.raises(Forbidden, match=r"no Products: .* The lowest that has it is Standard") as caught:
        product(cast, "Table")
    decision = caught.value.explanation.decision
    assert (decision.step, decision.remedy_class, str(decision.remedy)) == (0, "L", "Choose another edition.")
    assert [person.login for person in caught.value.explanation.grantors][:1] == [BOSS]
    ws = cast.ws(REP)
    assert [row.id for row in ws.listing.page(ListQuery("Products")).rows] == [mine.id]
    ws.records.edit("Products", mine.id, {"Product_Name": "Stool"}, mine.version)
    ws.records.delete("Products", mine.id)
    ws.bin.restore("Products", mine.id)
    assert ws.records.get("Products", mine.id).name == "Stool"
    lead(ws)
    cast.ws().licences.choose_edition("standard")
    product(cast, "Table")


def test_of_a_missing_module_can_and_what_is_greyed_say_so(cast: Cast) -> None:
    mine = product(cast, "Chair")
    cast.ws().licences.choose_edition("free")
    told = cast.ws().access.can(REP, "records.create", "Products", explain=True)
    assert (told.decision.allowed, told.decision.rule, told.steps[0].rule) == (False, "X12", "X12")
    assert cast.ws(REP).access.mine("records.clone", "Products", mine.id).decision.rule == "X12"
    assert cast.ws(REP).access.mine("records.edit", "Products", mine.id).decision.allowed
    assert cast.ws(REP).access.mine("records.create", "Leads").decision.allowed


def test_the_effect_of_an_edition_says_what_it_closes(cast: Cast) -> None:
    ws = cast.ws()
    effect = ws.effects.of(partial(ws.licences.choose_edition, "free"))
    lost = {shift.module: shift.lost for shift in effect.shifts if shift.login == REP}
    assert "records.create" in lost["Products"]
    assert "Leads" not in lost
    assert "records.edit" not in lost["Products"]


# Limits that are reached


def full_house(cast: Cast) -> None:
    """No seat of either kind is left: five of ten regular ones, six of ten of the team are taken before."""
    ws = cast.ws()
    for number in range(5):
        ws.staff.add(f"r{number}@acme.test", "R", UserKind.REGULAR, "Standard")
    for number in range(4):
        ws.staff.add(f"t{number}@acme.test", "T", UserKind.TEAM, "Team_User")


def test_a_reached_limit_is_audited_like_a_denial(cast: Cast) -> None:
    """AC53: once, also where the act is a part of another, or of a transaction that is taken back for it."""
    full_house(cast)
    ws = cast.ws()
    add = partial(ws.staff.add, "r@acme.test", "R", UserKind.REGULAR, "Standard")
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        add()
    entry = ws.audit.list(limit=1)[0].entry
    assert (entry.login, entry.action, entry.outcome, entry.rule) == (BOSS, "users.invite", "refused", "U28")
    with unchanged(cast, audit=1), pytest.raises(LimitReached), ws._gate.act("users.manage", Target()):
        add()
    with unchanged(cast, audit=1), pytest.raises(LimitReached), cast.engine().write():
        add()
    with unchanged(cast), pytest.raises(LimitReached):
        ws.effects.of(add)
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        ws.effects.of(add, asked=True)


def test_a_limit_without_grantors_is_audited_by_its_rule(cast: Cast) -> None:
    for number in range(KEYS_PER_LOGIN):
        cast.ws(REP).keys.add(ed25519(number))
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        cast.ws(REP).keys.add(ed25519(99))
    assert cast.ws().audit.list(limit=1)[0].entry.rule == "U12"


def test_who_accepts_without_a_seat_leaves_a_refusal(cast: Cast) -> None:
    token = invite(cast)
    full_house(cast)
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        cast.installation.answer("new@acme.test", accepted=True, token=token)
    entry = cast.ws().audit.list(limit=1)[0].entry
    assert (entry.login, entry.outcome, entry.rule) == ("new@acme.test", "refused", "U28")


def test_a_reached_limit_greys_in_advance_and_the_card_names_it(cast: Cast) -> None:
    """9.3: for whoever would be allowed otherwise; others are told of no figure."""
    access = cast.ws().access
    assert access.decide("users.invite").allowed
    full_house(cast)
    cast.ws().session.refresh()
    told = access.decide("users.invite")
    assert (told.allowed, told.rule, told.step) == (False, "U28", 9)
    assert str(told.because) == "All 10 regular seats are taken (Enterprise (trial), limits seed)."
    card = access.mine("users.invite")
    assert card.decision == told
    assert [step.outcome for step in card.steps if step.number == told.step] == ["denied"]
    assert [person.login for person in card.grantors] == [BOSS]
    with unchanged(cast, audit=1):
        tried = access.attempt("users.invite")
    assert tried is not None
    assert tried.decision == told
    assert cast.ws(REP).access.decide("users.invite").rule == "U21"
    assert "10" not in str(cast.ws(REP).access.mine("users.invite"))


def test_buying_ungreys_at_once_in_every_session(cast: Cast) -> None:
    full_house(cast)
    cast.ws().licences.choose_edition("enterprise")
    cast.ws().licences.buy(regular=10, team=10)
    other = cast.another().access
    assert not other.decide("users.invite").allowed
    cast.ws().licences.buy(regular=11)
    assert other.attempt("users.invite") is None
    assert other.decide("users.invite").allowed


def test_greying_by_a_limit_asks_no_query(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    full_house(cast)
    ws = cast.ws()
    ws.session.refresh()
    engine = type(cast.engine())

    def never(*_: object) -> object:
        raise AssertionError("a query")

    for name in ("rows", "row", "value"):
        monkeypatch.setattr(engine, name, never)
    assert not ws.access.decide("users.invite").allowed
    assert ws.access.decide("module.create").allowed


def test_no_room_for_team_modules_greys_too_and_can_be_asked_for(cast: Cast) -> None:
    ws = cast.ws()
    ws.licences.choose_edition("standard")
    for number in range(8):
        ws.setup.add_module(team_module(f"M{number}", f"M{number}", "M"), "Legal")
    ada = cast.ws(TEAM_ADMIN)
    ada.session.refresh()
    told = ada.access.decide("module.create")
    assert (told.rule, str(told.because)) == ("X02", "Standard (limits seed) has room for 10 team modules.")
    assert ada.access_requests.may_ask(told)
    asked = ada.access_requests.ask("module.create")
    assert [one.id for one in ws.access_requests.waiting()] == [asked.id]
    ws.licences.choose_edition("professional")
    assert ws.access_requests.waiting() == ()


def test_above_a_limit_nothing_new_is_made(cast: Cast) -> None:
    """X13: with the figure, the edition and the set."""
    ws = cast.ws()
    for number in range(9):
        ws.setup.add_module(team_module(f"M{number}", f"M{number}", "M"), "Legal")
    ws.licences.choose_edition("standard")
    with unchanged(cast, audit=1), pytest.raises(LimitReached) as caught:
        ws.setup.add_module(claims("More"), "Legal")
    assert str(caught.value) == "Standard (limits seed) has room for 10 team modules."
    assert caught.value.explanation is not None
    assert caught.value.explanation.decision.rule == "X02"
    assert claim(cast.ws(REP2)).id


def test_editions_are_those_on_sale(cast: Cast) -> None:
    for name in ("enterprise_trial", "no such", "", "Free"):
        with unchanged(cast), pytest.raises(Invalid):
            cast.ws().licences.choose_edition(name)
    assert refused(cast, partial(cast.ws(REP).licences.choose_edition, "free")) == "AC04"


def test_a_login_makes_one_crm_plus_organisation(cast: Cast) -> None:
    """ORG-4."""
    cast.ws(BOSS, BETA).licences.choose_edition("crm_plus")
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="CRM Plus") as caught:
        cast.ws().licences.choose_edition("crm_plus")
    assert _rule(caught.value) == "ORG-4"
    cast.ws(BOSS, BETA).licences.choose_edition("crm_plus")


def test_after_the_trial_an_edition_is_all_that_can_be_chosen(cast: Cast) -> None:
    """ORG-3: and nobody is taken in before."""
    cast.later(10 * DAY)
    token = invite(cast, "late@acme.test")
    cast.later(6 * DAY)
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="can only be read"):
        cast.installation.answer("late@acme.test", accepted=True, token=token)
    assert refused(cast, partial(cast.ws().staff.set_state, REP, UserState.INACTIVE)) == "ORG-3"
    with pytest.raises(Forbidden):
        invite(cast)
    cast.ws().licences.choose_edition("professional")
    cast.ws().staff.set_state(REP, UserState.INACTIVE)


def test_the_organisation_changes_its_slug(cast: Cast) -> None:
    """ORG-6."""
    for wrong in ("", "A B", "acme-", "x" * 41):
        with unchanged(cast), pytest.raises(Invalid):
            cast.ws().org.change_slug(wrong)
    cast.ws().staff.add("ad@acme.test", "Ad", UserKind.ADMINISTRATOR, "Administrator")
    assert refused(cast, partial(cast.ws("ad@acme.test").org.change_slug, "other")) == "ORG-6"
    cast.ws().org.change_slug("acme-group")
    assert cast.installation.slugs() == ["acme-group", BETA]
    assert [one.slug for one in cast.installation.organisations(BOSS)] == ["acme-group", BETA]
    assert cast.installation.workspace(BOSS, "acme-group", door="cli").organisation.slug == "acme-group"


def test_leaving_keeps_what_was_his(cast: Cast) -> None:
    """ORG-15."""
    assert refused(cast, cast.ws().org.leave) == "ORG-15"
    cast.ws(REP).org.leave()
    assert member(cast, REP).state is UserState.INACTIVE
    assert [one.slug for one in cast.installation.organisations(REP)] == [BETA]
    with pytest.raises(Forbidden):
        cast.ws(REP).users.list()
    cast.ws().staff.set_state(REP, UserState.ACTIVE)
    assert {one.slug for one in cast.installation.organisations(REP)} == {ACME, BETA}


def test_an_organisation_is_deleted_by_its_typed_slug(cast: Cast) -> None:
    """ORG-16."""
    from crm_tui.domain.errors import Conflict, NotFound

    session = cast.ws(REP)
    assert refused(cast, partial(session.org.delete, ACME)) == "ORG-16"
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().org.delete(BETA)
    cast.ws().org.delete(ACME)
    assert cast.installation.slugs() == [BETA]
    with pytest.raises(NotFound):
        session.users.list()
    with pytest.raises(NotFound):
        cast.ws().org.delete(ACME)
    assert [one.slug for one in cast.installation.organisations(BOSS)] == [BETA]
    with pytest.raises(Conflict):
        cast.installation.create_organisation(
            NewOrganisation("New", ACME, "EUR", "en", "FR", "UTC", login=BOSS, user_name="Bo")
        )
