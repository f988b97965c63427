"""What sharing rules, grants and the hierarchy come to on every way to a record (AC10, AC12-AC15, AC26, 3.2)."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import NotFound
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.records import ListQuery, Record, Sort
from crm_tui.domain.sharing import Hierarchy, SharingRule
from crm_tui.domain.users import TeamProfile
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace
from crm_tui.store.organisation import OrganisationStore
from tests.services.cast import ACME, BOSS, CLAIMS, HEAD, OUTSIDER, PARTICIPANT, REP, REP2, TEAM_ADMIN, Cast
from tests.services.making import account, claim, contact, deal, ids, lead, task

REPS = PartyName("role", "Sales_Rep")


def share(cast: Cast, criteria: str = "", to: PartyName = REPS, **more: object) -> int:
    """A rule on leads, of what reps own or of what meets criteria."""
    values = {"module": "Leads", "label": "Open leads", "level": Level.READ, **more}
    source = None if criteria else REPS
    return cast.ws().data_sharing.save_rule(RuleInfo(0, target=to, source=source, criteria=criteria, **values))  # type: ignore[arg-type]


def reaches(ws: Workspace, record: Record) -> Level:
    """What somebody may with a record, asked of the services one by one."""
    try:
        ws.records.get(record.module.api_name, record.id)
    except NotFound:
        return Level.NONE
    allowed = [ws.access.mine(action, record.module.api_name, record.id).decision.allowed
               for action in ("records.edit", "records.delete")]  # fmt: skip
    return Level(1 + sum(allowed))


def test_reps_see_each_others_leads_from_a_rule_on_and_not_before(cast: Cast) -> None:
    mine, his = lead(cast.ws(REP), "Mine"), lead(cast.ws(REP2), "His")
    assert ids(cast.ws(HEAD), "Leads") == {mine.id, his.id}
    assert ids(cast.ws(REP), "Leads") == {mine.id}
    number = share(cast)
    assert ids(cast.ws(REP), "Leads") == ids(cast.ws(REP2), "Leads") == {mine.id, his.id}
    assert cast.ws(REP).listing.count(ListQuery("Leads")).number == 2
    assert [hit.id for hit in cast.ws(REP).search.find("His")] == [his.id]
    assert reaches(cast.ws(REP), his) is Level.READ
    step = cast.ws().access.can(REP, "records.view", "Leads", his.id, explain=True).steps[5]
    assert str(step.because) == "The sharing rule Open leads opens the record for reading."
    assert "Open leads" not in str(cast.ws(REP).access.mine("records.view", "Leads", his.id).steps[5].because)
    cast.ws().data_sharing.delete_rule(number)
    assert ids(cast.ws(REP), "Leads") == {mine.id}
    assert reaches(cast.ws(REP), his) is Level.NONE


@pytest.mark.parametrize("level", [Level.READ, Level.EDIT, Level.FULL])
def test_a_rule_of_criteria_opens_what_meets_it_and_as_long_as_it_does(cast: Cast, level: Level) -> None:
    ws = cast.ws(REP2)
    made = lead(cast.ws(REP), City="Łódź")
    share(cast, "City = lodz", level=level)
    assert reaches(ws, made) is level
    assert ids(ws, "Leads") == {made.id}
    hung = task(cast.ws(REP), parent=made)
    assert reaches(ws, hung) is level, "activities follow their parents"
    assert hung.id in ids(ws, "Tasks")
    cast.ws(REP).records.edit("Leads", made.id, {"City": "Gdynia"})
    assert reaches(ws, made) is reaches(ws, hung) is Level.NONE
    assert ids(ws, "Leads") == ids(ws, "Tasks") == set()


def test_a_rule_looks_through_look_ups_as_the_administrator_does(cast: Cast) -> None:
    """Whoever it opens deals to may not even see the account, and lists sort and filter through look-ups as well."""
    cast.ws().data_sharing.set_default("Accounts", OrgDefault.PRIVATE)
    above = account(cast.ws(REP), "Polar")
    made, other = deal(cast.ws(REP), Account_Name=str(above.id)), deal(cast.ws(REP), "Other")
    share(cast, "Account_Name = polar and not Contact_Name = nobody", module="Deals")
    ws = cast.ws(REP2)
    assert ids(ws, "Deals") == {made.id}
    assert reaches(ws, other) is Level.NONE
    hung = task(cast.ws(REP), parent=made)
    assert ids(ws, "Tasks", where='Parent contains "Frames"') == {hung.id}
    assert [row.id for row in ws.listing.page(ListQuery("Deals", sort=Sort("Account_Name"))).rows] == [made.id]
    assert ids(ws, "Deals", where="Account_Name = polar") == set(), "what he asks himself is asked within his sight"


def test_a_rule_that_names_a_user_follows_his_name(cast: Cast) -> None:
    made, ws = lead(cast.ws(REP)), cast.ws(REP2)
    share(cast, 'Owner = "Rae Rep"')
    assert reaches(ws, made) is Level.READ
    store = cast.installation.store(ACME)
    with store.engine.write():
        store.edit_member(made.owner.id, name="Rae Renamed")
    assert reaches(ws, made) is Level.NONE
    assert ids(ws, "Leads") == set()


@pytest.mark.parametrize("criteria", ["Owner = me", "Created_Time = today", "Gone = 1", "City =", ""])
def test_what_says_something_else_to_each_or_nothing_at_all_opens_nothing(cast: Cast, criteria: str) -> None:
    made = lead(cast.ws(REP))
    store = cast.installation.store(ACME)
    stored(store, SharingRule(0, made.module.id, "Odd", Party(PartyKind.USER, cast.user_id(REP2)), Level.FULL,
                              None, criteria))  # fmt: skip
    assert ids(cast.ws(REP2), "Leads") == set()
    assert reaches(cast.ws(REP2), made) is Level.NONE


def stored(store: OrganisationStore, rule: SharingRule) -> None:
    with store.engine.write():
        store.add_sharing_rule(rule)


def test_no_rule_opens_a_team_module_nor_what_hangs_on_its_records(cast: Cast) -> None:
    made = claim(cast.ws(PARTICIPANT))
    hung = task(cast.ws(PARTICIPANT), parent=made)
    store = cast.installation.store(ACME)
    to, everybody = Party(PartyKind.USER, cast.user_id(REP)), Party(PartyKind.ROLE_BELOW, 1)
    for module in (CLAIMS, "Tasks"):
        number = store.catalog().by_name[module].id
        stored(store, SharingRule(0, number, "By owner", to, Level.FULL, everybody))
        name = "Name" if module == CLAIMS else "Subject"
        stored(store, SharingRule(0, number, "By criteria", to, Level.FULL, None, f"not {name} empty"))
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, REP, TeamProfile.PARTICIPANT)
    assert reaches(cast.ws(REP), made) is reaches(cast.ws(REP), hung) is Level.NONE
    assert ids(cast.ws(REP), CLAIMS) == set()
    assert ids(cast.ws(REP), "Tasks") == set()
    cast.ws(PARTICIPANT).sharing.share(CLAIMS, made.id, REP, "read")
    assert reaches(cast.ws(REP), made) is Level.READ


def test_a_rule_widens_for_team_users_and_never_beyond_their_table(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    share(cast, to=PartyName("role", "Legal"), level=Level.FULL)
    ws = cast.ws(OUTSIDER)
    assert ids(ws, "Leads") == {made.id}
    assert ws.access.mine("records.edit", "Leads", made.id).decision.rule == "O05"


def test_an_open_change_of_rules_counts_for_its_maker_and_ends_with_a_rollback(cast: Cast) -> None:
    made, him = lead(cast.ws(REP)), cast.user_id(REP2)
    store = cast.installation.store(ACME)

    def open_and_fail() -> None:
        with store.engine.write():
            to = Party(PartyKind.USER, him)
            store.add_sharing_rule(SharingRule(0, made.module.id, "X", to, Level.READ, None, "City empty"))
            assert made.id in ids(cast.ws(REP2), "Leads")
            assert store.actors()[him].openings
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        open_and_fail()
    assert ids(cast.ws(REP2), "Leads") == set()
    assert reaches(cast.ws(REP2), made) is Level.NONE
    assert not store.actors()[him].openings


def test_by_reporting_managers_reach_and_roles_do_not(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    store = cast.installation.store(ACME)
    with store.engine.write():
        store.edit_info(hierarchy=Hierarchy.REPORTING)
    assert reaches(cast.ws(HEAD), made) is Level.NONE
    with store.engine.write():
        store.edit_member(cast.user_id(REP), manager_id=cast.user_id(REP2))
        store.edit_member(cast.user_id(REP2), manager_id=cast.user_id(HEAD))
    assert reaches(cast.ws(REP2), made) is reaches(cast.ws(HEAD), made) is Level.FULL


def test_records_of_who_was_deleted_stay_with_those_above_and_with_rules(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    share(cast)
    cast.ws().staff.delete(REP)
    assert reaches(cast.ws(HEAD), made) is Level.FULL
    assert reaches(cast.ws(REP2), made) is Level.READ
    assert cast.ws(HEAD).records.get("Leads", made.id).owner.former


def test_who_is_in_a_module_by_his_role_is_in_it_everywhere(cast: Cast) -> None:
    made = claim(cast.ws(PARTICIPANT))
    assert reaches(cast.ws(OUTSIDER), made) is Level.NONE
    cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, PartyName("role", "Legal"), TeamProfile.MEMBER)
    ws = cast.ws(OUTSIDER)
    assert ids(ws, CLAIMS) == {made.id}
    assert CLAIMS in {module.api_name for module in ws.modules.visible()}
    assert OUTSIDER in {user.login for user in cast.ws(TEAM_ADMIN).pickers.owners(CLAIMS, limit=50)}
    assert reaches(cast.ws(PARTICIPANT), made) is Level.FULL, "Member by role, Participant by name: the widest counts"
    assert claim(ws).owner.login == OUTSIDER
    cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, PartyName("role", "Legal"), None)
    assert reaches(ws, made) is Level.NONE


def test_lists_tell_rows_with_the_rights_that_rules_give(cast: Cast) -> None:
    """Greying works on rows of lists; the facts of a row say what a single record's say."""
    made = contact(cast.ws(REP), Department="Law")
    share(cast, "Department = law", module="Contacts", level=Level.EDIT)
    ws = cast.ws(REP2)
    row = next(r for r in ws.listing.page(ListQuery("Contacts"), with_facts=True).rows if r.id == made.id)
    record = ws.records.get("Contacts", made.id)
    assert row.facts == record.facts
    assert ws.access.decide("records.edit", made.module, row).allowed
    assert not ws.access.decide("records.delete", made.module, row).allowed
    assert ws.actor.login != BOSS
