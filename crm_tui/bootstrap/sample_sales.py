"""Accounts, contacts, leads and deals of the sample, and how they go on."""

from __future__ import annotations

from functools import partial

from crm_tui.bootstrap.sample_activities import busy
from crm_tui.bootstrap.sample_conversions import convert
from crm_tui.bootstrap.sample_story import SELLERS, Made, Story

INDUSTRIES = ("Retail", "Retail", "Retail", "Health Care", "Manufacturing", "Education", "Hospitality")
SOURCES = ("Trade Show", "Web Form", "Cold Call", "Partner", "External Referral", "Seminar", "Advertisement")
STAGES = (
    "Qualification", "Needs Analysis", "Value Proposition", "Identify Decision Makers", "Proposal/Price Quote",
    "Negotiation/Review",
)  # fmt: skip
ENDS = ("Closed Won", "Closed Won", "Closed Won", "Closed Lost", "Closed Lost to Competition")
PROGRESS = ("Attempted to Contact", "Contacted", "Pre-Qualified")
CONVERTED = 0.5
"""Chance that a lead that came so far becomes a customer."""
LOST = ("Not Qualified", "Lost Lead", "Contact in Future", "Junk Lead")


def plan_sales(story: Story) -> None:
    """Most accounts are there early; leads come all the time."""
    story.spread("Accounts", partial(account, story), 0.0, 0.97, bend=1.7)
    story.spread("Contacts", partial(contact, story), 0.03, 0.99, bend=1.5)
    story.spread("Leads", partial(lead, story), 0.01)
    story.spread("Deals", partial(deal, story), 0.05, 0.98)


def account(story: Story, number: int) -> None:
    """A company that buys or may buy."""
    company, dice = story.names.company(), story.dice
    address = {"Street": company.street, "City": company.city, "Code": company.code, "Country": company.culture.country}
    values: dict[str, object] = {
        "Account_Name": company.name,
        "Account_Type": dice.pick(("Prospect", "Prospect", "Customer", "Reseller", "Partner")),
        "Industry": dice.pick(INDUSTRIES),
        "Phone": company.phone,
        "Website": f"https://www.{company.domain}",
        "Employees": str(dice.between(2, 240)),
        "Annual_Revenue": str(dice.between(90, 9_000) * 1000),
        **{f"Billing_{name}": value for name, value in address.items()},
    }
    parent = story.one("Accounts")
    if parent is not None and dice.chance(0.08):
        values["Parent_Account"] = parent.id
    made = story.make(dice.pick(SELLERS), "Accounts", values, company=company)
    story.notes(made, "notes", ("", "", "manager"))
    story.notes(made, "support_notes", ("support",), most=1)
    busy(story, made, 0.9, 0.5, 0.6)
    if dice.chance(0.3):
        story.later(1, 20, partial(story.tag, made, "tags", dice.pick(("", "marketing"))))
    if dice.chance(0.2):
        story.later(2, 30, partial(story.attach, made, "files"))
    if dice.chance(0.5):
        story.later(10, 90, partial(story.change, made, {"Rating": "Active", "Employees": str(dice.between(2, 240))}))
    if dice.chance(0.15):
        story.later(20, 100, partial(hand_over, story, made))


def hand_over(story: Story, made: Made) -> None:
    """The manager gives a record to another seller."""
    story.give(made, story.dice.pick([part for part in SELLERS if part != made.owner]), SELLERS[-1])


def contact(story: Story, number: int) -> None:
    """Somebody at an account."""
    at, dice = story.one("Accounts"), story.dice
    if at is None or at.company is None:
        return
    person = story.names.person(at.company)
    values: dict[str, object] = {
        "Salutation": person.salutation,
        "First_Name": person.first,
        "Last_Name": person.last,
        "Account_Name": at.id,
        "Title": dice.pick(story.texts["titles"]),
        "Department": dice.pick(story.texts["departments"]),
        "Email": person.email,
        "Phone": person.phone,
        "Mobile": person.mobile if dice.chance(0.6) else "",
        "Lead_Source": dice.pick(SOURCES),
        "Email_Opt_Out": dice.chance(0.08),
        "Data_Processing_Basis": "Legitimate Interests",
        "Mailing_City": at.company.city,
        "Mailing_Country": at.company.culture.country,
    }
    boss = story.of("Contacts", at)
    if boss is not None and dice.chance(0.3):
        values["Reporting_To"] = boss.id
    made = story.make(at.owner, "Contacts", values, account=at)
    story.notes(made, "notes", ("", "manager", "support"), most=1)
    busy(story, made, 0.2, 0.6, 0.1)
    if dice.chance(0.2):
        story.later(1, 30, partial(story.tag, made, "tags", dice.pick(("", "marketing"))))
    if dice.chance(0.25):
        story.later(5, 80, partial(story.change, made, {"Title": dice.pick(story.texts["titles"])}))


