"""The records of the sample: enough of them, with a history, and seen by the right people."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from crm_tui.base.clock import epoch
from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.sample import DEMO
from crm_tui.domain.fields import FieldKind, Link
from crm_tui.domain.interactions import Interaction
from crm_tui.domain.records import Count, ListQuery, Row
from crm_tui.services.workspace import Workspace
from crm_tui.store.doctor import examine, healthy
from crm_tui.store.organisation import OrganisationStore
from tests.demo import NOW

LEAST = {
    "Accounts": 60, "Contacts": 140, "Leads": 110, "Deals": 70, "Tasks": 120, "Calls": 100, "Meetings": 60,
    "Campaigns": 12, "Products": 20, "Vendors": 8, "Price_Books": 2, "Cases": 30, "Solutions": 8, "Quotes": 15,
    "Sales_Orders": 8, "Purchase_Orders": 4, "Invoices": 10, "Contracts": 40, "Campaign_Assets": 30,
    "Onboarding_Tasks": 30,
}  # fmt: skip
UNASKED = "WHERE owner_id <> coalesce(requester_id, 0)"
"""M40: a request without settings is owned by its requester."""
CHECKS = ("audit", "references", "registry", "search", "interactions", "attachments")
HOUR, DAY = 3600, 86_400


@pytest.fixture
def store(demo: Installation) -> OrganisationStore:
    return demo.store(DEMO)


def workspace(demo: Installation, part: str) -> Workspace:
    return demo.workspace(f"{part}@demo.test", DEMO)


def rows(ws: Workspace, query: ListQuery) -> list[Row]:
    return list(ws.listing.page(query, limit=1000).rows)


@pytest.mark.parametrize("module", LEAST)
def test_there_is_enough_to_see(demo: Installation, module: str) -> None:
    assert workspace(demo, "admin").listing.count(ListQuery(module)).number >= LEAST[module]


def test_the_database_is_sound(demo: Installation, store: OrganisationStore) -> None:
    findings = examine(store.engine, demo.places.files(demo.org(DEMO).location))
    assert healthy(findings)
    assert [f for f in findings if f.check in CHECKS] == []


def test_the_audit_chain_holds_all_acts(demo: Installation) -> None:
    checked = workspace(demo, "admin").audit.check()
    assert checked.broken_at is None
    assert checked.rows > 2000


def test_no_act_was_refused(store: OrganisationStore) -> None:
    assert store.engine.rows("SELECT login, action, target, rule FROM audit WHERE outcome <> 'allowed'") == []


def test_no_team_user_owns_an_organisation_record(store: OrganisationStore) -> None:
    """O07; an activity of a team-module record is of its team's (AC10)."""
    team = tuple(m.id for m in store.members().values() if m.kind == "team")
    places = ", ".join("?" * len(team))
    team_modules = [m.id for m in store.catalog().modules if m.is_team]
    for module in store.catalog().modules:
        if not module.is_team:
            parent = ", parent_id" if module.activity else ", 0"
            owned = store.engine.rows(f"SELECT id{parent} FROM {module.table} WHERE owner_id IN ({places})", team)
            parents = {store.engine.value("SELECT module_id FROM record WHERE id = ?", (row[1],)) for row in owned}
            assert parents <= set(team_modules), module.api_name


def test_owners_of_team_records_are_members_of_the_module(store: OrganisationStore) -> None:
    """M40."""
    for module in (m for m in store.catalog().modules if m.is_team):
        members = {r.user_id for r in store.module_members(module.id) if r.profile != "Requester"}
        owners = {row[0] for row in store.engine.rows(f"SELECT DISTINCT owner_id FROM {module.table} {UNASKED}")}
        assert owners <= members, module.api_name


@pytest.mark.parametrize("part", ["legal", "legal.lead", "admin"])
def test_those_who_see_all_contracts(demo: Installation, part: str) -> None:
    assert workspace(demo, part).listing.count(ListQuery("Contracts")).number >= LEAST["Contracts"]


def test_a_participant_sees_his_contracts_and_those_shared_to_him(demo: Installation) -> None:
    ws = workspace(demo, "paralegal")
    found = rows(ws, ListQuery("Contracts"))
    mine = [row for row in found if row.owner_id == ws.actor.user_id]
    shared = [row for row in found if row.owner_id != ws.actor.user_id]
    assert len(mine) >= 5
    assert shared
    assert all(ws.actor.login in [share.user.login for share in ws.sharing.list("Contracts", row.id)] for row in shared)


