"""Data sharing of organisation modules as it is administered (AC14, AC15, AC26, AC30)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from crm_tui.domain.errors import CrmError, Invalid, LimitReached, NotFound
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.sharing import EmailSharing
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from tests.services.cast import CLAIMS, HEAD, OUTSIDER, READER, REP, REP2, TEAM_ADMIN, VAULT, Cast
from tests.services.making import ids, lead, missing, refused, unchanged

REPS, LEGAL, RON = PartyName("role", "Sales_Rep"), PartyName("role", "Legal"), PartyName("user", REP2)
OF_REPS = RuleInfo(0, "Leads", "Of the reps", RON, Level.READ, REPS)
BIG = RuleInfo(0, "Leads", "Big ones", RON, Level.EDIT, criteria="Annual_Revenue > 1000")


def test_a_rule_opens_what_it_says_and_closes_when_it_goes(cast: Cast) -> None:
    made = lead(cast.ws(REP)).id
    assert made not in ids(cast.ws(REP2), "Leads")
    number = cast.ws().data_sharing.save_rule(OF_REPS)
    assert made in ids(cast.ws(REP2), "Leads")
    cast.ws().data_sharing.delete_rule(number)
    assert made not in ids(cast.ws(REP2), "Leads")


def test_a_rule_is_read_back_as_it_was_entered(cast: Cast) -> None:
    number = cast.ws().data_sharing.save_rule(replace(OF_REPS, superiors=True))
    other = cast.ws().data_sharing.save_rule(BIG)
    found = cast.ws().data_sharing.rules("leads")
    labelled = (replace(RON, label="Ron Rep"), replace(REPS, label="Sales Rep"))
    assert found == (
        replace(OF_REPS, id=number, superiors=True, target=labelled[0], source=labelled[1]),
        replace(BIG, id=other, target=labelled[0]),
    )
    cast.ws().data_sharing.save_rule(replace(found[1], level=Level.FULL, label="Bigger"))
    assert cast.ws().data_sharing.rules()[1] == replace(found[1], level=Level.FULL, label="Bigger")


@pytest.mark.parametrize(
    "wrong",
    [
        replace(OF_REPS, label=" "), replace(OF_REPS, label="x" * 81), replace(OF_REPS, level=Level.NONE),
        replace(OF_REPS, source=None), replace(OF_REPS, criteria="City = Lodz"),
        replace(OF_REPS, source=PartyName("user", REP)), replace(OF_REPS, target=PartyName("role", "Nothing")),
        replace(OF_REPS, target=PartyName("", "")), replace(BIG, criteria="Nothing = 1"),
        replace(BIG, criteria="Annual_Revenue >"), replace(BIG, criteria="Owner = me"),
        replace(BIG, criteria="City = Lodz or not (Owner in (me))"), replace(BIG, criteria="Created_Time = today"),
        replace(BIG, criteria="(" * 5000),
    ],
)  # fmt: skip
def test_rules_that_cannot_be(file_cast: Cast, wrong: RuleInfo) -> None:
    with unchanged(file_cast), pytest.raises(Invalid):
        file_cast.ws().data_sharing.save_rule(wrong)


def test_a_rule_stays_in_its_module_and_an_unknown_one_is_not_found(cast: Cast) -> None:
    number = cast.ws().data_sharing.save_rule(OF_REPS)
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().data_sharing.save_rule(replace(OF_REPS, id=number, module="Contacts"))
    for act in (
        partial(cast.ws().data_sharing.save_rule, replace(OF_REPS, id=999)),
        partial(cast.ws().data_sharing.delete_rule, 999),
        partial(cast.ws().data_sharing.save_rule, replace(OF_REPS, module="Nothing")),
    ):
        with unchanged(cast), pytest.raises(NotFound):
            act()


def test_rules_are_counted(cast: Cast) -> None:
    """AC15: 25 a module, at most 10 of them by criteria."""
    save = cast.ws().data_sharing.save_rule
    made = [save(replace(BIG, label=f"B{n}")) for n in range(10)]
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="10"):
        save(BIG)
    save(replace(BIG, id=made[0], criteria="City = Lodz"))
    for n in range(15):
        save(replace(OF_REPS, label=f"R{n}"))
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="25"):
        save(OF_REPS)
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="10"):
        save(replace(BIG, id=made[-1] + 1))
    save(replace(OF_REPS, module="Contacts"))


@pytest.mark.parametrize("module", [CLAIMS, VAULT])
def test_team_modules_have_no_data_sharing(cast: Cast, module: str) -> None:
    """AC26."""
    ws = cast.ws()
    for act in (partial(ws.data_sharing.save_rule, replace(OF_REPS, module=module)),
                partial(ws.data_sharing.set_default, module, OrgDefault.READ_ONLY)):  # fmt: skip
        assert refused(cast, act) == "AC26"
    assert module not in {name for name, _ in ws.data_sharing.defaults()}
    for read in (partial(ws.data_sharing.rules, module), partial(ws.data_sharing.unseen, module)):
        with pytest.raises(CrmError):
            read()
    with unchanged(cast, audit=1):
        missing(partial(cast.ws(REP).data_sharing.set_default, VAULT, OrgDefault.READ_ONLY))


def test_e_mail_sharing_names_roles_where_it_can(cast: Cast) -> None:
    sharing = cast.ws().data_sharing
    assert sharing.email() == (EmailSharing.PUBLIC, ())
    for kind, roles in ((EmailSharing.PRIVATE, ["Legal"]), (EmailSharing.ROLES, [])):
        with unchanged(cast), pytest.raises(Invalid):
            sharing.set_email(kind, roles)
    with unchanged(cast), pytest.raises(NotFound):
        sharing.set_email(EmailSharing.ROLES, ["Nothing"])
    sharing.set_email(EmailSharing.ROLES, ["Legal", "Legal", "CEO"])
    assert sharing.email() == (EmailSharing.ROLES, ("Legal", "CEO"))


def test_criteria_on_a_field_that_is_hidden_from_the_reader_are_not_told(cast: Cast) -> None:
    """AC08: not to who manages the sharing either."""
    on = [("sharing.manage", "*", True)]
    cast.ws().profiles.set("Reading", on)
    cast.ws().data_sharing.save_rule(replace(BIG, criteria="City = Lodz"))
    assert cast.ws(READER).data_sharing.rules()[0].criteria == 'City = "Lodz"'
    cast.ws().field_permissions.set("Leads", [("City", "Reading", FieldAccess.HIDDEN)])
    told = cast.ws(READER).data_sharing.rules()[0]
    assert (told.criteria, told.withheld) == ("", True)
    assert "City" not in repr(told)
    assert "Lodz" not in repr(told)
    before = said(cast, replace(BIG, criteria="Nothing = Lodz"))
    assert said(cast, replace(BIG, criteria="City = Lodz")) == before.replace("Nothing", "City")


def test_sharing_is_managed_module_by_module(cast: Cast) -> None:
    cast.ws().profiles.set("Standard", [("sharing.manage", "*", True), ("sharing.manage", "Leads", False)])
    cast.ws().data_sharing.save_rule(OF_REPS)
    ws = cast.ws(HEAD)
    assert ws.data_sharing.rules() == ()
    assert "Leads" not in dict(ws.data_sharing.defaults())
    assert refused(cast, partial(ws.data_sharing.delete_rule, 1)) == "AC04"
    assert refused(cast, partial(ws.data_sharing.save_rule, OF_REPS)) == "AC04"
    assert ws.data_sharing.set_default("Contacts", OrgDefault.PRIVATE) is not None


@pytest.mark.parametrize("login", [REP, TEAM_ADMIN, OUTSIDER])
def test_only_who_manages_sharing_reads_and_changes_it(cast: Cast, login: str) -> None:
    cast.ws().data_sharing.save_rule(OF_REPS)
    ws = cast.ws(login).data_sharing
    for act in (
        partial(ws.save_rule, OF_REPS), partial(ws.delete_rule, 1), partial(ws.delete_rule, 999),
        partial(ws.set_email, EmailSharing.PRIVATE), partial(ws.set_default, "Leads", OrgDefault.READ_ONLY),
    ):  # fmt: skip
        assert refused(cast, act) in ("AC04", "O27")
    for read in (ws.rules, ws.defaults, ws.email, partial(ws.unseen, "Leads"), partial(ws.rules, "Leads")):
        with unchanged(cast), pytest.raises(CrmError):
            read()


def said(cast: Cast, rule: RuleInfo) -> str:
    with pytest.raises(Invalid) as raised:
        cast.ws(READER).data_sharing.save_rule(rule)
    return str(raised.value)