def lead(story: Story, number: int) -> None:
    """Somebody who showed interest."""
    company, dice = story.names.company(), story.dice
    person = story.names.person(company)
    values: dict[str, object] = {
        "Salutation": person.salutation,
        "First_Name": person.first,
        "Last_Name": person.last,
        "Company": company.name,
        "Title": dice.pick(story.texts["titles"]),
        "Email": person.email,
        "Phone": person.phone,
        "Website": f"https://{company.domain}",
        "Lead_Source": dice.pick(SOURCES),
        "Industry": dice.pick(INDUSTRIES),
        "No_of_Employees": str(dice.between(1, 80)),
        "Annual_Revenue": str(dice.between(40, 3_000) * 1000),
        "City": company.city,
        "Country": company.culture.country,
    }
    made = story.make(dice.pick(SELLERS), "Leads", values, company=company)
    made.account = Made(0, "", company.name, made.owner)
    story.notes(made, "lead_notes", ("", "", "marketing"), most=1)
    story.notes(made, "marketing_notes", ("marketing",), most=1)
    busy(story, made, 0.3, 0.5, 0.15)
    if dice.chance(0.4):
        story.later(0.5, 15, partial(story.tag, made, "tags", dice.pick(("", "marketing", "marketing"))))
    story.later(1, 9, partial(lead_goes_on, story, made, 0))


def lead_goes_on(story: Story, made: Made, step: int) -> None:
    """A lead comes a step further, or is lost."""
    dice = story.dice
    if step == len(PROGRESS) and dice.chance(CONVERTED):
        convert(story, made, deal_goes_on)
        return
    if step == len(PROGRESS) or dice.chance(0.18):
        ends = ("Pre-Qualified", *LOST) if step == len(PROGRESS) else LOST
        end = dice.pick(ends)
        story.change(made, {"Lead_Status": end})
        if end == "Junk Lead" and dice.chance(0.5):
            story.later(2, 10, partial(story.delete, made))
        return
    values: dict[str, object] = {"Lead_Status": PROGRESS[step]}
    if step == 1:
        values["Rating"] = "Active"
    story.change(made, values)
    if dice.chance(0.08):
        hand_over(story, made)
    story.later(3, 22, partial(lead_goes_on, story, made, step + 1))


def deal(story: Story, number: int) -> None:
    """A chance to sell something to an account."""
    at, dice = story.one("Accounts"), story.dice
    if at is None:
        return
    person, campaign = story.of("Contacts", at), story.one("Campaigns")
    values: dict[str, object] = {
        "Deal_Name": story.text("deals", at),
        "Account_Name": at.id,
        "Contact_Name": person.id if person else "",
        "Type": dice.pick(("New Business", "Existing Business")),
        "Stage": STAGES[0],
        "Amount": str(dice.between(9, 900) * 100),
        "Closing_Date": story.day(25, 110),
        "Lead_Source": dice.pick(SOURCES),
        "Next_Step": dice.pick(story.texts["next_steps"]),
        "Campaign_Source": campaign.id if campaign and dice.chance(0.4) else "",
    }
    made = story.make(at.owner, "Deals", values, account=at)
    story.notes(made, "notes", ("", "manager"))
    story.notes(made, "legal_notes", ("legal", "legal_lead"), most=1)
    busy(story, made, 1.0, 0.5, 0.5)
    if dice.chance(0.3):
        story.later(5, 30, partial(story.attach, made, "files"))
    if dice.chance(0.3):
        story.later(1, 20, partial(story.tag, made, "tags"))
    story.later(3, 16, partial(deal_goes_on, story, made, 1))


def deal_goes_on(story: Story, made: Made, step: int) -> None:
    """A deal comes a stage further, is won, or is lost."""
    dice = story.dice
    if step == len(STAGES) or dice.chance(0.09):
        end = dice.pick(ENDS) if step > 2 else "Closed Lost"
        story.change(made, {"Stage": end, "Closing_Date": story.day(0, 0), "Next_Step": None})
        if end == "Closed Won" and made.account is not None:
            story.change(made.account, {"Account_Type": "Customer"})
        return
    values: dict[str, object] = {"Stage": STAGES[step], "Next_Step": dice.pick(story.texts["next_steps"])}
    if dice.chance(0.3):
        values["Amount"] = str(dice.between(9, 900) * 100)
    if dice.chance(0.3):
        values["Closing_Date"] = story.day(15, 70)
    story.change(made, values)
    story.later(6, 30, partial(deal_goes_on, story, made, step + 1))
