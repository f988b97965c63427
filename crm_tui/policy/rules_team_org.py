"""Team users in organisation modules: the R column of 2.1, and what is of the person everywhere."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.domain.decisions import GrantorKind, RemedyClass
from crm_tui.policy.actions import actions_of
from crm_tui.policy.rule import Condition, Effect, Only, Rule, Subject, Where

_SPACE_GRANTORS = (GrantorKind.SPACE_MANAGERS, GrantorKind.SPACE_ADMINS)
_ELSEWHERE = ("settings.personal", "org.create")
_ADMINISTRATION = tuple(a for a in (*actions_of("organisation"), *actions_of("access")) if a not in _ELSEWHERE)
_MANAGE_USERS = ("users.manage", "users.invite", "users.activate", "users.convert", "org.invite")
"""What U21 asks of regular users too: being one is not enough."""


def _hard(rule_id: str, because: str, *actions: str, step: int = 3, source: str = "S2", remedy: str = "") -> Rule:
    """A ✘ of 2.1 that only another kind of user helps against."""
    return Rule(
        rule_id, step, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY, because,
        actions=actions, remedy_class=RemedyClass.HARD, remedy=remedy, source=source,
    )  # fmt: skip


def _never(rule_id: str, because: str, remedy: str, *actions: str) -> Rule:
    """A ✘ of 2.1 that nobody can lift."""
    return Rule(
        rule_id, 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY, because,
        actions=actions, remedy_class=RemedyClass.NOBODY, remedy=remedy, source="S0 S2",
    )  # fmt: skip


def _may(rule_id: str, because: str, *actions: str, source: str = "S0 S2") -> Rule:
    """A ✔ of 2.1."""
    return Rule(
        rule_id, 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.ALLOW, because, actions=actions, source=source
    )


def _own(rule_id: str, because: str, otherwise: str, *actions: str) -> Rule:
    """A ✔ of 2.1 for what he made himself."""
    return Rule(
        rule_id, 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.ALLOW, because,
        actions=actions, only=Only.AUTHOR, otherwise=otherwise, remedy_class=RemedyClass.HARD, source="DES",
    )  # fmt: skip


def _switch(rule_id: str, because: str, condition: Condition, *actions: str) -> Rule:
    """A ✔ of 2.1 that a switch of the Team User profile takes away."""
    return Rule(
        rule_id, 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY, because,
        actions=actions, condition=condition, remedy_class=RemedyClass.PROFILE,
    )  # fmt: skip


PERSON = (
    Rule(
        "O18", 1, Subject.TEAM_USER, Where.ANYWHERE, Effect.DENY, N_("Team users use no AI."),
        actions=("ai.use",), remedy_class=RemedyClass.HARD, source="S0 S2",
    ),
    _hard("O24", N_("Team users see and make no reports or dashboards."), "reports.view", "reports.manage",
          "dashboards.view", "dashboards.manage", step=1, source="S0 S2"),
    _hard("O27", N_("Team users have no administrative permission in the organisation."), *_MANAGE_USERS,
          remedy=N_("Convert this team user to a regular user whose profile has the permission Manage Users. "
                    "A free regular seat is needed."), step=1, source="S0 S2"),
    _hard("O27", N_("Team users have no administrative permission in the organisation."), *_ADMINISTRATION,
          "module.customise", "module.manage_webforms", "module.delete", "portals.manage",
          remedy=N_("Convert this team user to a regular user whose profile allows it. "
                    "A free regular seat is needed."), step=1, source="S0 S2"),
    Rule(
        "O28", 1, Subject.TEAM_USER, Where.ANYWHERE, Effect.DENY, N_("Team users take no part in sales incentives."),
        actions=("incentives.take_part",), remedy_class=RemedyClass.HARD, source="S2",
    ),
    Rule(
        "O29", 1, Subject.TEAM_USER, Where.ANYWHERE, Effect.DENY, N_("Team users have no calendar booking page."),
        actions=("calendar.booking_page",), remedy_class=RemedyClass.HARD, source="S2",
    ),
    _hard("O30", N_("Team users do not use the sandbox."), "sandbox.use", step=1, source="S0 S2"),
    Rule(
        "O38", 1, Subject.TEAM_USER, Where.ANYWHERE, Effect.DENY,
        N_("Team users do not use the Google and Microsoft integrations."),
        actions=("integrations.use_office",), remedy_class=RemedyClass.HARD, source="S0",
    ),
)  # fmt: skip
"""Step 1: of the person, so they hold whatever module is named."""

SWITCHES = (
    Rule(
        "O01", 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY,
        N_("{module} is not among the organisation modules enabled for team users."),
        condition=Condition.MODULE_OFF,
        remedy_class=RemedyClass.PROFILE,
        remedy=N_("Enable the module in the Team User profile, which holds up to ten."),
        source="S0 S2",
    ),
    _switch("O14", N_("The Team User profile has custom views switched off."), Condition.CUSTOM_VIEWS_OFF,
            "views.see_public"),
    _switch("O15", N_("The Team User profile has custom views switched off."), Condition.CUSTOM_VIEWS_OFF,
            "views.create", "views.share"),
    _switch("U35", N_("The Team User profile has custom views switched off."), Condition.CUSTOM_VIEWS_OFF,
            "views.manage"),
    _switch("U35", N_("The Team User profile has Create Team Module switched off."),
            Condition.CREATE_TEAM_MODULE_OFF, "module.create"),
    _switch("U35", N_("The Team User profile has Manage Teamspace switched off."),
            Condition.MANAGE_TEAMSPACE_OFF, "spaces.manage"),
    Rule(
        "M30", 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY,
        N_("Team modules are made only in team spaces that one belongs to."),
        actions=("module.create",), condition=Condition.IN_NO_SPACE, remedy_class=RemedyClass.MODULE,
        remedy=N_("Ask to be put into the space."), grantors=_SPACE_GRANTORS, source="S1 cfgTM-new",
    ),
    Rule(
        "SP04", 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY,
        N_("A team space is administered by its Admins and by those who manage all spaces."),
        actions=("space.administer",), condition=Condition.NO_SPACE_ADMIN, remedy_class=RemedyClass.MODULE,
        remedy=N_("Ask to become Admin of the space."), grantors=_SPACE_GRANTORS, source="admHier mngTS",
    ),
    Rule(
        "SP05", 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY,
        N_("Admins of a space are appointed by its Admins and by those who manage all spaces."),
        actions=("space.appoint_admin",), condition=Condition.NO_SPACE_ADMIN, remedy_class=RemedyClass.MODULE,
        remedy=N_("Ask to become Admin of the space."), grantors=_SPACE_GRANTORS,
    ),
    Rule(
        "O21", 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY,
        N_("Team users read other people's e-mail only when their role is named in the e-mail sharing setting."),
        actions=("email.read_others",), condition=Condition.ROLE_NOT_NAMED, remedy_class=RemedyClass.SHARING,
        remedy=N_("Name the role in the e-mail sharing setting."), grantors=(GrantorKind.SHARING_MANAGERS,),
        source="S2",
    ),
)  # fmt: skip
"""Step 3: what the profile and the settings of the organisation take away."""

TABLE = (
    _may("O01", N_("Team users view the records of up to ten organisation modules."),
         "records.view", "timeline.view", "interactions.view", "module.see"),
    _may("O02", N_("Team users view all notes of a record that they see, and add their own."),
         "notes.view", "notes.add"),
    _own("O02", N_("Team users edit and delete their own notes."),
         N_("Team users edit and delete only their own notes."), "notes.edit", "notes.delete"),
    _may("O03", N_("Team users view all tags of a record that they see, and add more."), "tags.add"),
    _own("O03", N_("Team users take off the tags that they added."),
         N_("Team users take off only the tags that they added themselves."), "tags.remove"),
    _may("O04", N_("Team users view all attachments of a record that they see, and add their own."),
         "attachments.view", "attachments.add"),
    _own("O04", N_("Team users delete their own attachments."),
         N_("Team users delete only their own attachments."), "attachments.delete"),
    _hard("O05", N_("Team users read organisation records and do not change them."),
          "records.edit", "records.delete", source="S0 S2"),
    Rule(
        # AC10: making an activity is what O22 forbids, whatever way is taken to it.
        "O22", 3, Subject.TEAM_USER, Where.ORGANISATION, Effect.DENY,
        N_("Team users create no tasks, calls or meetings for organisation records."),
        actions=("records.create",), condition=Condition.ACTIVITY_MODULE, remedy_class=RemedyClass.HARD,
        source="S0 S2",
    ),
    _hard("O06", N_("Team users create no organisation records by form."), "records.create", source="DES"),
    _never("O07", N_("A team user never owns an organisation record."),
           N_("The owner would have to be a regular user."), "records.own"),
    _never("O08", N_("A team user is never the value of a user field of an organisation record."),
           N_("The value would have to be a regular user."), "records.in_user_field"),
    _hard("O09", N_("Team users do not change the owner of organisation records."), "records.change_owner"),
    _hard("O10", N_("Team users do not share organisation records."), "records.share"),
    _hard("O11", N_("Team users do not update or delete many organisation records at once."),
          "records.mass_update", "records.mass_delete"),
    _hard("O12", N_("Team users do not find and merge duplicates of organisation records."), "records.merge"),
    _hard("O13", N_("Team users do not import or export organisation records."),
          "records.import", "records.export"),
    _may("O14", N_("Team users use the shared list views."), "views.see_public"),
    _may("O15", N_("Team users create and share list views of their own."), "views.create", "views.share"),
    _hard("O16", N_("Team users do not review or approve organisation records."),
          "records.review", "records.approve"),
    _hard("O17", N_("Automation of organisation modules does not notify team users."), "automation.be_notified"),
    _hard("O19", N_("Team users send no e-mail from organisation records."), "email.send"),
    _may("O20", N_("Automated e-mail may carry a team user's address as that of the current user."),
         "email.sender_of_automation", source="S2"),
    _may("O21", N_("The role is named in the e-mail sharing setting."), "email.read_others", source="S2"),
    _hard("O22", N_("Team users create no tasks, calls or meetings for organisation records."),
          "tasks.create", "calls.create", "meetings.create", source="S0 S2"),
    _hard("O23", N_("Team users do not convert leads, quotes or sales orders."), "records.convert"),
    _hard("O25", N_("Team users do not run macros on organisation records."), "macros.run"),
    _hard("O26", N_("Team users do not make or manage automation of organisation modules."),
          "automation.manage", "module.manage_automation", "webhooks.manage", source="S0 S2"),
    _may("O31", N_("Team users create organisation records by a wizard; the record gets another owner."),
         "records.create_by_wizard", source="S2"),
    _may("O32", N_("Team users see what integrations made, and do not change it."), "integrations.view"),
    _hard("O33", N_("Team users add nothing to lists that come from an integrated product."),
          "integrations.add_related"),
    _may("O34", N_("Team users view the social feed."), "social.view", source="S2"),
    _may("O35", N_("Team users read feeds and talk there with other users."), "feeds.view", "feeds.post"),
    _may("O36", N_("Everybody has his own settings, keys and sessions."), "settings.personal", source="S2"),
    _hard("O39", N_("Team users do not restore, clone, lock or hand over organisation records."),
          "records.restore", "records.clone", "records.lock", "records.mass_transfer", source="DES"),
    _hard("O40", N_("Team users send no mass e-mail or merged mail from organisation records, and delete none."),
          "email.mass_send", "email.mail_merge", "email.delete", source="DES"),
    _own("O41", N_("Team users change and delete their own list views."),
         N_("Team users do not change or delete other people's list views."), "views.manage"),
    _may("O42", N_("A chart is a view of the module, so team users see it for the records that they see."),
         "charts.view", source="DES"),
    _hard("O43", N_("Team users manage no functions and widgets."), "functions.manage", "widgets.manage",
          source="S0"),
    _may("U35", N_("The Team User profile has this switch on."), "module.create", "spaces.manage", source="S1"),
    _may("SP04", N_("He is Admin of the space, or manages all spaces."), "space.administer", source="S2"),
    _may("SP05", N_("He is Admin of the space, or manages all spaces."), "space.appoint_admin"),
    _hard("O00", N_("Nothing grants this action to team users in organisation modules."), source="DES"),
)  # fmt: skip
"""Step 3: the R column; the last row takes what no other names."""

TEAM_ORGANISATION = (*SWITCHES, *TABLE)
"""Step 3, in the order in which it is asked."""
