"""Step 4: what the organisation profile decides (9.4, AC31-AC34), and the levels of AC05."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import N_
from crm_tui.domain.decisions import GrantorKind, RemedyClass
from crm_tui.domain.modules import Level
from crm_tui.policy.rule import Condition, Effect, Only, Rule, Subject, Where

_SPACE_GRANTORS = (GrantorKind.SPACE_MANAGERS, GrantorKind.SPACE_ADMINS)
_SUPER = (GrantorKind.SUPER_ADMIN,)

ON = (
    "records.view", "records.create", "records.edit", "records.delete", "records.clone", "records.own",
    "records.share", "records.convert", "records.import", "records.export", "records.in_user_field",
    "records.create_by_wizard", "notes.view", "notes.add", "tags.add", "attachments.view", "attachments.add",
    "tasks.create", "calls.create", "meetings.create", "email.send", "email.sender_of_automation", "feeds.view",
    "feeds.post", "timeline.view", "interactions.view", "views.see_public", "views.create", "views.share",
    "module.see", "module.create", "charts.view", "reports.view", "reports.manage", "dashboards.view",
    "dashboards.manage", "macros.run", "automation.be_notified", "ai.use", "integrations.view",
    "integrations.use_office", "integrations.add_related", "social.view", "incentives.take_part",
    "calendar.booking_page", "settings.personal",
)  # fmt: skip
"""AC31: on in the Standard profile."""

ON_FOR_HIS_OWN: Mapping[str, Only | None] = {
    "records.change_owner": Only.OWNER_OR_ABOVE,
    "records.mass_update": Only.OWNER,
    "records.mass_transfer": Only.OWNER,
    "records.restore": None,
    "records.lock": Only.OWNER_OR_ABOVE,
    "records.mass_delete": None,
    "records.merge": None,
    "records.review": None,
    "email.mass_send": None,
    "email.mail_merge": None,
    "notes.edit": Only.AUTHOR_OR_EDIT,
    "notes.delete": Only.AUTHOR_OR_EDIT,
    "tags.remove": Only.AUTHOR_OR_EDIT,
    "attachments.delete": Only.AUTHOR_OR_EDIT,
    "email.delete": Only.AUTHOR,
    "views.manage": Only.AUTHOR,
}
"""AC32: on in the Standard profile for what is his; None where the level of the record says all."""

OFF = (
    "module.customise", "module.manage_automation", "module.manage_webforms", "module.delete", "spaces.manage",
    "automation.manage", "functions.manage", "widgets.manage", "webhooks.manage", "sandbox.use", "portals.manage",
    "users.manage", "users.invite", "users.activate", "users.convert", "users.delete", "users.hand_over",
    "roles.manage", "profiles.manage", "groups.manage", "sharing.manage", "fields.manage", "licences.buy",
    "licences.switch", "org.settings", "org.choose_edition", "org.change_slug", "org.delete", "org.invite",
    "org.audit", "sessions.manage", "keys.manage", "backup.make", "access.view_as", "access.promises",
    "records.purge",
)  # fmt: skip
"""AC33: off in the Standard profile."""

LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(
        (
            "records.view", "records.clone", "records.export", "records.approve", "notes.view", "notes.add",
            "notes.edit", "notes.delete", "tags.add", "tags.remove", "attachments.view", "attachments.add",
            "attachments.delete", "timeline.view", "interactions.view", "tasks.create", "calls.create",
            "meetings.create", "email.read_others", "email.delete", "feeds.view", "feeds.post", "charts.view",
            "integrations.view", "requests.see_own",
        ),
        Level.READ,
    ),
    **dict.fromkeys(
        (
            "records.edit", "records.mass_update", "records.convert", "records.merge", "records.review",
            "email.send", "email.mass_send", "email.mail_merge", "macros.run", "integrations.add_related",
            "requests.edit", "requests.accept",
        ),
        Level.EDIT,
    ),
    **dict.fromkeys(
        (
            "records.delete", "records.restore", "records.purge", "records.share", "records.change_owner",
            "records.mass_delete", "records.mass_transfer", "records.lock", "requests.withdraw", "access.grant",
        ),
        Level.FULL,
    ),
}  # fmt: skip
"""What an action needs of the record (end of 9.3); an action that is not here does not look at one."""

ITEM_LEVEL = Level.EDIT
"""AC32, M25: what other people's notes, tags, attachments and mails need of their record."""

