"""The work of the other teams of the sample, in their own modules: contracts, campaign assets, onboarding."""

from __future__ import annotations

from functools import partial

from crm_tui.bootstrap.sample_activities import task
from crm_tui.bootstrap.sample_story import Made, Story

LAWYERS = ("legal", "legal", "legal", "paralegal", "paralegal", "legal_lead")
LEAD = "legal_lead"
TYPES = ("Supply", "NDA", "Reseller", "Service", "Licence", "Lease")
"""In the order of the words `contracts`."""
CHANNELS = ("Web", "Mail", "Print", "Fair", "Social media")
STEPS = ("Kick-off", "Shop set-up", "Data import", "Training", "First delivery", "Check-in", "Review")
"""In the order of the words `onboarding`."""


def plan_teams(story: Story) -> None:
    """What each team does all the half year."""
    story.spread("Contracts", partial(contract, story), 0.04)
    story.spread("Campaign_Assets", partial(asset, story), 0.03)
    story.spread("Onboarding_Tasks", partial(onboarding, story), 0.06)


def contract(story: Story, number: int) -> None:
    """A contract from its first draft on. Look-ups go to what its author may see of the sales."""
    at, dice = story.one("Accounts"), story.dice
    if at is None or at.company is None:
        return
    deal, kind = story.of("Deals", at), dice.between(0, len(TYPES) - 1)
    start = dice.between(20, 60)
    language = at.company.culture.language
    values: dict[str, object] = {
        "Name": story.fill(story.texts["contracts"][kind], at),
        "Counterparty": at.id,
        "Deal": deal.id if deal else "",
        "Contract_Type": TYPES[kind],
        "Value": "" if TYPES[kind] == "NDA" else str(dice.between(20, 1200) * 100),
        "Start_Date": story.day(start, start),
        "End_Date": story.day(start + 365, start + 365),
        "Notice_Months": str(dice.pick((1, 3, 3, 6))),
        "Governing_Law": dice.pick(("France", "France", at.company.culture.law)),
        "Risk": dice.pick(("Low", "Low", "Medium", "High")),
        "Languages": tuple(dict.fromkeys(("English", language))),
    }
    made = story.make(dice.pick(LAWYERS), "Contracts", values, account=at)
    story.notes(made, "contract_notes", ("", "", LEAD), most=3)
    if dice.chance(0.5):
        story.later(0.1, 2, partial(story.attach, made, "contract_files"))
    if dice.chance(0.4):
        story.later(0.2, 8, partial(story.tag, made, "contract_tags"))
    if dice.chance(0.5):
        story.later(1, 12, partial(task, story, made, "contract_tasks"))
    if dice.chance(0.25):
        story.later(3, 20, partial(pass_on, story, made))
    if dice.chance(0.4):
        story.later(2, 15, partial(let_see, story, made))
    story.later(1, 8, partial(story.change, made, {"Status": "In review"}))
    story.later(9, 30, partial(contract_ends, story, made))


def contract_ends(story: Story, made: Made) -> None:
    """It is signed, refused, or talked about once more."""
    dice = story.dice
    if dice.chance(0.4):
        terms = {"Status": "Negotiation", "Value": str(dice.between(20, 1200) * 100)}
        story.change(made, {**terms, "Risk": dice.pick(("Medium", "High"))})
        story.later(5, 30, partial(contract_ends, story, made))
    elif dice.chance(0.75):
        story.change(made, {"Status": "Signed", "Signed": True, "Signed_On": story.day(0, 0)}, LEAD)
    else:
        story.change(made, {"Status": "Rejected"})


def pass_on(story: Story, made: Made) -> None:
    """The lead gives a contract to another one of the team."""
    others = [part for part in ("legal", "paralegal", LEAD) if part != made.owner]
    story.give(made, story.dice.pick(others), LEAD)


def let_see(story: Story, made: Made) -> None:
    """The lead shows a contract to a participant, who else sees only his own."""
    login = story.cast.login("paralegal")
    if not made.gone and login not in (story.cast.login(made.owner), story.cast.login(LEAD)):
        level = story.dice.pick(("read", "edit"))
        story.cast.ws(LEAD).sharing.share(made.module, made.id, login, level)


def asset(story: Story, number: int) -> None:
    """Something that marketing makes."""
    dice, kinds = story.dice, story.texts["assets"]
    due = dice.between(6, 35)
    values: dict[str, object] = {
        "Name": f"{kinds[number % len(kinds)]}" + (f" {number // len(kinds) + 1}" if number >= len(kinds) else ""),
        "Asset_Type": story.texts["asset_types"][number % len(kinds)],
        "Language": dice.pick(("English", "French", "French", "Polish", "Chinese", "German", "Greek", "Arabic")),
        "Due_Date": story.day(due, due),
        "Audience": dice.pick(("Opticians", "Chains", "Resellers", "Wearers", "Press")),
        "Channels": tuple(dice.some(CHANNELS, 3)),
        "Cost": str(dice.between(1, 90) * 50),
        "Pages": str(dice.between(1, 24)),
    }
    made = story.make("marketing", "Campaign_Assets", values)
    story.notes(made, "asset_notes", most=3)
    if dice.chance(0.4):
        story.later(0.5, 10, partial(story.tag, made, "asset_tags"))
    if dice.chance(0.5):
        story.later(0.2, 3, partial(name_campaign, story, made))
    story.later(1, 6, partial(story.change, made, {"Status": "In production"}))
    story.later(6, 15, partial(story.change, made, {"Status": "In review"}))
    if dice.chance(0.85):
        story.later(due - 2, due + 6, partial(asset_ends, story, made))


def name_campaign(story: Story, made: Made) -> None:
    """Marketing may not see campaigns, so an administrator links the asset to one."""
    found = story.one("Campaigns")
    if found is not None:
        story.change(made, {"Campaign": found.id}, "admin")


def asset_ends(story: Story, made: Made) -> None:
    """It is out, or given up."""
    if story.dice.chance(0.12):
        story.change(made, {"Status": "Dropped"})
        return
    out = {"Status": "Published", "Approved": True, "Published_On": story.day(0, 0)}
    story.change(made, {**out, "Link": f"https://www.helios-optics.test/{made.id}"})


def onboarding(story: Story, number: int) -> None:
    """A step with a new customer."""
    at, dice = story.one("Accounts"), story.dice
    if at is None:
        return
    person, step, due = story.of("Contacts", at), number % len(STEPS), dice.between(3, 16)
    values: dict[str, object] = {
        "Name": story.fill(story.texts["onboarding"][step], at),
        "Account": at.id,
        "Contact": person.id if person else "",
        "Step": STEPS[step],
        "Priority": dice.pick(("High", "Normal", "Normal", "Low")),
        "Due_Date": story.day(due, due),
        "Health": dice.pick(("Good", "Good", "Watch", "At risk")),
        "On_Site": dice.chance(0.3),
    }
    made = story.make(dice.pick(("support", "support", "support", "admin")), "Onboarding_Tasks", values, account=at)
    story.notes(made, "support_notes", ("support",), most=2)
    story.later(0.5, due, partial(story.change, made, {"Status": "In progress"}))
    if dice.chance(0.2):
        waits = {"Status": "Waiting for customer", "Blocked_By": dice.pick(story.texts["blockers"])}
        story.later(due * 0.6, due, partial(story.change, made, waits))
    if dice.chance(0.85):
        hours = {"Done_On": story.day(due, due), "Hours": f"{dice.between(2, 30) / 2}", "Blocked_By": None}
        story.later(due, due + 5, partial(story.change, made, {"Status": "Done", **hours}))