@pytest.mark.parametrize("part", ["sales", "manager", "marketing", "legal", "support", "product"])
@pytest.mark.parametrize("module", ["Leads", "Contacts", "Accounts", "Deals"])
def test_everybody_sees_the_sales(demo: Installation, part: str, module: str) -> None:
    assert workspace(demo, part).listing.count(ListQuery(module)).number >= LEAST[module]


def test_a_seller_sees_only_his_own_cases_and_his_manager_both(demo: Installation) -> None:
    counts = {
        part: workspace(demo, part).listing.count(ListQuery("Cases")).number for part in ("sales", "sales2", "manager")
    }
    assert 0 < counts["sales"] < counts["manager"]
    assert counts["sales"] + counts["sales2"] <= counts["manager"]


def test_contracts_belong_to_several_people(demo: Installation) -> None:
    owners = {row.owner_id for row in rows(workspace(demo, "legal.lead"), ListQuery("Contracts"))}
    assert len(owners) == 3


def test_each_activity_hangs_on_a_record(store: OrganisationStore) -> None:
    for name in ("Tasks", "Calls", "Meetings"):
        table = store.catalog().by_name[name].table
        assert store.engine.value(f"SELECT count(*) FROM {table} WHERE parent_id IS NULL") == 0


def test_it_happened_in_the_last_half_year_and_until_now(store: OrganisationStore) -> None:
    first, last = store.engine.rows("SELECT min(at), max(at) FROM event")[0]
    now = epoch(NOW)
    assert now - 190 * DAY < first < now - 160 * DAY
    assert now - HOUR < last <= now
    assert store.engine.value("SELECT count(*) FROM event WHERE at > ?", (now - DAY,)) >= 10
    assert store.engine.value("SELECT count(*) FROM audit a JOIN audit b ON b.id = a.id + 1 AND b.at < a.at") == 0


@pytest.mark.parametrize(
    ("kind", "least"),
    [("edited", 800), ("owner_changed", 15), ("note_added", 300), ("tags_added", 60), ("file_added", 25),
     ("deleted", 1), ("shared", 2)],
)  # fmt: skip
def test_timelines_have_a_history(store: OrganisationStore, kind: str, least: int) -> None:
    assert store.engine.value("SELECT count(*) FROM event WHERE kind = ?", (kind,)) >= least


@pytest.mark.parametrize(
    ("channel", "least"), [("email", 200), ("form", 20), ("chat", 15), ("call", 100), ("meeting", 60), ("case", 30)]
)
def test_customers_were_in_contact(store: OrganisationStore, channel: str, least: int) -> None:
    assert store.engine.value("SELECT count(*) FROM interaction WHERE channel = ?", (channel,)) >= least


def test_all_that_can_become_of_an_email_did(store: OrganisationStore) -> None:
    known = {status for (status,) in store.engine.rows("SELECT DISTINCT status FROM interaction")}
    assert known >= {"sent", "received", "opened", "clicked", "bounced", "missed", "held", "no_show", "submitted"}