OF_ITEMS = frozenset({"notes.edit", "notes.delete", "tags.remove", "attachments.delete", "email.delete"})
"""The actions that `ITEM_LEVEL` is about."""


def _deny(
    rule_id: str,
    because: str,
    *actions: str,
    condition: Condition = Condition.ALWAYS,
    remedy_class: RemedyClass = RemedyClass.PROFILE,
    remedy: str = "",
    grantors: tuple[GrantorKind, ...] = (),
    source: str = "DES",
    parameter: str = "",
    subject: Subject = Subject.EVERYBODY,
) -> Rule:
    return Rule(
        rule_id, 4, subject, Where.ORGANISATION, Effect.DENY, because, actions=actions, condition=condition,
        remedy_class=remedy_class, remedy=remedy, grantors=grantors, source=source, parameter=parameter,
    )  # fmt: skip


NO_SUCH = (
    _deny("AC04", N_("There is no such action in an organisation module."), "module.manage_members",
          "module.appoint_admin", "requests.raise", "requests.see_own", "requests.edit", "requests.withdraw",
          "requests.accept", "requests.configure", remedy=N_("Team modules have this action.")),
)  # fmt: skip

RESERVED = (
    _deny("U42", N_("Only the super administrator deletes users."), "users.delete",
          condition=Condition.NOT_SUPER_ADMIN, remedy_class=RemedyClass.NOBODY,
          remedy=N_("One would have to be the super administrator."), source="usrDel"),
    _deny("U08", N_("Only the super administrator hands over."), "users.hand_over",
          condition=Condition.NOT_SUPER_ADMIN, remedy_class=RemedyClass.NOBODY,
          remedy=N_("One would have to be the super administrator.")),
    _deny("ORG-6", N_("Only the super administrator changes the slug."), "org.change_slug",
          condition=Condition.NOT_SUPER_ADMIN, remedy_class=RemedyClass.NOBODY,
          remedy=N_("One would have to be the super administrator."), source="S3"),
    _deny("U20", N_("Only administrators buy licences and switch them."), "licences.buy", "licences.switch",
          condition=Condition.NOT_ADMINISTRATOR, remedy=N_("Give the Administrator profile."),
          grantors=_SUPER, source="S2"),
    _deny("R71", N_("Only administrators delete for ever what is in the bin."), "records.purge",
          condition=Condition.NOT_ADMINISTRATOR, remedy=N_("Give the Administrator profile."), grantors=_SUPER),
    _deny("ORG-16", N_("Only administrators delete the organisation."), "org.delete",
          condition=Condition.NOT_ADMINISTRATOR, remedy=N_("Give the Administrator profile."),
          grantors=_SUPER, source="S3 DES"),
)  # fmt: skip

ADMINISTRATORS = (
    Rule(
        "AC27", 4, Subject.ADMINISTRATOR, Where.ORGANISATION, Effect.ALLOW,
        N_("Administrators see and may do everything."), source="terr DES",
    ),
)  # fmt: skip

SWITCHED_OFF = (
    _deny("AC04", N_("{module} is not enabled in the profile {profile}."), condition=Condition.MODULE_OFF,
          remedy=N_("Enable the module in the profile, or give another profile."), source="prof"),
    _deny("U21", N_("Users are managed by holders of the permission Manage Users."), "users.manage", "users.invite",
          "users.activate", "users.convert", "org.invite", condition=Condition.SWITCHED_OFF, source="S2 addTU"),
    _deny("SP03", N_("All spaces are managed by holders of the permission Manage Teamspace."), "spaces.manage",
          condition=Condition.SWITCHED_OFF, source="S1 faqTS"),
    _deny("AC04", N_("The profile {profile} has this switched off."), condition=Condition.SWITCHED_OFF,
          source="prof"),
    _deny("AC04", N_("The profile {profile} has viewing switched off."), *(a for a in LEVELS if a != "records.view"),
          condition=Condition.IMPLIED_OFF, parameter="records.view"),
    _deny("R71", N_("Whoever may not delete a record may not restore it."), "records.restore",
          condition=Condition.IMPLIED_OFF, parameter="records.delete", grantors=_SUPER),
    _deny("AC04", N_("The profile {profile} has deleting switched off."), "records.mass_delete", "records.merge",
          condition=Condition.IMPLIED_OFF, parameter="records.delete"),
    _deny("AC04", N_("The profile {profile} has editing switched off."), "records.mass_update", "records.merge",
          "records.review", "email.mass_send", "email.mail_merge",
          condition=Condition.IMPLIED_OFF, parameter="records.edit"),
    _deny("I24", N_("The organisation keeps e-mail private, or shares it with other roles."), "email.read_others",
          condition=Condition.EMAIL_NOT_SHARED, remedy_class=RemedyClass.SHARING,
          remedy=N_("Change the e-mail sharing setting."), grantors=(GrantorKind.SHARING_MANAGERS,)),
    _deny("M30", N_("Team modules are made only in team spaces that one belongs to."), "module.create",
          condition=Condition.IN_NO_SPACE, remedy_class=RemedyClass.MODULE,
          remedy=N_("Ask to be put into the space."), grantors=_SPACE_GRANTORS, source="S1 cfgTM-new"),
    _deny("SP04", N_("A team space is administered by its Admins and by those who manage all spaces."),
          "space.administer", condition=Condition.NO_SPACE_ADMIN, remedy_class=RemedyClass.MODULE,
          remedy=N_("Ask to become Admin of the space."), grantors=_SPACE_GRANTORS, source="admHier mngTS"),
    _deny("SP05", N_("Admins of a space are appointed by its Admins and by those who manage all spaces."),
          "space.appoint_admin", condition=Condition.NO_SPACE_ADMIN, remedy_class=RemedyClass.MODULE,
          remedy=N_("Ask to become Admin of the space."), grantors=_SPACE_GRANTORS),
)  # fmt: skip


def _allow(
    rule_id: str,
    because: str,
    *actions: str,
    only: Only | None = None,
    condition: Condition = Condition.ALWAYS,
    parameter: str = "",
) -> Rule:
    return Rule(
        rule_id, 4, Subject.EVERYBODY, Where.ORGANISATION, Effect.ALLOW, because, actions=actions, only=only,
        condition=condition, parameter=parameter,
    )  # fmt: skip


SWITCHED_ON = (
    _allow("AC31", N_("The profile {profile} has this switched on."), *ON),
    # Other people's are his to change where he may edit the record: by the profile too (AC06).
    _allow("AC32", N_("The profile {profile} has this switched on, for what is his."),
           *(action for action, only in ON_FOR_HIS_OWN.items() if only is Only.AUTHOR_OR_EDIT), only=Only.AUTHOR,
           condition=Condition.IMPLIED_OFF, parameter="records.edit"),
    *(
        _allow("AC32", N_("The profile {profile} has this switched on, for what is his."), action, only=only)
        for action, only in ON_FOR_HIS_OWN.items()
    ),
    _allow("AC33", N_("The profile {profile} has this switched on."), *OFF),
    _allow("AC34", N_("Those whom the approval process names approve records."), "records.approve"),
    _allow("AC34", N_("Whoever may share a record answers requests for access to it."), "access.grant"),
    _allow("AC30", N_("The organisation shares e-mail with him."), "email.read_others"),
    _allow("SP04", N_("He is Admin of the space, or manages all spaces."), "space.administer"),
    _allow("SP05", N_("He is Admin of the space, or manages all spaces."), "space.appoint_admin"),
    _deny("AC04", N_("Nothing in the profile {profile} grants this.")),
)  # fmt: skip

PROFILE = (*NO_SUCH, *RESERVED, *ADMINISTRATORS, *SWITCHED_OFF, *SWITCHED_ON)
"""Step 4, in the order in which it is asked."""