def test_a_team_user_reads_streams_and_no_mail(demo: Installation, store: OrganisationStore) -> None:
    """O21: no role is named in the sample's setting."""
    busiest = store.engine.value(
        "SELECT l.record_id FROM interaction_link l JOIN interaction i ON i.id = l.interaction_id"
        " WHERE i.channel = 'email' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    module = store.catalog().by_id[store.engine.value("SELECT module_id FROM record WHERE id = ?", (busiest,))]
    told = [workspace(demo, part).interactions.stream(module.api_name, busiest) for part in ("sales", "marketing")]
    mails = [[e for e in found.entries if isinstance(e, Interaction) and e.channel == "email"] for found in told]
    assert len(mails[0]) == len(mails[1]) > 3
    assert not any(entry.redacted for entry in mails[0])
    assert all(entry.redacted and not entry.subject for entry in mails[1])


def test_people_in_contacts_have_no_address_of_anybody(store: OrganisationStore) -> None:
    assert store.engine.value("SELECT count(*) FROM interaction WHERE people LIKE '%@%' OR body LIKE '%@%'") == 0


def test_deals_stand_in_every_stage(demo: Installation) -> None:
    ws = workspace(demo, "sales")
    stage = ws.module("Deals").by_name["Stage"]
    counts = {c.api_name: _count(ws, "Deals", f'Stage = "{c.api_name}"').number for c in stage.choices}
    assert {name for name, number in counts.items() if not number} == set()


def _count(ws: Workspace, module: str, where: str) -> Count:
    return ws.listing.count(ListQuery(module, where=where))


@pytest.mark.parametrize(
    ("module", "view"),
    [("Tasks", "Overdue"), ("Tasks", "Next_7_Days"), ("Meetings", "Upcoming"), ("Deals", "Closing_This_Month"),
     ("Leads", "Todays_Leads"), ("Campaigns", "Active"), ("Cases", "High_Priority"), ("Products", "Active")],
)  # fmt: skip
def test_views_of_the_day_have_something_to_show(demo: Installation, module: str, view: str) -> None:
    assert workspace(demo, "admin").listing.count(ListQuery(module, view=view)).number > 0


def test_nothing_can_be_taken_back_that_the_sample_did(demo: Installation) -> None:
    assert [workspace(demo, part).history.last() for part in ("sales", "legal", "admin")] == [None] * 3


def test_a_look_up_of_marketing_to_a_campaign_is_not_visible_to_it(demo: Installation) -> None:
    """AC28: the Team User profile has no campaigns."""
    found = rows(workspace(demo, "marketing"), ListQuery("Campaign_Assets", columns=("Campaign",)))
    links = [value for row in found for value in row.values if isinstance(value, Link)]
    assert links
    assert not any(link.visible for link in links)


SCRIPTS = {"Polish": "[ąćęłńśźż]", "Han": "[一-鿿]", "Greek": "[α-ω]", "Cyrillic": "[а-я]", "Arabic": "[ا-ي]",
           "Hebrew": "[א-ת]", "Vietnamese": "[ằắạảấầẩẫậếềểễệốồổỗộớờởỡợưđ]", "Turkish": "[ığşİ]", "Kana": "[ぁ-ん]",
           "Emoji": "[👓💡]"}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_names_come_from_many_languages(store: OrganisationStore, script: str) -> None:
    names = "\n".join(_texts(store, FieldKind.TEXT))
    assert re.search(SCRIPTS[script], names)


def test_addresses_and_numbers_belong_to_nobody(store: OrganisationStore) -> None:
    mails, phones, pages = (_texts(store, kind) for kind in (FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL))
    assert all(re.fullmatch(r"[a-z0-9.-]+@[a-z0-9-]+\.test", mail) for mail in mails)
    assert all("555" in re.sub(r"\D", "", phone) for phone in phones)
    assert all(re.match(r"https://[a-z0-9.-]+\.test(/|$)", page) for page in pages)


def _texts(store: OrganisationStore, kind: FieldKind) -> list[str]:
    def of_all() -> Iterable[str]:
        for module in store.catalog().modules:
            columns = [f.column for f in module.fields if f.kind is kind and f.column]
            for column in columns:
                yield from (
                    row[0] for row in store.engine.rows(f"SELECT {column} FROM {module.table} WHERE {column} <> ''")
                )

    return list(of_all())


def test_some_leads_have_become_customers(demo: Installation) -> None:
    """R44: they are listed, and what came of them goes on."""
    ws = workspace(demo, "sales")
    page = ws.listing.page(ListQuery("Leads", view="Converted_Leads", columns=("Converted_Contact", "Converted_Deal")))
    assert len(page.rows) > 5
    contacts, deals = zip(*(row.values for row in page.rows), strict=True)
    assert all(isinstance(link, Link) and link.visible for link in contacts)
    stages = {ws.records.get("Deals", deal.id or 0).values["Stage"] for deal in deals if isinstance(deal, Link)}
    assert len(stages) > 1


def test_teams_ask_each_other(demo: Installation) -> None:
    """Open requests, taken up ones, answered ones and closed ones, in both directions of sight (3.5)."""
    for part, module in (("support", "Contracts"), ("product", "Campaign_Assets")):
        ws = workspace(demo, part)
        mine = ws.requests.mine(closed=True, module_name=module)
        assert mine == ws.requests.mine(closed=True)
        assert len(mine) >= 7
        assert any(one.editable and not one.closed for one in mine)
        assert any(one.accepted and not one.closed for one in mine)
        assert any(one.closed for one in mine)
        assert all(one.of is not None and one.of.visible for one in mine)
        assert sum(len(ws.notes.list(module, one.id)) for one in mine) >= 5
    assert workspace(demo, "admin").requests.settings("Contracts").owners == ("legal@demo.test", "paralegal@demo.test")
    ws = workspace(demo, "legal.lead")
    opened = rows(ws, ListQuery("Contracts", view="Open_Requests"))
    assert opened
    assert any(note.internal for row in rows(ws, ListQuery("Contracts")) for note in ws.notes.list("Contracts", row.id))
